//! What an exhibit works with: data, somebody to tell how far it is, and machines.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;

use serde::Serialize;

use crate::data::{Dataset, InputError};
use crate::lab::LabError;
use crate::run::{Device, RunError};

/// An answer that may take its time.
pub type Soon<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// How far a preparation is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Progress {
    /// The share of this seed's work that is done, 0 to 1.
    pub share: f64,
    /// What is being done, such as `growing trees`.
    pub doing: String,
}

/// Who runs exhibits: a page, a command line, a test.
pub trait Host {
    /// What computes.
    fn device(&self) -> Rc<dyn Device>;

    /// The training and the test rows of a bundled set.
    fn data<'a>(&'a self, name: &'a str) -> Soon<'a, Result<[Dataset; 2], InputError>>;

    /// Takes note of the progress, lets others work for a moment, and says whether to go on.
    fn progress(&self, progress: Progress) -> Soon<'_, bool>;

    /// The time, in milliseconds since some moment.
    fn now(&self) -> f64;
}

/// The bench an exhibit works at.
#[derive(Clone)]
pub struct Bench {
    host: Rc<dyn Host>,
    /// What was told last; nothing is ever told where a visitor waits for what is shown.
    told: Option<Rc<RefCell<Progress>>>,
}

impl Bench {
    /// A bench of this host.
    pub fn new(host: Rc<dyn Host>) -> Self {
        let (share, doing) = (0.0, "beginning".into());
        let told = Some(Rc::new(RefCell::new(Progress { share, doing })));
        Bench { host, told }
    }

    /// The bench for what is shown at once: its work tells no progress and is not cancelled.
    pub fn quiet(&self) -> Self {
        let host = self.host.clone();
        Bench { host, told: None }
    }

    /// The time, in milliseconds since some moment.
    pub fn now(&self) -> f64 {
        self.host.now()
    }

    /// What computes.
    pub fn device(&self) -> Rc<dyn Device> {
        self.host.device()
    }

    /// The training and the test rows of a bundled set.
    pub async fn data(&self, name: &str) -> Result<[Dataset; 2], LabError> {
        Ok(self.host.data(name).await?)
    }

    /// Tells that the share `done` of this seed's work is done, and what comes next. An error
    /// if the preparation was cancelled.
    pub async fn progress(&self, done: f64, doing: &str) -> Result<(), LabError> {
        if let Some(told) = &self.told {
            let (share, doing) = (done, doing.into());
            told.replace(Progress { share, doing });
        }
        self.breathe().await
    }

    /// Lets others work for a moment, in the middle of what was told last. An error if the
    /// preparation was cancelled.
    pub async fn breathe(&self) -> Result<(), LabError> {
        let Some(told) = &self.told else {
            return Ok(());
        };
        let progress = told.borrow().clone();
        match self.host.progress(progress).await {
            true => Ok(()),
            false => Err(RunError::Cancelled.into()),
        }
    }
}

/// Milliseconds of work between two looks at the progress, about.
const LOOK_MS: f64 = 30.0;

/// The steps of a training, in portions that take about as long as others may wait.
#[derive(Debug)]
pub struct Portions {
    steps: u32,
    start: f64,
}

impl Default for Portions {
    /// One step at first.
    fn default() -> Self {
        let (steps, start) = (1, 0.0);
        Portions { steps, start }
    }
}

impl Portions {
    /// The steps of the next portion, of those that are left.
    pub fn next(&mut self, left: u32, bench: &Bench) -> u32 {
        self.start = bench.now();
        self.steps = self.steps.min(left);
        self.steps
    }

    /// The portion is done: the next one may have twice as many steps at most.
    pub fn done(&mut self, bench: &Bench) {
        let each = (bench.now() - self.start) / f64::from(self.steps);
        let wanted = (LOOK_MS / each.max(1e-3)) as u32;
        self.steps = wanted.clamp(1, 2 * self.steps);
    }
}
