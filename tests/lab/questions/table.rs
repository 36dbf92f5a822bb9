//! Measures of single models, by hand.

use super::*;

#[test]
fn a_members_measures_are_those_of_a_slow_program() {
    let mut table = images(3);
    let (_, wide) = table.wide();
    for (m, theta) in wide.iter().enumerate() {
        let z = table.net.on(theta, &table.test);
        let p: Vec<_> = z.iter().map(|z| slow::softmax(z)).collect();
        let y = table.test.y().to_vec();
        let found = table.score(&member(m));
        close("accuracy", found.accuracy, slow::accuracy(&p, &y), 1e-12);
        close("nll", found.nll, slow::nll(&p, &y), 1e-5);
        close("brier", found.brier, slow::brier(&p, &y), 1e-5);
        close("ece", found.ece, slow::ece(&p, &y), 1e-4);
        assert_eq!((found.passes, found.parameters), (1, theta.len()));
    }
}

/// Of 300 rows: `statsmodels` calls this interval `wilson`.
#[test]
fn the_interval_is_wilsons() {
    let mut table = images(1);
    let found = table.score(&member(0));
    let (p, n, z) = (found.accuracy, 300.0, 1.959_963_985_f64);
    // Its ends are where `|p − e| = z √(e (1 − e) / n)`.
    for end in [found.low, found.high] {
        close(
            "end",
            (p - end).abs(),
            z * (end * (1.0 - end) / n).sqrt(),
            1e-8,
        );
    }
    assert!(found.low < p && p < found.high);
}

#[test]
fn a_student_may_be_of_another_width() {
    let mut table = images(2);
    let net = Net(vec![36, 7, 5, 4]);
    let size = 36 * 7 + 7 + 7 * 5 + 5 + 5 * 4 + 4;
    let mut stream = Stream::new(9, "student");
    let theta: Vec<f32> = (0..size).map(|_| stream.normal() as f32 * 0.3).collect();
    table.explorer.set_student(&theta, &[7, 5]).unwrap();
    let wide: Vec<f64> = theta.iter().map(|&w| f64::from(w)).collect();
    let z = net.on(&wide, &table.test);
    let found = table.score(&Dish::Student);
    let wanted = slow::accuracy(&z, table.test.y());
    close("accuracy", found.accuracy, wanted, 1e-12);
    assert_eq!((found.passes, found.parameters), (1, size));
    assert_eq!(table.weights(&Dish::Student).unwrap(), theta);
    let logits = pollster::block_on(table.explorer.logits(&Dish::Student, Set::Test)).unwrap();
    all_close("logits", &logits, &z.concat(), 1e-4);
    table.explorer.set_student(&[], &[]).unwrap();
    let refused = table.weights(&Dish::Student).unwrap_err();
    assert!(refused.to_string().contains("student"), "{refused}");
}

#[test]
fn a_student_of_the_members_kind_can_be_mixed_with_the_start() {
    let mut table = moons(2);
    let theta = table.theta[1].clone();
    table.explorer.set_student(&theta, &[]).unwrap();
    let of = Box::new(Dish::Student);
    let found = table.weights(&Dish::Back { t: 1.0, of }).unwrap();
    assert_eq!(found, theta);
}

#[test]
fn moons_are_learnt_and_a_harder_shift_is_harder() {
    let mut table = moons(3);
    let clean = table.score(&ensemble(Rule::Logits)).accuracy;
    assert!(clean > 0.8, "{clean}");
    let of = vec![ensemble(Rule::Logits), soup(Method::Uniform)];
    let shift = |severity| {
        let name = "noise".into();
        let shift = Some(soupcon::lab::Spoilt { name, severity });
        let set = Set::Test;
        On { set, shift }
    };
    let mut scores = |severity| {
        let (of, on) = (of.clone(), shift(severity));
        let Answer::Score(scores) = table.ask(&Question::Score { of, on }) else {
            panic!("a score was asked for");
        };
        let each = scores.iter().map(|s| s.measure().unwrap().accuracy);
        each.collect::<Vec<_>>()
    };
    assert_eq!(scores(0)[0], clean);
    let worst = scores(5);
    assert!(worst.iter().all(|&a| a < clean - 0.05), "{worst:?}");
}

#[test]
fn logits_kept_for_a_set_follow_the_weights() {
    let mut table = moons(2);
    let before = table.score(&member(0));
    let swapped = [table.theta[1].clone(), table.theta[0].clone()].concat();
    table.explorer.set_theta(&swapped).unwrap();
    assert_eq!(table.score(&member(1)), before);
    assert_ne!(table.score(&member(0)), before);
}
