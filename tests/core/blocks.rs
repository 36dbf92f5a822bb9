//! Launches done block by block give what they give in one go, in less room.

use soupcon::cpu::Cpu;
use soupcon::gpu::Gpu;
use soupcon::ir::{Graph, Program};
use soupcon::nn::{Activation, Mlp, Model};
use soupcon::plan::{Plan, Role};
use soupcon::run::Device;
use soupcon::run::seed::Stream;

const MEMBERS: usize = 3;

fn model() -> Mlp {
    Mlp {
        sizes: vec![2, 32, 24, 3],
        activation: Activation::Tanh,
    }
}

/// Probabilities of rows, and their mean square.
fn program(members: usize, rows: usize) -> Program {
    let g = Graph::new(members);
    let theta = g.each("theta", &[model().layout().len()]);
    let p = model().logits(g.shared("x", &[rows, 2]), theta).softmax();
    g.output("p", p);
    g.output("mean square", p.square().mean_all());
    g.finish().unwrap()
}

fn numbers(len: usize) -> Vec<u32> {
    let mut stream = Stream::new(5, "blocks");
    (0..len)
        .map(|_| (stream.normal() as f32).to_bits())
        .collect()
}

/// What comes out for the numbers of some rows.
fn outcome(plan: Plan, members: usize, x: &[u32]) -> [Vec<u32>; 2] {
    outcome_on(&Cpu, plan, members, x)
}

fn outcome_on(device: &dyn Device, plan: Plan, members: usize, x: &[u32]) -> [Vec<u32>; 2] {
    let mut machine = pollster::block_on(device.compile(plan)).unwrap();
    let theta = numbers(members * model().layout().len());
    machine.write("theta", &theta).unwrap();
    machine.write("x", x).unwrap();
    machine.run(2).unwrap();
    ["p", "mean square"].map(|name| pollster::block_on(machine.read(name)).unwrap())
}

fn temporaries(plan: &Plan) -> usize {
    let own = plan.buffers.iter().filter(|b| b.role == Role::Temp);
    own.map(soupcon::plan::Buffer::words).sum()
}

#[test]
fn a_row_does_not_depend_on_the_block_that_it_is_in() {
    for rows in [960, 961, 1000] {
        let x = numbers(2 * rows);
        let [all, _] = outcome(Plan::new(&program(MEMBERS, rows)), MEMBERS, &x);
        for first in (0..rows).step_by(80) {
            let count = 80.min(rows - first);
            let few = Plan::new(&program(MEMBERS, count));
            let [own, _] = outcome(few, MEMBERS, &x[2 * first..2 * (first + count)]);
            for m in 0..MEMBERS {
                let want = &own[m * 3 * count..][..3 * count];
                assert_eq!(&all[3 * (m * rows + first)..][..3 * count], want);
            }
        }
    }
}

#[test]
fn blocks_of_any_size_and_launches_of_their_own_give_the_same_bits() {
    for members in [1, MEMBERS] {
        let x = numbers(2 * 1000);
        let plan = || Plan::new(&program(members, 1000));
        let want = outcome(plan(), members, &x);
        for room in [3000, 10_000, 20_000] {
            let blocks = plan().in_blocks(room);
            let count = blocks.launches.iter().filter_map(|l| l.blocks).count();
            assert!(count >= 3, "{room}: {count} launches in blocks");
            assert!(4 * temporaries(&blocks) < 3 * temporaries(&plan()));
            assert_eq!(outcome(blocks.clone(), members, &x), want, "{room}");
            let apart = blocks.unrolled();
            assert!(apart.launches.iter().all(|l| l.blocks.is_none()));
            assert!(apart.launches.len() > plan().launches.len());
            assert_eq!(outcome(apart, members, &x), want, "{room}, unrolled");
        }
        let enough = plan().in_blocks(1 << 20);
        assert!(enough.launches.iter().all(|l| l.blocks.is_none()));
    }
}

#[test]
fn a_grid_beyond_the_memory_of_a_graphics_device_is_taken_block_by_block() {
    let (members, rows) = (16, 1 << 16);
    let gpu = pollster::block_on(Gpu::open()).unwrap();
    let x = numbers(2 * rows);
    let plan = || Plan::new(&program(members, rows));
    assert!(4 * temporaries(&plan()) as u64 > soupcon::run::DEVICE_BUDGET);
    let [want, found] = [&Cpu as &dyn Device, &gpu].map(|device| {
        let [p, _] = outcome_on(device, plan(), members, &x);
        p.into_iter().map(f32::from_bits).collect::<Vec<f32>>()
    });
    let off = want.iter().zip(&found).map(|(a, b)| (a - b).abs());
    let most = off.fold(0.0, f32::max);
    assert!(most < 1e-5, "off by {most}");
}

#[test]
fn what_needs_all_rows_of_another_is_not_cut() {
    let g = Graph::new(2);
    let a = g.each("a", &[960, 8]);
    let squares = a.exp().permute(&[0, 2, 1]).matmul(a.exp() + 1.0);
    g.output("squares", squares);
    let plan = Plan::new(&g.finish().unwrap()).in_blocks(100);
    assert!(plan.launches.iter().all(|l| l.blocks.is_none()), "{plan}");
}
