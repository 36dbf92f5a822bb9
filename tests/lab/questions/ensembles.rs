//! Several members that decide together, by hand.

use super::*;

/// Probabilities `[N][K]` and decisions of a rule.
fn by_hand(rule: Rule, z: &[Vec<Vec<f64>>]) -> (Vec<Vec<f64>>, Vec<usize>) {
    let (members, rows) = (z.len(), z[0].len());
    let row = |n: usize| {
        let ballots: Vec<&Vec<f64>> = z.iter().map(|z| &z[n]).collect();
        let classes = ballots[0].len();
        let mean_p = slow::mean(&ballots.iter().map(|z| slow::softmax(z)).collect::<Vec<_>>());
        let votes = |c: usize| ballots.iter().filter(|z| slow::argmax(z) == c).count();
        let share = |count: usize| (count as f64 / members as f64).max(1e-6);
        match rule {
            Rule::Logits => {
                let z: Vec<Vec<f64>> = ballots.iter().map(|z| (*z).clone()).collect();
                let p = slow::softmax(&slow::mean(&z));
                let decision = slow::argmax(&p);
                (p, decision)
            }
            Rule::Probabilities => {
                let decision = slow::argmax(&mean_p);
                (mean_p, decision)
            }
            Rule::Vote => {
                let better = |a: usize, b: usize| (votes(a), mean_p[a]) > (votes(b), mean_p[b]);
                let best = (0..classes).fold(0, |a, b| if better(b, a) { b } else { a });
                ((0..classes).map(|c| share(votes(c))).collect(), best)
            }
            Rule::RunOff => {
                let most = |not: usize| {
                    let open = (0..classes).filter(|&c| c != not);
                    open.fold(None, |best: Option<usize>, c| match best {
                        Some(b) if votes(b) >= votes(c) => Some(b),
                        _ => Some(c),
                    })
                };
                let first = most(usize::MAX).unwrap();
                let second = most(first).unwrap();
                let wins = ballots.iter().filter(|z| z[first] > z[second]).count();
                let mut p = vec![1e-6; classes];
                p[first] = share(wins);
                p[second] = share(members - wins);
                let winner = match (2 * wins).cmp(&members) {
                    std::cmp::Ordering::Greater => first,
                    std::cmp::Ordering::Less => second,
                    std::cmp::Ordering::Equal => first.min(second),
                };
                (p, winner)
            }
        }
    };
    (0..rows).map(row).unzip()
}

#[test]
fn each_rule_is_that_of_a_slow_program() {
    let mut table = images(5);
    let (_, wide) = table.wide();
    for chosen in [[true; 5], [true, false, true, true, true]] {
        table.explorer.choose(&chosen).unwrap();
        let members = wide.iter().zip(chosen).filter(|(_, c)| *c);
        let z: Vec<_> = members.map(|(t, _)| table.net.on(t, &table.test)).collect();
        let y = table.test.y().to_vec();
        for rule in RULES {
            let (p, decision) = by_hand(rule, &z);
            let right = decision.iter().zip(&y).filter(|(d, y)| **d == **y as usize);
            let found = table.score(&ensemble(rule));
            let accuracy = right.count() as f64 / y.len() as f64;
            close("accuracy", found.accuracy, accuracy, 1e-12);
            close("nll", found.nll, slow::nll(&p, &y), 1e-4);
            close("brier", found.brier, slow::brier(&p, &y), 1e-5);
            assert_eq!(found.passes, z.len());
            assert_eq!(found.parameters, z.len() * wide[0].len());
            let logits = pollster::block_on(table.explorer.logits(&ensemble(rule), Set::Test));
            let logits = logits.unwrap();
            for (found, p) in logits.chunks(4).zip(&p) {
                let wide: Vec<f64> = found.iter().map(|&z| f64::from(z)).collect();
                // Votes are floored, and need not add up to 1.
                let sum: f64 = p.iter().sum();
                let wanted: Vec<f64> = p.iter().map(|p| p / sum).collect();
                for (found, wanted) in slow::softmax(&wide).iter().zip(&wanted) {
                    close("probability", *found, *wanted, 1e-5);
                }
            }
        }
    }
}

#[test]
fn mean_logits_on_training_rows_are_a_teacher() {
    let mut table = images(3);
    let (_, wide) = table.wide();
    let z: Vec<_> = wide
        .iter()
        .map(|t| table.net.on(t, &table.train).concat())
        .collect();
    let teacher = ensemble(Rule::Logits);
    let found = pollster::block_on(table.explorer.logits(&teacher, Set::Train)).unwrap();
    all_close("logits", &found, &slow::mean(&z), 1e-4);
}

#[test]
fn one_chosen_member_is_its_own_ensemble_and_soup_whatever_the_others_are() {
    let mut table = moons(3);
    let mut theta = table.theta.concat();
    // Another member's weights may be anything, even not finite.
    theta[0] = f32::NAN;
    table.explorer.set_theta(&theta).unwrap();
    table.explorer.choose(&[true, true, false]).unwrap();
    let own = table.score(&member(1));
    for rule in RULES {
        assert_eq!(table.score(&ensemble(rule)).accuracy, own.accuracy);
    }
    assert_eq!(table.score(&ensemble(Rule::Logits)), own);
    for method in [Method::Uniform, Method::Greedy, Method::Learned] {
        assert_eq!(table.weights(&soup(method)).unwrap(), table.theta[1]);
    }
}
