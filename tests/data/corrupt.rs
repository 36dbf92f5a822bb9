//! Images and points, spoilt in five grades.

use soupcon::data::{Corruption, Dataset, Shift, Toy, mnist1d};

use crate::bundled::{digits, load};

fn distance(a: &Dataset, b: &Dataset) -> f64 {
    let features = a.features();
    let rows = a.values().chunks(features).zip(b.values().chunks(features));
    let norm = |(a, b): (&[f32], &[f32])| {
        let squares = a.iter().zip(b).map(|(a, b)| f64::from(a - b).powi(2));
        squares.sum::<f64>().sqrt()
    };
    rows.map(norm).sum::<f64>() / a.len() as f64
}

#[test]
fn images_move_away_with_every_grade() {
    for name in [
        "digits-8",
        "mnist-14",
        "mnist-28",
        "fashion-14",
        "fashion-28",
    ] {
        let clean = load(name, "test").first(300).unwrap();
        for kind in Corruption::ALL {
            assert_eq!(kind.apply(&clean, 0, 1).unwrap(), clean);
            let mut before = 0.0;
            for severity in 1..=5 {
                let spoilt = kind.apply(&clean, severity, 1).unwrap();
                let away = distance(&clean, &spoilt);
                let place = format!("{name}, {}, severity {severity}", kind.name());
                assert!(away > before, "{place}: {away} after {before}");
                assert!(
                    spoilt.values().iter().all(|v| (0.0..=1.0).contains(v)),
                    "{place}"
                );
                assert_eq!(spoilt.y(), clean.y());
                before = away;
            }
        }
    }
}

/// One image of `side` by `side` pixels and its double, so that there are two classes.
fn pair(side: usize, pixels: &[f32]) -> Dataset {
    let x = [pixels, pixels].concat();
    Dataset::new("pair", x, &[side, side], vec![0, 1], 2).unwrap()
}

#[test]
fn an_even_image_knows_no_blur_contrast_or_pixels() {
    let grey = pair(10, &[0.5; 100]);
    for kind in [Corruption::Blur, Corruption::Contrast, Corruption::Pixelate] {
        let spoilt = kind.apply(&grey, 5, 1).unwrap();
        assert!(distance(&grey, &spoilt) < 1e-5, "{}", kind.name());
    }
    let bright = Corruption::Brightness.apply(&grey, 2, 1).unwrap();
    assert!(bright.values().iter().all(|&v| (v - 0.7).abs() < 1e-6));
}

#[test]
fn blur_and_pixels_keep_the_sum_of_an_image_with_an_empty_border() {
    let mut dot = vec![0.0; 400];
    (dot[190], dot[210]) = (1.0, 0.5);
    let clean = pair(20, &dot);
    for kind in [Corruption::Blur, Corruption::Contrast] {
        let spoilt = kind.apply(&clean, 5, 1).unwrap();
        let sum: f32 = spoilt.values()[..400].iter().sum();
        assert!((sum - 1.5).abs() < 1e-4, "{}: {sum}", kind.name());
    }
    // 20 pixels are 4 blocks of 5 at the last grade.
    let spoilt = Corruption::Pixelate.apply(&clean, 5, 1).unwrap();
    let sum: f32 = spoilt.values()[..400].iter().sum();
    assert!((sum - 1.5).abs() < 1e-4, "pixelate: {sum}");
}

#[test]
fn noise_has_its_deviation_and_shots_their_variance() {
    let grey = pair(100, &vec![0.5; 10_000]);
    let variance = |kind: Corruption| {
        let spoilt = kind.apply(&grey, 1, 4).unwrap();
        let squares = spoilt.values().iter().map(|v| f64::from(v - 0.5).powi(2));
        squares.sum::<f64>() / 20_000.0
    };
    let normal = variance(Corruption::GaussianNoise);
    assert!((normal / 0.0064 - 1.0).abs() < 0.05, "{normal}");
    // A count of mean 30 over 60 has variance 30 / 3600.
    let shot = variance(Corruption::ShotNoise);
    assert!((shot * 120.0 - 1.0).abs() < 0.05, "{shot}");
}

