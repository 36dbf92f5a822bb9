//! Inputs that are changed to mislead: what is left of the accuracy.

use super::*;
use soupcon::lab::{Aim, Ball};

const BALLS: [(Ball, f64); 3] = [(Ball::Linf, 0.3), (Ball::L2, 0.6), (Ball::L1, 1.0)];
const AIMS: [Aim; 3] = [Aim::Ce, Aim::Margin, Aim::ProbabilityMargin];

fn attack(
    table: &mut Table,
    of: Vec<Dish>,
    (norm, objective, steps): (Ball, Aim, usize),
    epsilons: &[f64],
    rows: usize,
) -> Vec<Vec<f64>> {
    let epsilons = epsilons.to_vec();
    let question = Question::Attack {
        of,
        norm,
        objective,
        steps,
        epsilons,
        rows,
    };
    match table.ask(&question) {
        Answer::Attack { accuracy } => accuracy,
        _ => panic!("an attack was asked for"),
    }
}

/// Nothing can be changed at radius 0, and more at a larger one.
fn falls(table: &mut Table, of: &[Dish], aims: &[Aim], steps: usize, rows: usize) {
    for (ball, reach) in BALLS {
        for &aim in aims {
            let epsilons = [0.0, 0.25, 0.5, 1.0].map(|share| share * reach);
            let left = attack(table, of.to_vec(), (ball, aim, steps), &epsilons, rows);
            for (dish, left) in of.iter().zip(left) {
                if rows == table.test.len() {
                    close("clean", left[0], table.score(dish).accuracy, 1e-12);
                }
                for pair in left.windows(2) {
                    assert!(
                        pair[1] <= pair[0] + 0.02,
                        "{dish:?} {ball:?} {aim:?}: {left:?}"
                    );
                }
                assert!(
                    left[3] < left[0] - 0.02,
                    "{dish:?} {ball:?} {aim:?}: {left:?}"
                );
            }
        }
    }
}

#[test]
fn accuracy_falls_with_the_radius_from_what_it_is() {
    let mut table = images(3);
    let dishes = [
        member(1),
        soup(Method::Uniform),
        ensemble(Rule::Logits),
        ensemble(Rule::Probabilities),
        ensemble(Rule::Vote),
        ensemble(Rule::RunOff),
    ];
    falls(&mut table, &dishes, &[Aim::Ce], 1, 300);
    falls(&mut table, &dishes, &AIMS, 4, 300);
    let mut table = moons(2);
    falls(&mut table, &dishes[1..3], &AIMS, 5, 400);
}

/// A linear network of two classes: the fast gradient sign method is exact.
#[test]
fn one_step_finds_the_worst_point_of_a_nearly_linear_network() {
    let mut table = moons(1);
    // One hidden unit in its linear range: logits (−s, s) with s ≈ w x + b.
    let (w, tiny) = ([0.8, -1.3], 1e-3);
    let mut theta = vec![0.0_f32; table.theta[0].len()];
    theta[0] = (w[0] * tiny) as f32;
    theta[8] = (w[1] * tiny) as f32;
    theta[24] = 1.0;
    let out = 24 + 48 + 6;
    theta[out] = (-1.0 / tiny) as f32;
    theta[out + 1] = (1.0 / tiny) as f32;
    table.explorer.set_theta(&theta).unwrap();
    let eps = 0.2;
    let steps = [
        (Ball::Linf, eps * (w[0] + -w[1])),
        (Ball::L2, eps * f64::hypot(w[0], w[1])),
    ];
    for (ball, reach) in steps.into_iter().chain([(Ball::L1, eps * -w[1])]) {
        let rows = table.test.values().chunks(2).zip(table.test.y());
        let margin = |(x, y): (&[f32], &u32)| {
            let s = w[0] * f64::from(x[0]) + w[1] * f64::from(x[1]);
            if *y == 1 { s } else { -s }
        };
        let margins: Vec<f64> = rows.map(margin).collect();
        let safe = margins.iter().filter(|&&m| m > reach).count() as f64 / 400.0;
        let near = margins
            .iter()
            .filter(|&&m| (m - reach).abs() < 1e-3)
            .count() as f64
            / 400.0;
        let left = attack(&mut table, vec![member(0)], (ball, Aim::Ce, 1), &[eps], 400);
        close(&format!("{ball:?}"), left[0][0], safe, near + 1e-9);
    }
}

#[test]
fn more_steps_break_no_fewer_rows_and_members_alone_are_their_ensemble() {
    let mut table = images(2);
    table.explorer.choose(&[false, true]).unwrap();
    let of = vec![member(1), ensemble(Rule::Logits), soup(Method::Uniform)];
    let eps = [0.1];
    let one = attack(&mut table, of.clone(), (Ball::Linf, Aim::Ce, 1), &eps, 300);
    let many = attack(&mut table, of, (Ball::Linf, Aim::Ce, 10), &eps, 300);
    for (one, many) in one.iter().zip(&many) {
        assert!(many[0] <= one[0] + 0.01, "{many:?} after {one:?}");
    }
    assert_eq!(one[0], one[1]);
    assert_eq!(one[0], one[2]);
}

#[test]
fn members_that_diverged_do_not_disturb_an_attacked_ensemble() {
    let mut table = images(3);
    let of = vec![ensemble(Rule::Probabilities), ensemble(Rule::RunOff)];
    let how = (Ball::L2, Aim::Margin, 3);
    table.explorer.choose(&[true, true, false]).unwrap();
    let wanted = attack(&mut table, of.clone(), how, &[0.3], 200);
    let mut theta = table.theta.concat();
    let last = theta.len() - 1;
    theta[last] = f32::INFINITY;
    table.explorer.set_theta(&theta).unwrap();
    table.explorer.choose(&[true; 3]).unwrap();
    assert_eq!(attack(&mut table, of, how, &[0.3], 200), wanted);
}
