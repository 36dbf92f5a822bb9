//! Compiled programs, kept for the next time.

use crate::ir::{GraphError, Program};
use crate::plan::Plan;
use crate::run::{Device, Machine};

use super::LabError;

/// A few machines by their keys, the latest used first.
pub struct Shelf<K> {
    room: usize,
    kept: Vec<(K, Box<dyn Machine>)>,
}

impl<K: PartialEq> Shelf<K> {
    /// Room for so many, at least one.
    pub fn new(room: usize) -> Self {
        let kept = Vec::new();
        Shelf { room, kept }
    }

    /// The machine of `key`, compiled if it is not there; the one not used for longest makes
    /// room for it.
    pub async fn get(
        &mut self,
        device: &dyn Device,
        key: K,
        program: impl FnOnce() -> Result<Program, GraphError>,
    ) -> Result<&mut dyn Machine, LabError> {
        if let Some(at) = self.kept.iter().position(|(k, _)| *k == key) {
            self.kept[..=at].rotate_right(1);
        } else {
            self.kept.truncate(self.room.saturating_sub(1));
            let machine = device.compile(Plan::new(&program()?)).await?;
            self.kept.insert(0, (key, machine));
        }
        Ok(&mut *self.kept[0].1)
    }
}
