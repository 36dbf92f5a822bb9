//! What members may differ in, one thing at a time.

use super::*;

/// Everything that members can differ in, at once.
fn swept(members: usize) -> RunSpec {
    RunSpec {
        label_noise: 0.2,
        optimiser: Optimiser::AdamW,
        weight_decay: Spread::between(1e-4, 0.3),
        smoothing: Spread::List(vec![0.0, 0.1]),
        mixup: Spread::List(vec![0.0, 0.5, 1.0]),
        steps: Spread::List(vec![20.0, 40.0]),
        fraction: Spread::between(0.3, 1.0),
        bootstrap: true,
        augment: Spread::between(0.0, 1.0),
        start: StartSpec::Same,
        ..moons(members)
    }
}

#[test]
fn a_member_alone_is_the_member_in_company_with_every_sweep_on() -> Outcome {
    let spec = swept(6);
    let whole = trained(&spec, 0..6, &[40])?;
    let size = whole.len() / 6;
    for m in 0..6 {
        let alone = trained(&spec, m..m + 1, &[7, 33])?;
        assert!(alone == whole[m * size..][..size], "member {m} differs");
    }
    // More members change none of those there were.
    let more = trained(&swept(9), 0..6, &[40])?;
    assert!(more == whole);
    Ok(())
}

#[test]
fn what_a_member_draws_depends_on_its_seed_and_the_field_alone() {
    let (spec, more) = (swept(6), swept(60));
    let plain = RunSpec {
        mixup: 0.0.into(),
        ..swept(6)
    };
    for m in 0..6 {
        assert_eq!(spec.recipe(m), more.recipe(m));
        assert_eq!(spec.recipe(m).smoothing, plain.recipe(m).smoothing);
        assert_eq!(spec.recipe(m).weight_decay, plain.recipe(m).weight_decay);
    }
    let all: Vec<_> = (0..60).map(|m| more.recipe(m)).collect();
    for mixup in [0.0, 0.5, 1.0] {
        let count = all.iter().filter(|r| r.mixup == mixup).count();
        assert!((8..=32).contains(&count), "{mixup} for {count} of 60");
    }
    // Half of an interval's logarithms lie below its geometric middle.
    let middle = (1e-4f32 * 0.3).sqrt();
    let low = all.iter().filter(|r| r.weight_decay < middle).count();
    assert!((18..=42).contains(&low), "{low} of 60 below the middle");
    assert!(all.iter().all(|r| (0.005..0.02).contains(&r.lr)));
    let steps = RunSpec {
        steps: Spread::between(3.0, 5.0),
        ..swept(60)
    };
    let drawn: std::collections::BTreeSet<_> = (0..60).map(|m| steps.recipe(m).steps).collect();
    assert!(drawn.into_iter().eq(3..=5));
}

/// Two runs of two members, of which the second alone differs in a field.
fn apart(change: fn(&mut RunSpec)) -> Outcome<[Vec<f32>; 2]> {
    let plain = moons(1);
    let mut other = plain.clone();
    change(&mut other);
    Ok([trained(&plain, 0..1, &[40])?, trained(&other, 0..1, &[40])?])
}

#[test]
fn each_field_changes_what_is_learnt_and_its_neutral_value_does_not() -> Outcome {
    type Change = fn(&mut RunSpec);
    let changes: [(&str, Change); 6] = [
        ("smoothing", |s| s.smoothing = 0.1.into()),
        ("mixup", |s| s.mixup = 0.5.into()),
        ("fraction", |s| s.fraction = 0.5.into()),
        ("bootstrap", |s| s.bootstrap = true),
        ("augment", |s| s.augment = 0.5.into()),
        ("decay", |s| {
            (s.optimiser, s.weight_decay) = (Optimiser::AdamW, 0.1.into());
        }),
    ];
    for (name, change) in changes {
        let [plain, other] = apart(change)?;
        assert!(plain != other, "{name} changes nothing");
    }
    let [plain, other] = apart(|s| s.optimiser = Optimiser::AdamW)?;
    assert!(plain == other, "adamw without decay is adam");
    let [plain, other] = apart(|s| s.augmentation = Some(Augmentation::usual(&[2])))?;
    assert!(plain == other, "copies that nobody takes change nothing");
    // In company of one that uses a field, a member that does not is as it was, up to rounding.
    for (name, neutral) in [
        (
            "smoothing",
            RunSpec {
                smoothing: Spread::List(vec![0.0, 0.1]),
                ..moons(8)
            },
        ),
        (
            "mixup",
            RunSpec {
                mixup: Spread::List(vec![0.0, 1.0]),
                ..moons(8)
            },
        ),
        (
            "augment",
            RunSpec {
                augment: Spread::List(vec![0.0, 1.0]),
                ..moons(8)
            },
        ),
    ] {
        let without = trained(&moons(8), 0..8, &[40])?;
        let with = trained(&neutral, 0..8, &[40])?;
        let size = with.len() / 8;
        for m in 0..8 {
            let recipe = neutral.recipe(m);
            let off = recipe.smoothing == 0.0 && recipe.mixup == 0.0 && recipe.augment == 0.0;
            let pairs = with[m * size..][..size]
                .iter()
                .zip(&without[m * size..][..size]);
            let far = pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            assert_eq!(off, far < 1e-3, "{name}: member {m} is {far} away");
        }
    }
    Ok(())
}

