//! Splits, bootstrap samples and wrong labels.

use std::collections::BTreeSet;

use soupcon::data::{Dataset, LabelNoise, Split, Toy, bootstrap_weights};

/// 100 rows: 70, 20 and 10 of the three classes.
fn lopsided() -> Dataset {
    let y = (0..100)
        .map(|i| u32::from(i >= 70) + u32::from(i >= 90))
        .collect();
    Dataset::new("lopsided", (0..100).map(|v| v as f32).collect(), &[1], y, 3).unwrap()
}

fn covers(split: &Split, n: usize) -> bool {
    let all: BTreeSet<_> = split.train.iter().chain(&split.test).collect();
    all.len() == n && split.train.len() + split.test.len() == n
}

#[test]
fn a_split_covers_all_rows_once() {
    let data = lopsided();
    for seed in 0..20 {
        for share in [0.01, 0.33, 0.5, 0.99] {
            let split = Split::stratified(&data, share, seed).unwrap();
            assert!(covers(&split, 100));
            assert_eq!(split.test.len(), (share * 100.0).round() as usize);
        }
    }
}

#[test]
fn a_stratified_split_keeps_the_shares_of_the_classes() {
    let data = lopsided();
    let [train, test] = Split::stratified(&data, 0.3, 5)
        .unwrap()
        .apply(&data)
        .unwrap();
    assert_eq!(test.class_counts(), [21, 6, 3]);
    assert_eq!(train.class_counts(), [49, 14, 7]);
    let odd = Split::stratified(&data, 0.33, 5)
        .unwrap()
        .apply(&data)
        .unwrap();
    // 23.1, 6.6 and 3.3: the largest remainder is rounded up.
    assert_eq!(odd[1].class_counts(), [23, 7, 3]);
}

#[test]
fn a_split_depends_on_the_seed_alone() {
    let data = lopsided();
    let split = |seed| Split::stratified(&data, 0.5, seed).unwrap();
    assert_eq!(split(1), split(1));
    assert_ne!(split(1), split(2));
    let sentence = Split::stratified(&data, 1.0, 0).unwrap_err().to_string();
    assert_eq!(sentence, "`test share` must be from 0.01 to 0.99, not 1");
}

#[test]
fn bootstrap_weights_count_draws() {
    let n = 10_000;
    let weights = bootstrap_weights(n, 3);
    assert_eq!(weights.iter().sum::<f32>(), n as f32);
    let left_out = weights.iter().filter(|&&w| w == 0.0).count() as f64 / n as f64;
    assert!(
        (left_out - (-1.0_f64).exp()).abs() < 0.02,
        "{left_out} left out"
    );
    assert_ne!(weights, bootstrap_weights(n, 4));
    assert_eq!(bootstrap_weights(0, 1), [0.0_f32; 0]);
}

#[test]
fn label_noise_has_its_rate_and_grows_by_adding() {
    let data = Toy::Blobs { classes: 5 }.generate(20_000, 0.1, 1).unwrap();
    for kind in [LabelNoise::Symmetric, LabelNoise::Pair] {
        assert_eq!(kind.apply(&data, 0.0, 3).unwrap(), data);
        let little = kind.apply(&data, 0.2, 3).unwrap();
        let much = kind.apply(&data, 0.4, 3).unwrap();
        let wrong = |noisy: &Dataset| {
            noisy
                .y()
                .iter()
                .zip(data.y())
                .filter(|(a, b)| a != b)
                .count()
        };
        assert!(wrong(&little).abs_diff(4000) < 300 && wrong(&much).abs_diff(8000) < 350);
        let rows = data.y().iter().zip(little.y()).zip(much.y());
        assert!(
            rows.clone()
                .all(|((clean, little), much)| little == clean || little == much)
        );
        assert_eq!(wrong(&kind.apply(&data, 1.0, 3).unwrap()), data.len());
        assert_eq!(little.values(), data.values());
    }
}

#[test]
fn symmetric_noise_favours_no_class_and_pairs_go_to_the_next() {
    let data = Toy::Blobs { classes: 5 }.generate(20_000, 0.1, 1).unwrap();
    let noisy = LabelNoise::Symmetric.apply(&data, 1.0, 8).unwrap();
    let mut counts = [0_usize; 5];
    for (noisy, clean) in noisy.y().iter().zip(data.y()) {
        counts[((noisy + 5 - clean) % 5) as usize] += 1;
    }
    assert_eq!(counts[0], 0);
    assert!(
        counts[1..].iter().all(|c| c.abs_diff(5000) < 350),
        "{counts:?}"
    );
    let pairs = LabelNoise::Pair.apply(&data, 1.0, 8).unwrap();
    let mut rows = pairs.y().iter().zip(data.y());
    assert!(rows.all(|(noisy, clean)| *noisy == (clean + 1) % 5));
    let sentence = LabelNoise::Pair
        .apply(&data, 1.5, 0)
        .unwrap_err()
        .to_string();
    assert_eq!(sentence, "`rate` must be from 0 to 1, not 1.5");
}
