//! Maps of what models decide on a plane.

use serde::Serialize;

use crate::ir::Program;
use crate::plan::Plan;
use crate::run::{Device, Machine, RunError};

use super::Plane;

/// One model's map, row after row from the upper left.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Map {
    /// The class with the largest probability.
    pub class: Vec<u8>,
    /// Its probability, 0 to 255.
    pub share: Vec<u8>,
}

/// A machine that draws maps.
pub struct Atlas {
    machine: Box<dyn Machine>,
    names: &'static [&'static str],
}

impl Atlas {
    /// Prepares a program whose outputs are `… class` and `… share`.
    pub async fn new(
        device: &dyn Device,
        program: &Program,
        names: &'static [&'static str],
        plane: &Plane,
    ) -> Result<Self, RunError> {
        let mut machine = device.compile(Plan::new(program)).await?;
        machine.write("axes", bytemuck::cast_slice(&plane.axes()))?;
        Ok(Atlas { machine, names })
    }

    /// The program's machine, to be given the models.
    pub fn machine(&mut self) -> &mut dyn Machine {
        &mut *self.machine
    }

    /// The maps of all models, then of those together.
    pub async fn draw(&mut self) -> Result<Vec<Map>, RunError> {
        self.machine.run(1)?;
        let mut maps = Vec::new();
        for name in self.names {
            let (class, share) = (format!("{name} class"), format!("{name} share"));
            let classes = self.machine.read(&class).await?;
            let shares = self.machine.read(&share).await?;
            let (plan, buffer) = (self.machine.plan(), self.machine.plan().find(&class));
            let words = buffer.map_or(1, |b| plan.buffers[b].member_words());
            let own = classes.chunks(words).zip(shares.chunks(words));
            maps.extend(own.map(|(classes, shares)| Map {
                class: classes.iter().map(|&c| c.min(255) as u8).collect(),
                share: shares.iter().map(|&s| byte(f32::from_bits(s))).collect(),
            }));
        }
        Ok(maps)
    }
}

/// A probability as a byte; what is not a number as 0.
fn byte(share: f32) -> u8 {
    (share * 255.0 + 0.5) as u8
}
