//! What members may differ in, and what each of them has.

use crate::data::{InputError, member_rows};
use crate::run::seed;

use super::spread::{Limits, Scale};
use super::{RunSpec, Spread};

/// The learning rate.
pub(super) const LR: Limits = Limits {
    field: "lr",
    holds: |v| v >= f64::from(f32::MIN_POSITIVE) && v <= 10.0,
    limit: "above 0, at most 10",
    scale: Scale::Log,
};
const WEIGHT_DECAY: Limits = Limits {
    field: "weightDecay",
    holds: |v| (0.0..=10.0).contains(&v),
    limit: "from 0 to 10",
    scale: Scale::Log,
};
const SMOOTHING: Limits = Limits {
    field: "smoothing",
    holds: |v| (0.0..=0.9).contains(&v),
    limit: "from 0 to 0.9",
    scale: Scale::Even,
};
const MIXUP: Limits = Limits {
    field: "mixup",
    holds: |v| v == 0.0 || v == 0.5 || v == 1.0,
    limit: "0, 0.5 or 1, or a list of these",
    scale: Scale::Even,
};
/// Steps of a member.
pub(super) const STEPS: Limits = Limits {
    field: "steps",
    holds: |v| (1.0..=1e6).contains(&v),
    limit: "a whole number from 1 to 1000000",
    scale: Scale::Whole,
};
const FRACTION: Limits = Limits {
    field: "fraction",
    holds: |v| v > 0.0 && v <= 1.0,
    limit: "above 0, at most 1",
    scale: Scale::Even,
};
const AUGMENT: Limits = Limits {
    field: "augment",
    holds: |v| (0.0..=1.0).contains(&v),
    limit: "from 0 to 1",
    scale: Scale::Even,
};

/// What one member learns with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recipe {
    /// The learning rate.
    pub lr: f32,
    /// The weight decay.
    pub weight_decay: f32,
    /// Label smoothing.
    pub smoothing: f32,
    /// The strength `a` of mixup, whose shares are drawn from Beta(a, a).
    pub mixup: f32,
    /// Steps, after which the member stands still.
    pub steps: u32,
    /// The share of the training rows that the member sees.
    pub fraction: f64,
    /// How probably a row is one of its augmented copies.
    pub augment: f32,
}

impl Recipe {
    /// Nothing but a learning rate, which is to be given, for one step.
    pub const PLAIN: Self = Recipe {
        lr: 0.0,
        weight_decay: 0.0,
        smoothing: 0.0,
        mixup: 0.0,
        steps: 1,
        fraction: 1.0,
        augment: 0.0,
    };
}

/// What at least one member may use: what a program must hold. A function of the spec alone, so
/// that a member's numbers do not depend on which members it is trained with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each says of one thing whether it is there"
)]
pub struct Uses {
    /// Weight decay above 0.
    pub decay: bool,
    /// Label smoothing.
    pub smoothing: bool,
    /// Mixup.
    pub mixup: bool,
    /// Rows of a member's own.
    pub own_rows: bool,
    /// Augmented copies.
    pub augment: bool,
}

impl RunSpec {
    /// The seed of a member.
    pub fn member_seed(&self, member: usize) -> u32 {
        seed::member_seed(self.seed, member as u32)
    }

    /// What a member learns with.
    pub fn recipe(&self, member: usize) -> Recipe {
        let own = self.member_seed(member);
        Recipe {
            lr: self.lr.draw(own, &LR) as f32,
            weight_decay: self.weight_decay.draw(own, &WEIGHT_DECAY) as f32,
            smoothing: self.smoothing.draw(own, &SMOOTHING) as f32,
            mixup: self.mixup.draw(own, &MIXUP) as f32,
            steps: self.steps.draw(own, &STEPS) as u32,
            fraction: self.fraction.draw(own, &FRACTION),
            augment: self.augment.draw(own, &AUGMENT) as f32,
        }
    }

    /// Which of `rows` training rows a member learns from: see [`member_rows`].
    pub fn rows_of(&self, member: usize, rows: usize) -> Vec<u32> {
        let share = self.recipe(member).fraction;
        member_rows(rows, share, self.bootstrap, self.member_seed(member))
    }

    /// Steps of the member that takes the most.
    pub fn longest(&self) -> u32 {
        self.steps.largest() as u32
    }

    /// What members may use.
    pub fn uses(&self) -> Uses {
        let some = |spread: &Spread| spread.largest() > 0.0;
        Uses {
            decay: some(&self.weight_decay),
            smoothing: some(&self.smoothing),
            mixup: some(&self.mixup),
            own_rows: self.bootstrap || self.fraction.smallest() < 1.0,
            augment: some(&self.augment),
        }
    }

    /// The same run with nothing that only members have: decay, smoothing, mixup, rows of
    /// their own, copies.
    pub(super) fn without_sweeps(&self) -> Self {
        let none = || Spread::Value(0.0);
        RunSpec {
            weight_decay: none(),
            smoothing: none(),
            mixup: none(),
            fraction: Spread::Value(1.0),
            bootstrap: false,
            augment: none(),
            ..self.clone()
        }
    }

    /// An error that names the first field of a member that is out of its range.
    pub(super) fn check_members(&self) -> Result<(), InputError> {
        self.steps.check(&STEPS)?;
        self.lr.check(&LR)?;
        self.weight_decay.check(&WEIGHT_DECAY)?;
        self.smoothing.check(&SMOOTHING)?;
        if let Spread::Range(range) = &self.mixup {
            let found = format!("from {} to {}", range.low, range.high);
            return Err(InputError::range(MIXUP.field, MIXUP.limit, found));
        }
        self.mixup.check(&MIXUP)?;
        self.fraction.check(&FRACTION)?;
        self.augment.check(&AUGMENT)
    }
}
