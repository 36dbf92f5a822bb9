//! Models learn: losses fall, and members stay apart.

use std::error::Error;

use soupcon::cpu::Cpu;
use soupcon::ir::DType;
use soupcon::nn::{Activation, Mlp, Model, Optimiser};
use soupcon::plan::Plan;
use soupcon::run::{Device, Machine, seed};
use soupcon::workloads::Train;

type Outcome<T> = Result<T, Box<dyn Error>>;

fn words(x: &[f32]) -> Vec<u32> {
    x.iter().map(|v| v.to_bits()).collect()
}

/// `members` small networks on points of the unit square, split by its diagonal; the
/// members' seeds begin at `first`.
fn diagonal(members: usize, first: u32) -> Outcome<Box<dyn Machine>> {
    let model = Mlp {
        sizes: vec![2, 32, 32, 2],
        activation: Activation::Tanh,
    };
    let train = Train {
        members,
        batches: 4,
        x: &[64, 2],
        y: &[64],
        dtype: DType::F32,
    };
    let plan = Plan::new(&train.program(&model)?);
    let mut machine = pollster::block_on(Cpu.compile(plan))?;
    let seeds = (first..).map(|m| seed::member_seed(7, m)).take(members);
    let (mut theta, mut bx, mut by) = (Vec::new(), Vec::new(), Vec::new());
    for own in seeds {
        theta.extend(model.layout().initial(own));
        let mut x = vec![0.0; 4 * 64 * 2];
        seed::fill_uniform(seed::key(own, "points"), 0, 0, &mut x);
        by.extend(x.chunks(2).map(|p| u32::from(p[0] > p[1])));
        bx.extend(x);
    }
    machine.write("theta", &words(&theta))?;
    machine.write("bx", &words(&bx))?;
    machine.write("by", &by)?;
    machine.write("lr", &words(&vec![0.01; members]))?;
    for (name, value) in Optimiser::Adam.hypers() {
        machine.write(name, &words(&vec![*value; members]))?;
    }
    Ok(machine)
}

fn read(machine: &mut dyn Machine, name: &str) -> Outcome<Vec<f32>> {
    let words = pollster::block_on(machine.read(name))?;
    Ok(words.into_iter().map(f32::from_bits).collect())
}

#[test]
fn losses_fall() -> Outcome<()> {
    let mut machine = diagonal(4, 0)?;
    machine.run(1)?;
    let first = read(&mut *machine, "loss")?;
    machine.run(300)?;
    let last = read(&mut *machine, "loss")?;
    for (first, last) in first.iter().zip(&last) {
        assert!(*last < first / 3.0, "{first} fell to {last}");
    }
    Ok(())
}

#[test]
fn a_member_is_the_same_alone_and_among_sixty_four() -> Outcome<()> {
    let mut all = diagonal(64, 0)?;
    all.run(50)?;
    let together = read(&mut *all, "theta")?;
    let size = together.len() / 64;
    for m in [0, 17, 63] {
        let mut one = diagonal(1, m)?;
        one.run(30)?;
        one.run(20)?;
        let alone = read(&mut *one, "theta")?;
        let part = &together[m as usize * size..][..size];
        assert!(words(part) == words(&alone), "member {m} differs");
    }
    Ok(())
}
