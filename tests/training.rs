//! Models learn: losses fall, members stay apart, the state moves between machines.

use soupcon::cpu::Cpu;
use soupcon::ir::DType;
use soupcon::nn::{Activation, Mlp, Model, Optimiser};
use soupcon::plan::Plan;
use soupcon::run::{Device, Machine, seed};
use soupcon::workloads::Train;

fn bits(x: &[f32]) -> Vec<u32> {
    x.iter().map(|v| v.to_bits()).collect()
}

fn w1(members: usize) -> Box<dyn Machine> {
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
    let program = train.program(&model).expect("a sound graph");
    let plan = Plan::new(&program);
    println!("{plan}");
    println!(
        "{} launches, apart {}",
        plan.launches.len(),
        plan.members_apart()
    );
    let mut machine = pollster::block_on(Cpu.compile(plan)).expect("it fits");
    let theta: Vec<f32> = (0..members)
        .flat_map(|m| model.layout().initial(seed::member_seed(7, m as u32)))
        .collect();
    machine.write("theta", &bits(&theta)).unwrap();
    let key = seed::key(3, "x");
    let mut x = vec![0.0; members * 4 * 64 * 2];
    seed::fill_uniform(key, 0, 0, &mut x);
    let y: Vec<u32> = x.chunks(2).map(|p| u32::from(p[0] > p[1])).collect();
    machine.write("bx", &bits(&x)).unwrap();
    machine.write("by", &y).unwrap();
    machine.write("lr", &bits(&vec![0.01; members])).unwrap();
    for (name, value) in Optimiser::Adam.hypers() {
        machine.write(name, &bits(&vec![*value; members])).unwrap();
    }
    machine
}

#[test]
fn losses_fall() {
    let mut machine = w1(16);
    for _ in 0..5 {
        let start = std::time::Instant::now();
        machine.run(200).unwrap();
        let took = start.elapsed();
        let loss = pollster::block_on(machine.read("loss")).unwrap();
        let loss: Vec<f32> = loss.iter().map(|&b| f32::from_bits(b)).collect();
        println!("{took:?} {:?}", &loss[..4]);
    }
}