#[test]
fn rotation_keeps_a_disc_and_translation_moves_its_middle() {
    let side = 28;
    let disc = |i: usize| {
        let (y, x) = ((i / side) as f32 - 13.5, (i % side) as f32 - 13.5);
        (-(x * x + y * y) / 18.0).exp()
    };
    let clean = pair(side, &(0..side * side).map(disc).collect::<Vec<_>>());
    let turned = Corruption::Rotation.apply(&clean, 5, 2).unwrap();
    assert!(distance(&clean, &turned) < 0.1);
    let moved = Corruption::Translation.apply(&clean, 3, 2).unwrap();
    let image = &moved.values()[..side * side];
    let middle = |place: &dyn Fn(usize) -> usize| {
        let terms = image
            .iter()
            .enumerate()
            .map(|(i, v)| v * (place(i) as f32 - 13.5));
        terms.sum::<f32>() / image.iter().sum::<f32>()
    };
    let away = middle(&|i| i / side).hypot(middle(&|i| i % side));
    assert!((away - 0.12 * 28.0).abs() < 0.01, "moved by {away}");
}

#[test]
fn a_row_is_spoilt_alike_in_any_set() {
    let digits = digits();
    let (all, some) = (digits.first(20).unwrap(), digits.first(5).unwrap());
    for kind in Corruption::ALL {
        let (all, some) = (
            kind.apply(&all, 3, 9).unwrap(),
            kind.apply(&some, 3, 9).unwrap(),
        );
        assert_eq!(all.first(5).unwrap(), some, "{}", kind.name());
        assert_eq!(Corruption::named(kind.name()), Ok(kind));
    }
}

#[test]
fn corruptions_take_images_from_0_to_1() {
    let points = Toy::Moons.generate(10, 0.1, 0).unwrap();
    let sentence = Corruption::Blur
        .apply(&points, 1, 0)
        .unwrap_err()
        .to_string();
    assert_eq!(
        sentence,
        "`shape of a row` must be height by width, not [2]"
    );
    let wild = pair(2, &[0.0, 1.5, 0.0, 0.0]);
    let sentence = Corruption::Blur.apply(&wild, 1, 0).unwrap_err().to_string();
    assert_eq!(sentence, "`pixels` must be from 0 to 1, not 1.5");
    let sentence = Corruption::Blur
        .apply(&digits(), 6, 0)
        .unwrap_err()
        .to_string();
    assert_eq!(sentence, "`severity` must be from 0 to 5, not 6");
    assert!(Corruption::named("fog").is_err() && Shift::named("fog").is_err());
}

#[test]
fn points_move_away_with_every_grade() {
    let clean = Toy::Moons.generate(400, 0.1, 3).unwrap();
    for kind in Shift::ALL {
        assert_eq!(kind.apply(&clean, 0, 1).unwrap(), clean);
        let shifted: Vec<_> = (1..=5).map(|s| kind.apply(&clean, s, 1).unwrap()).collect();
        let away: Vec<_> = shifted.iter().map(|s| distance(&clean, s)).collect();
        assert!(
            away[0] > 0.0 && away.is_sorted_by(|a, b| a < b),
            "{}: {away:?}",
            kind.name()
        );
        assert_eq!(Shift::named(kind.name()), Ok(kind));
    }
    assert!(Shift::Noise.apply(&digits(), 1, 0).is_err());
}

#[test]
fn signals_grow_noisy_and_cannot_be_turned() {
    let [clean, _] = mnist1d(1).unwrap();
    let noisy = |severity| distance(&clean, &Shift::Noise.apply(&clean, severity, 1).unwrap());
    // The spread is 1: a number moves by c √(2 / π) on average, a row by c √40 about.
    let (mild, strong) = (noisy(1), noisy(5));
    assert!((strong / mild - 6.0).abs() < 0.01, "{mild} {strong}");
    let sentence = Shift::Rotation.apply(&clean, 1, 0).unwrap_err().to_string();
    assert_eq!(sentence, "`shape of a row` must be 2 coordinates, not [40]");
}

#[test]
fn a_turn_of_points_keeps_their_middle_and_width() {
    let clean = Toy::Moons.generate(400, 0.1, 3).unwrap();
    let turned = Shift::Rotation.apply(&clean, 5, 1).unwrap();
    let spread = |data: &Dataset| data.moments().iter().map(|(_, d)| d * d).sum::<f64>();
    assert!((spread(&clean) - spread(&turned)).abs() < 1e-5);
    for (a, b) in clean.moments().iter().zip(turned.moments()) {
        assert!((a.0 - b.0).abs() < 1e-6);
    }
}
