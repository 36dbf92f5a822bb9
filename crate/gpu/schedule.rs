//! Launches that wait for each other no longer than they must.
//!
//! A launch belongs to the first level behind everything that it depends on. What
//! shares a level may start at once, in one dispatch.

use std::collections::HashMap;

use crate::plan::{BufferId, Plan, View, Work};

use super::kernel;

/// The words of a member's part that a launch writes.
#[derive(Clone, Copy)]
struct Reach {
    /// From one member to the next.
    member: isize,
    low: isize,
    high: isize,
}

impl Reach {
    fn new(view: &View, dims: &[usize]) -> Self {
        let (mut low, mut high) = (view.at.offset, view.at.offset);
        for (&term, &size) in view.at.terms.iter().zip(dims).skip(1) {
            let far = term * (size as isize - 1);
            low += far.min(0);
            high += far.max(0);
        }
        let member = view.at.terms.first().copied().unwrap_or(0);
        Reach { member, low, high }
    }

    fn apart(self, other: Self) -> bool {
        let aside = self.high < other.low || other.high < self.low;
        let span = self.high.max(other.high) - self.low.min(other.low);
        aside && self.member == other.member && (self.member == 0 || span < self.member)
    }
}

/// What has happened to a buffer so far.
#[derive(Default)]
struct Past {
    writes: Vec<(Reach, usize)>,
    read: Option<usize>,
}

/// For each launch, the level of its first pass.
pub fn levels(plan: &Plan) -> Vec<usize> {
    let mut past: HashMap<BufferId, Past> = HashMap::new();
    let mut scratch = 0;
    let mut levels = Vec::new();
    for launch in &plan.launches {
        let work = &launch.work;
        let mut level = 0;
        for view in work.reads() {
            let past = past.entry(view.buffer).or_default();
            level = past.writes.iter().fold(level, |l, w| l.max(w.1 + 1));
        }
        let writes = writes(work);
        for (buffer, reach) in &writes {
            let past = past.entry(*buffer).or_default();
            let over = past.writes.iter().filter(|w| !w.0.apart(*reach));
            level = over.fold(level, |l, w| l.max(w.1 + 1));
            level = past.read.map_or(level, |r| level.max(r + 1));
        }
        if kernel::scratch(work) > 0 {
            level = level.max(scratch);
        }
        let last = level + kernel::passes(work) - 1;
        if kernel::scratch(work) > 0 {
            scratch = last + 1;
        }
        for view in work.reads() {
            let past = past.entry(view.buffer).or_default();
            past.read = past.read.max(Some(last));
        }
        for (buffer, reach) in writes {
            past.entry(buffer).or_default().writes.push((reach, last));
        }
        levels.push(level);
    }
    levels
}

fn writes(work: &Work) -> Vec<(BufferId, Reach)> {
    let dims = match work {
        Work::ScatterAdd { out_dims, .. } => out_dims,
        work => work.dims(),
    };
    let mut flat = dims.to_vec();
    let mut sums = None;
    if let Work::MatMul { column_sums, .. } = work {
        let rows = flat.len() - 2;
        flat[rows] = 1;
        sums = column_sums.as_ref();
    }
    let all = work.writes().into_iter().map(|view| {
        let own = if Some(view) == sums { &flat[..] } else { dims };
        (view.buffer, Reach::new(view, own))
    });
    all.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::Graph;

    #[test]
    fn what_is_independent_shares_a_level() {
        let g = Graph::new(2);
        let (a, b) = (g.each("a", &[8, 8]), g.each("b", &[8, 8]));
        let (left, right) = (a.matmul(b), b.matmul(a));
        g.output("left", left);
        g.output("right", right);
        g.output("both", left.matmul(right));
        let plan = Plan::new(&g.finish().expect("a program"));
        assert_eq!(levels(&plan), [0, 0, 1]);
    }

    #[test]
    fn parts_of_members_are_apart_only_beside_each_other() {
        let reach = |member, low, high| Reach { member, low, high };
        assert!(reach(10, 0, 4).apart(reach(10, 5, 9)));
        assert!(!reach(10, 0, 5).apart(reach(10, 5, 9)));
        assert!(!reach(8, 0, 4).apart(reach(8, 5, 9)));
        assert!(!reach(10, 0, 4).apart(reach(0, 5, 9)));
    }
}
