//! How many steps a chunk takes: long enough to outweigh its submission, short enough
//! for sixty frames a second.

/// Device time aimed at, in milliseconds.
const TARGET_MS: f64 = 10.0;
/// Steps that a chunk should have in any case, while they take no longer than this: two
/// chunks on the way still let a page stop within 100 ms.
const FEW_STEPS: f64 = 10.0;
const FEW_MS: f64 = 40.0;
/// What no chunk may be expected to pass.
const MOST_MS: f64 = 90.0;

/// Measures chunks and sizes the next.
#[derive(Debug)]
pub struct Pace {
    steps: u32,
    most: u32,
    last_done: f64,
    last_ms: Option<f64>,
}

impl Pace {
    /// One step at first, never more than `most`.
    pub fn new(most: u32) -> Self {
        Pace {
            steps: 1,
            most: most.max(1),
            last_done: 0.0,
            last_ms: None,
        }
    }

    /// Steps of the next chunk.
    pub fn steps(&self) -> u32 {
        self.steps
    }

    /// A chunk of `steps` was handed over and done at these times. At most doubles the
    /// next one; the better of two measurements counts, since a late callback looks like
    /// a slow device, but no chunk is expected to pass [`MOST_MS`] by the latest one.
    pub fn done(&mut self, steps: u32, submitted: f64, done: f64) {
        let took = (done - submitted.max(self.last_done)).max(1e-3) / f64::from(steps);
        self.last_done = done;
        let best = self.last_ms.map_or(took, |last| last.min(took));
        self.last_ms = Some(took);
        let aim = (TARGET_MS / best).max(FEW_STEPS.min(FEW_MS / best));
        let bound = (MOST_MS / took).max(f64::from(steps.min(self.steps)) / 2.0);
        let next = aim.min(bound).min(f64::from(self.steps) * 2.0);
        self.steps = (next as u32).clamp(1, self.most);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn starts_with_one_doubles_and_stays_within_the_target() {
        let mut pace = Pace::new(256);
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
        let mut pace = Pace::new(256);
        pace.done(1, 0.0, 400.0);
        assert_eq!(pace.steps(), 1);
    }

    #[test]
    fn a_change_for_the_worse_is_followed() {
        let mut pace = Pace::new(256);
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
}
