//! Maps of decisions, on both executors.

use super::*;
use soupcon::gpu::Gpu;
use soupcon::lab::Map;

fn maps(table: &mut Table, of: &[Dish], side: usize) -> Vec<Map> {
    pollster::block_on(table.explorer.maps(of, side)).unwrap()
}

#[test]
fn maps_show_what_a_slow_program_decides() {
    for mut table in [moons(3), images(3), on_a_line(1), on_a_line(3)] {
        let side = 7;
        let (_, wide) = table.wide();
        let of = [member(0), soup(Method::Uniform), ensemble(Rule::Logits)];
        let found = maps(&mut table, &of, side);
        let plane = table.explorer.plane().unwrap().clone();
        let mean = slow::mean(&wide);
        for at in 0..side * side {
            let place = |i: usize| (i as f32 + 0.5) / side as f32;
            let x = plane.at([place(at % side), place(at / side)]);
            let x: Vec<f64> = x.iter().map(|&x| f64::from(x)).collect();
            let z: Vec<_> = wide.iter().map(|t| table.net.logits(t, &x)).collect();
            let each = [z[0].clone(), table.net.logits(&mean, &x), slow::mean(&z)];
            for (map, z) in found.iter().zip(&each) {
                let p = slow::softmax(z);
                let class = slow::argmax(&p);
                let share = f64::from(map.share[at]);
                close("share", share, p[class] * 255.0, 0.51);
                let second = (0..p.len()).filter(|&k| k != class).map(|k| p[k]);
                if second.fold(0.0, f64::max) < p[class] - 1e-4 {
                    assert_eq!(usize::from(map.class[at]), class);
                }
            }
        }
    }
}

#[test]
fn maps_of_one_member_are_those_of_all_that_are_made_of_it_alone() {
    let mut table = moons(3);
    let mut theta = table.theta.concat();
    theta[0] = f32::NAN;
    table.explorer.set_theta(&theta).unwrap();
    table.explorer.choose(&[false, true, false]).unwrap();
    let mix = |weights: [f64; 3]| Dish::Mix {
        weights: weights.to_vec(),
    };
    let alone = maps(&mut table, &[member(1)], 16);
    let mut of = vec![
        member(0),
        member(1),
        soup(Method::Uniform),
        mix([0.0, 1.0, 0.0]),
    ];
    of.extend(RULES[..2].iter().map(|&rule| ensemble(rule)));
    let found = maps(&mut table, &of, 16);
    assert!(found[1..].iter().all(|map| *map == alone[0]));
    assert!(
        found[0].share.iter().all(|&share| share == 0),
        "a member that diverged"
    );
    assert_eq!(maps(&mut table, &[member(0)], 8)[0].share, [0; 64]);
}

#[test]
fn maps_follow_the_weights_and_the_choice() {
    let mut table = moons(3);
    let of = [member(0), member(1), ensemble(Rule::Logits)];
    let before = maps(&mut table, &of, 12);
    table.explorer.choose(&[true, false, false]).unwrap();
    let after = maps(&mut table, &of, 12);
    assert!(after[2] == before[0] && before[2] != before[0]);
    let same = table.theta[1].repeat(3);
    table.explorer.set_theta(&same).unwrap();
    let after = maps(&mut table, &of, 12);
    assert!(after.iter().all(|map| *map == before[1]));
}

/// Everything once more on the graphics device: it may round otherwise, and no more.
#[test]
fn the_graphics_device_answers_alike() {
    let gpu = pollster::block_on(Gpu::open())
        .unwrap_or_else(|why| panic!("the GPU executor cannot be tested on this machine: {why}"));
    let mut there = moons_on(Rc::new(gpu), 3);
    let mut here = moons(3);
    let of = vec![
        member(0),
        ensemble(Rule::Vote),
        soup(Method::Greedy),
        soup(Method::Learned),
        soup(Method::Fisher),
    ];
    for dish in &of {
        let [a, b] = [&mut here, &mut there].map(|table| table.score(dish));
        close("accuracy", a.accuracy, b.accuracy, 0.01);
        close("nll", a.nll, b.nll, 0.01);
    }
    let [a, b] = [&mut here, &mut there].map(|table| maps(table, &of, 16));
    for (a, b) in a.iter().zip(&b) {
        let pairs = a.share.iter().zip(&b.share);
        let apart = pairs.filter(|(a, b)| a.abs_diff(**b) > 4).count();
        assert!(apart < 8, "{apart} places differ");
    }
    let question = Question::Attack {
        of: of[..2].to_vec(),
        norm: soupcon::lab::Ball::L2,
        objective: soupcon::lab::Aim::Ce,
        steps: 3,
        epsilons: vec![0.0, 0.3],
        rows: 300,
    };
    let left = [&mut here, &mut there].map(|table| match table.ask(&question) {
        Answer::Attack { accuracy } => accuracy.concat(),
        _ => panic!("an attack was asked for"),
    });
    for (a, b) in left[0].iter().zip(&left[1]) {
        close("attacked", *a, *b, 0.015);
    }
}
