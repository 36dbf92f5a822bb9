//! Which slice of the flat parameters is which layer, and how each begins.

use crate::ir::Tensor;
use crate::run::seed::{self, Key};

/// How a layer's parameters begin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Init {
    /// All zero.
    Zeros,
    /// All one.
    Ones,
    /// Normal with standard deviation `√(2 / fan_in)`: He et al. 2015, arXiv:1502.01852.
    HeNormal {
        /// Inputs of a unit.
        fan_in: usize,
    },
    /// Uniform in `±√(6 / (fan_in + fan_out))`: Glorot and Bengio 2010.
    GlorotUniform {
        /// Inputs of a unit.
        fan_in: usize,
        /// Outputs of a unit.
        fan_out: usize,
    },
    /// Normal with a given standard deviation.
    Normal {
        /// The standard deviation.
        deviation: f32,
    },
}

/// A layer's slice of the parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The layer's name, such as `w0`.
    pub name: String,
    /// Its shape, without the member axis.
    pub shape: Vec<usize>,
    /// Its first position in the flat parameters.
    pub offset: usize,
    /// How it begins.
    pub init: Init,
}

impl Entry {
    /// Its number of parameters.
    pub fn len(&self) -> usize {
        self.shape.iter().product()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The layers of a model, end to end.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layout {
    entries: Vec<Entry>,
    len: usize,
}

impl Layout {
    /// Appends a layer.
    pub fn with(mut self, name: impl Into<String>, shape: &[usize], init: Init) -> Self {
        let entry = Entry {
            name: name.into(),
            shape: shape.into(),
            offset: self.len,
            init,
        };
        self.len += entry.len();
        self.entries.push(entry);
        self
    }

    /// The number of parameters.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The layers in order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// A layer of `theta [M, P]`: `[M, shape…]`. An unknown name poisons the graph.
    #[track_caller]
    pub fn get<'g>(&self, theta: Tensor<'g>, name: &str) -> Tensor<'g> {
        match self.entries.iter().find(|e| e.name == name) {
            Some(e) => theta.narrow(1, e.offset, e.len()).reshape(&e.shape),
            None => theta.narrow(1, self.len, usize::MAX),
        }
    }

    /// A member's first parameters, by its seed. Layers are drawn by name, so that a
    /// layer begins the same whatever stands beside it.
    pub fn initial(&self, seed: u32) -> Vec<f32> {
        let mut theta = vec![0.0; self.len];
        for entry in &self.entries {
            let key = seed::key(seed, &format!("init {}", entry.name));
            let out = &mut theta[entry.offset..entry.offset + entry.len()];
            fill(entry.init, key, out);
        }
        theta
    }
}

fn fill(init: Init, key: Key, out: &mut [f32]) {
    let normal = |deviation: f32, out: &mut [f32]| {
        seed::fill_normal(key, 0, 0, out);
        out.iter_mut().for_each(|v| *v *= deviation);
    };
    match init {
        Init::Zeros => out.fill(0.0),
        Init::Ones => out.fill(1.0),
        Init::HeNormal { fan_in } => normal((2.0 / fan_in as f32).sqrt(), out),
        Init::Normal { deviation } => normal(deviation, out),
        Init::GlorotUniform { fan_in, fan_out } => {
            let bound = (6.0 / (fan_in + fan_out) as f32).sqrt();
            seed::fill_uniform(key, 0, 0, out);
            out.iter_mut().for_each(|v| *v = (*v * 2.0 - 1.0) * bound);
        }
    }
}
