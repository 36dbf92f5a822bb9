//! How many steps a chunk takes: long enough to outweigh its submission, short enough
//! for sixty frames a second.

/// Device time aimed at, in milliseconds.
const TARGET_MS: f64 = 10.0;
/// Steps that a chunk should have in any case, while they take no longer than this: two
/// chunks on the way still let a page stop within 100 ms.
const FEW_STEPS: f64 = 12.0;
const FEW_MS: f64 = 40.0;
/// What no chunk may be expected to pass.
const MOST_MS: f64 = 90.0;

/// Measures chunks and sizes the next.
#[derive(Debug)]
pub struct Pace {
    steps: u32,
    most: u32,
    /// How long an answer takes when there is nothing to do.
    latency_ms: f64,
    last_done: f64,
    /// The last chunk's steps and time.
    last: (f64, f64),
}

impl Pace {
    /// One step at first, never more than `most`.
    pub fn new(most: u32, latency_ms: f64) -> Self {
        Pace {
            steps: 1,
            most: most.max(1),
            latency_ms,
            last_done: 0.0,
            last: (0.0, 0.0),
        }
    }

    /// Steps of the next chunk.
    pub fn steps(&self) -> u32 {
        self.steps
    }

    /// A chunk of `steps` was handed over and done at these times. At most doubles the
    /// next one. Two chunks are measured together, since answers may come in pairs, and
    /// the time of an answer does not count.
    pub fn done(&mut self, steps: u32, submitted: f64, done: f64) {
        let steps = f64::from(steps);
        let took = (done - submitted.max(self.last_done)).max(0.0);
        let both = (took + self.last.1 - self.latency_ms).max(1e-3);
        let each = both / (steps + self.last.0);
        (self.last_done, self.last) = (done, (steps, took));
        let aim = (TARGET_MS / each).max(FEW_STEPS.min(FEW_MS / each));
        let next = aim.min(MOST_MS / each).min(f64::from(self.steps) * 2.0);
        self.steps = (next as u32).clamp(1, self.most);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn starts_with_one_doubles_and_stays_within_the_target() {
        let mut pace = Pace::new(256, 0.0);
        let (mut now, mut seen) = (0.0, Vec::new());
        for _ in 0..12 {
            let steps = pace.steps();
            seen.push(steps);
            let done = now + 0.2 * f64::from(steps);
            pace.done(steps, now, done);
            now = done;
        }
        assert_eq!(seen[..5], [1, 2, 4, 8, 16]);
        assert!(
            seen[8..].iter().all(|&k| (49..=50).contains(&k)),
            "{seen:?}"
        );
    }

    #[test]
    fn a_slow_device_gets_one_step_at_a_time() {
        let mut pace = Pace::new(256, 0.0);
        pace.done(1, 0.0, 400.0);
        assert_eq!(pace.steps(), 1);
    }

    #[test]
    fn a_change_for_the_worse_is_followed() {
        let mut pace = Pace::new(256, 0.0);
        let mut now = 0.0;
        for _ in 0..10 {
            let steps = pace.steps();
            now += 0.1 * f64::from(steps);
            pace.done(steps, now - 0.1 * f64::from(steps), now);
        }
        for _ in 0..12 {
            let steps = pace.steps();
            now += 10.0 * f64::from(steps);
            pace.done(steps, now - 10.0 * f64::from(steps), now);
        }
        assert_eq!(pace.steps(), 4);
    }

    #[test]
    fn answers_that_come_in_pairs_make_no_chunk_long() {
        let mut pace = Pace::new(256, 0.0);
        let mut now = 0.0;
        for _ in 0..20 {
            let steps = pace.steps();
            let start = now;
            now += 8.0 * f64::from(steps);
            pace.done(steps, start, now);
            let more = pace.steps();
            now += 8.0 * f64::from(more);
            pace.done(steps, start, now);
            pace.done(more, start, now);
            assert!(pace.steps() <= 10, "{}", pace.steps());
        }
    }

    #[test]
    fn slow_answers_do_not_count_as_a_slow_device() {
        let mut pace = Pace::new(256, 100.0);
        let mut now = 0.0;
        for _ in 0..8 {
            let steps = pace.steps();
            let start = now;
            now += 100.0 + 0.1 * f64::from(steps);
            pace.done(steps, start, now);
            pace.done(steps, start, now);
        }
        assert!(pace.steps() >= 50, "{}", pace.steps());
    }
}
