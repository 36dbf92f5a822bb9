//! What the tests train.

use soupcon::gpu::Gpu;
use soupcon::ir::{DType, Graph, Program, Tensor, grad};
use soupcon::plan::Plan;
use soupcon::run::{Device, Machine};

/// Numbers between −2 and 2, the same for the same seed.
pub fn numbers(seed: u32, len: usize) -> Vec<f64> {
    let draw = |i: usize| threefry([seed, 99], [0, i as u32])[0] >> 8;
    (0..len)
        .map(|i| f64::from((f64::from(draw(i)) / 4_194_304.0 - 2.0) as f32))
        .collect()
}

/// Threefry-2×32 with twenty rounds, from its paper.
pub fn threefry(key: [u32; 2], counter: [u32; 2]) -> [u32; 2] {
    let keys = [key[0], key[1], 0x1BD1_1BDA ^ key[0] ^ key[1]];
    let rotations = [13, 15, 26, 6, 17, 29, 16, 24];
    let mut x = [
        counter[0].wrapping_add(key[0]),
        counter[1].wrapping_add(key[1]),
    ];
    for round in 0..20usize {
        x[0] = x[0].wrapping_add(x[1]);
        x[1] = x[1].rotate_left(rotations[round % 8]) ^ x[0];
        if round % 4 == 3 {
            let i = round / 4 + 1;
            x[0] = x[0].wrapping_add(keys[i % 3]);
            x[1] = x[1].wrapping_add(keys[(i + 1) % 3]).wrapping_add(i as u32);
        }
    }
    x
}

/// Perceptrons trained with Adam on batches picked from a shared data set.
pub struct Mlp {
    pub members: usize,
    pub sizes: Vec<usize>,
    pub batch: usize,
}

/// Points of the data set.
const POINTS: usize = 256;

impl Mlp {
    pub fn small(members: usize) -> Self {
        Mlp {
            members,
            sizes: vec![2, 8, 2],
            batch: 16,
        }
    }

    fn parameters(&self) -> usize {
        self.sizes.windows(2).map(|w| w[0] * w[1] + w[1]).sum()
    }

    fn logits<'g>(&self, mut x: Tensor<'g>, theta: Tensor<'g>) -> Tensor<'g> {
        let mut at = 0;
        for (layer, w) in self.sizes.windows(2).enumerate() {
            let (i, o) = (w[0], w[1]);
            let weight = theta.narrow(1, at, i * o).reshape(&[i, o]);
            let bias = theta.narrow(1, at + i * o, o).reshape(&[1, o]);
            x = x.matmul(weight) + bias;
            if layer + 2 < self.sizes.len() {
                x = x.tanh();
            }
            at += i * o + o;
        }
        x
    }

    pub fn program(&self) -> Program {
        let g = Graph::new(self.members);
        let data = g.shared("x", &[POINTS, 2]);
        let labels = g.input("y", &[1, POINTS, 1], DType::U32);
        let row = (g.uniform("batch", &[self.batch, 1]) * POINTS as f64).cast(DType::U32);
        let (x, y) = (data.gather(1, row), labels.gather(1, row));
        let theta = g.carry("theta", &[self.parameters()]);
        let (m, v) = (
            g.carry("m", &[self.parameters()]),
            g.carry("v", &[self.parameters()]),
        );
        let loss = -self.logits(x, theta).log_softmax().pick(y).mean_all();
        let d = grad(loss, &[theta])[0];
        let (m1, v1) = (m * 0.9 + d * 0.1, v * 0.999 + d * d * 0.001);
        let t = g.step().cast(DType::F32) + 1.0;
        let decay = |beta: f64| -((t * beta.ln()).exp()) + 1.0;
        let (mh, vh) = (m1 / decay(0.9), v1 / decay(0.999));
        let lr = g.hyper("lr");
        theta.set(theta - lr * mh / (vh.sqrt() + 1e-8));
        m.set(m1);
        v.set(v1);
        g.fetch("loss", loss, 1);
        g.finish().expect("a program")
    }

    /// Ready to train.
    pub fn machine(&self, gpu: &Gpu) -> Box<dyn Machine> {
        let plan = Plan::new(&self.program());
        let mut machine = pollster::block_on(gpu.compile(plan)).expect("compiles");
        let bits = |v: f64| (v as f32).to_bits();
        let points = numbers(1, POINTS * 2);
        let labels = points
            .chunks(2)
            .map(|p| u32::from(p[0] * p[1] > 0.0))
            .collect::<Vec<_>>();
        let points: Vec<u32> = points.into_iter().map(bits).collect();
        let theta = numbers(2, self.members * self.parameters());
        let theta: Vec<u32> = theta.into_iter().map(|v| bits(v * 0.4)).collect();
        machine.write("x", &points).expect("writes");
        machine.write("y", &labels).expect("writes");
        machine.write("theta", &theta).expect("writes");
        let lr = vec![bits(0.02); self.members];
        machine.write("lr", &lr).expect("writes");
        let seeds: Vec<u32> = (0..self.members as u32).collect();
        machine.write("seed", &seeds).expect("writes");
        machine
    }
}
