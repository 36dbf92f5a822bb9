//! What an exhibit works with: data, somebody to tell how far it is, and machines.

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
}

/// The bench an exhibit works at.
#[derive(Clone)]
pub struct Bench {
    host: Rc<dyn Host>,
}

impl Bench {
    /// A bench of this host.
    pub fn new(host: Rc<dyn Host>) -> Self {
        Bench { host }
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
        let doing = doing.into();
        match self.host.progress(Progress { share: done, doing }).await {
            true => Ok(()),
            false => Err(RunError::Cancelled.into()),
        }
    }
}