#[test]
fn decay_shrinks_weights_and_smoothing_softens_answers() -> Outcome {
    let decayed = RunSpec {
        optimiser: Optimiser::AdamW,
        weight_decay: 5.0.into(),
        ..moons(1)
    };
    let norm = |theta: &[f32]| theta.iter().map(|v| v * v).sum::<f32>();
    let plain = trained(&moons(1), 0..1, &[300])?;
    let small = trained(&decayed, 0..1, &[300])?;
    assert!(norm(&small) < 0.5 * norm(&plain));
    let soft = RunSpec {
        smoothing: 0.5.into(),
        ..moons(1)
    };
    let soft_theta = trained(&soft, 0..1, &[300])?;
    let share = |spec: &RunSpec, theta: &[f32]| -> Outcome<f64> {
        let of = [Dish::Member { member: 0 }];
        let maps = pollster::block_on(explorer(spec, theta)?.maps(&of, 32))?;
        let sum: f64 = maps[0].share.iter().map(|&s| f64::from(s)).sum();
        Ok(sum / 1024.0 / 255.0)
    };
    let (hard, soft) = (share(&moons(1), &plain)?, share(&soft, &soft_theta)?);
    assert!(soft < hard - 0.05, "{soft} beside {hard}");
    assert!(soft < 0.85, "targets are 0.75: {soft}");
    Ok(())
}

#[test]
fn a_member_stands_still_after_its_steps_whatever_the_schedule() -> Outcome {
    for schedule in [Schedule::Constant, Schedule::Linear, Schedule::Cosine] {
        for optimiser in [Optimiser::Sgd, Optimiser::Adam, Optimiser::AdamW] {
            let decays = optimiser != Optimiser::Adam;
            let spec = RunSpec {
                schedule,
                optimiser,
                weight_decay: if decays { 0.1 } else { 0.0 }.into(),
                steps: Spread::List(vec![10.0, 30.0]),
                ..moons(8)
            };
            let early = trained(&spec, 0..8, &[10])?;
            let late = trained(&spec, 0..8, &[30])?;
            let size = late.len() / 8;
            for m in 0..8 {
                let still = early[m * size..][..size] == late[m * size..][..size];
                let ended = spec.recipe(m).steps == 10;
                assert_eq!(still, ended, "{optimiser:?}, {schedule:?}, member {m}");
            }
        }
    }
    Ok(())
}

#[test]
fn members_see_the_share_of_the_rows_that_is_theirs() {
    let spec = RunSpec {
        fraction: 0.25.into(),
        ..moons(2)
    };
    let distinct = |rows: &[u32]| rows.iter().collect::<std::collections::BTreeSet<_>>().len();
    let counts = |rows: &[u32]| {
        let mut counts = vec![0; 200];
        rows.iter().for_each(|&r| counts[r as usize] += 1);
        counts
    };
    let (first, second) = (spec.rows_of(0, 200), spec.rows_of(1, 200));
    assert_eq!((first.len(), distinct(&first)), (200, 50));
    assert!(counts(&first).iter().all(|&c| c == 0 || c == 4));
    assert_ne!(first, second);
    let all = RunSpec {
        bootstrap: true,
        ..moons(2)
    };
    let drawn = distinct(&all.rows_of(0, 200));
    assert!((105..148).contains(&drawn), "{drawn} of 200 drawn");
}
