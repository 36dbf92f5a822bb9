//! Gradients against central differences, in 64-bit floats, along random directions.
//!
//! For `f` of a case, `L = Σ w·(f² + f)` with random `w`, so that operations that are
//! linear have second derivatives too. First order: the slope of `L`. Second order:
//! the slope of `S = Σ u·∇L` with random `u`.

use soupcon::ir::{DType, Graph, Program, Tensor, grad};

use super::opdb::Case;
use super::referee::{Arithmetic, Values, outputs};
use super::rng::Rng;
use super::value::Value;

/// The step of the differences.
const STEP: f64 = 1e-6;

/// A slope along a direction, twice.
#[derive(Clone, Debug)]
pub struct Slope {
    /// What each argument's gradient contributes.
    pub parts: Vec<f64>,
    /// The central difference.
    pub numeric: f64,
}

impl Slope {
    /// Half the distance at which both are held to be different.
    pub fn bound(&self) -> f64 {
        1e-5 + 1e-4 * self.numeric.abs()
    }

    /// Whether the gradient agrees, each part times a factor.
    pub fn agrees(&self, factor: impl Fn(usize) -> f64) -> bool {
        let parts = self.parts.iter().enumerate();
        let analytic: f64 = parts.map(|(i, p)| p * factor(i)).sum();
        (analytic - self.numeric).abs() <= self.bound()
    }
}

/// A case with its loss, gradients, and gradients of gradients.
pub struct Check {
    program: Program,
    point: Values,
    wrt: Vec<String>,
    rng: Rng,
}

impl Check {
    pub fn new(case: &Case, members: usize, rng: &mut Rng) -> Self {
        let mut rng = Rng::new(rng.word());
        let (graph, mut point) = (Graph::new(members), Values::new());
        let mut wrt = Vec::new();
        let mut args = Vec::new();
        for (i, value) in case.args.iter().enumerate() {
            let name = format!("a{i}");
            args.push(graph.input(&name, &value.dims, value.dtype()));
            if value.dtype() == DType::F32 {
                wrt.push((name.clone(), args[i]));
            }
            point.insert(name, value.clone());
        }
        let f = (case.build)(&graph, &args);
        let mut random = |name: &str, like: Tensor<'_>| {
            let value = Value::from_fn(&like.dims(), |_| rng.sign() * rng.float(0.5, 1.5));
            point.insert(name.into(), value);
            graph.input(name, &like.dims(), DType::F32)
        };
        let w = random("w", f);
        wrt.push(("w".into(), w));
        let loss = w * (f * f + f);
        graph.output("loss", loss);
        let tensors: Vec<Tensor<'_>> = wrt.iter().map(|w| w.1).collect();
        let mut second: Vec<Option<Tensor<'_>>> = vec![None; wrt.len()];
        for (i, g) in grad(loss, &tensors).into_iter().enumerate() {
            graph.output(&format!("first {i}"), g);
            let along = random(&format!("u{i}"), g) * g;
            graph.output(&format!("along {i}"), along);
            for (sum, share) in second.iter_mut().zip(grad(along, &tensors)) {
                *sum = Some(sum.map_or(share, |sum| sum + share));
            }
        }
        for (i, g) in second.into_iter().enumerate() {
            graph.output(&format!("second {i}"), g.unwrap());
        }
        let wrt = wrt.into_iter().map(|w| w.0).collect();
        let program = graph.finish().unwrap();
        Check {
            program,
            point,
            wrt,
            rng,
        }
    }

    /// The slopes of first and second order along one random direction.
    pub fn slopes(&mut self) -> [Slope; 2] {
        let rng = &mut self.rng;
        let along = |name: &String| {
            let dims = &self.point[name].dims;
            Value::from_fn(dims, |_| rng.sign() * rng.float(0.2, 1.0))
        };
        let direction: Vec<Value> = self.wrt.iter().map(along).collect();
        let here = outputs(&self.program, &self.point, Arithmetic::Exact);
        let [ahead, behind] = [STEP, -STEP].map(|h| {
            let mut point = self.point.clone();
            for (name, v) in self.wrt.iter().zip(&direction) {
                let moved = point.get_mut(name).unwrap().floats_mut().iter_mut();
                moved.zip(v.floats()).for_each(|(x, v)| *x += h * v);
            }
            outputs(&self.program, &point, Arithmetic::Exact)
        });
        let slope = |gradient: &str, value: &dyn Fn(&Values) -> f64| {
            let parts = direction.iter().enumerate().map(|(i, v)| {
                let g = &here[&format!("{gradient} {i}")];
                g.floats().iter().zip(v.floats()).map(|(g, v)| g * v).sum()
            });
            let parts = parts.collect();
            let numeric = (value(&ahead) - value(&behind)) / (2.0 * STEP);
            Slope { parts, numeric }
        };
        let total = |v: &Value| -> f64 { v.floats().iter().sum() };
        let along = |o: &Values| {
            (0..direction.len())
                .map(|i| total(&o[&format!("along {i}")]))
                .sum()
        };
        [
            slope("first", &|o| total(&o["loss"])),
            slope("second", &along),
        ]
    }

    /// The program of loss, gradients and second gradients, and its inputs.
    pub fn parts(self) -> (Program, Values) {
        (self.program, self.point)
    }

    /// How many arguments the slopes have parts for.
    pub fn arguments(&self) -> usize {
        self.wrt.len()
    }
}
