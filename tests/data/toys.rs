//! Points made from a seed.

use flate2::Crc;
use soupcon::data::{Dataset, Toy};

/// A check sum of all bits, features before labels, little-endian.
fn crc(data: &Dataset) -> u32 {
    let mut crc = Crc::new();
    data.values()
        .iter()
        .for_each(|v| crc.update(&v.to_le_bytes()));
    data.y().iter().for_each(|y| crc.update(&y.to_le_bytes()));
    crc.sum()
}

fn point(data: &Dataset, row: usize) -> [f64; 2] {
    [0, 1].map(|column| f64::from(data.x()[[row, column]]))
}

/// The sums are a Python program's, which computes the same sets from the definitions.
#[test]
fn every_bit_is_that_of_an_independent_program() {
    let circles = Toy::Circles { classes: 3 };
    let spirals = Toy::Spirals {
        classes: 3,
        turns: 1.5,
    };
    let blobs = Toy::Blobs { classes: 5 };
    let board = Toy::Checkerboard { cells: 5 };
    for (toy, n, noise, expected) in [
        (Toy::Moons, 501, 0.15, 0x7b38_541b),
        (circles, 400, 0.1, 0x4286_9c3f),
        (spirals, 400, 0.05, 0x583d_e1b8),
        (blobs, 400, 0.3, 0x41c4_a828),
        (Toy::Xor, 400, 0.02, 0x539f_a6af),
        (board, 401, 0.02, 0x0d81_acfa),
    ] {
        let data = toy.generate(n, noise, 7).unwrap();
        assert_eq!(crc(&data), expected, "{}", toy.name());
    }
}

#[test]
fn without_noise_moons_lie_on_two_half_circles() {
    let data = Toy::Moons.generate(100, 0.0, 3).unwrap();
    for row in 0..data.len() {
        let [x, y] = point(&data, row);
        let (x, y) = if data.y()[row] == 0 {
            (x, y)
        } else {
            (1.0 - x, 0.5 - y)
        };
        assert!(
            (x.hypot(y) - 1.0).abs() < 1e-6 && y > -1e-6,
            "row {row}: {x}, {y}"
        );
    }
}

#[test]
fn without_noise_circles_have_their_radii() {
    let data = Toy::Circles { classes: 3 }.generate(90, 0.0, 3).unwrap();
    for row in 0..data.len() {
        let [x, y] = point(&data, row);
        let radius = [1.0, 0.75, 0.5][data.y()[row] as usize];
        assert!((x.hypot(y) - radius).abs() < 1e-6);
    }
}

#[test]
fn without_noise_a_spiral_s_angle_follows_its_radius() {
    let toy = Toy::Spirals {
        classes: 4,
        turns: 1.0,
    };
    let data = toy.generate(80, 0.0, 3).unwrap();
    for row in 0..data.len() {
        let [x, y] = point(&data, row);
        let turn = y.atan2(x) / std::f64::consts::TAU - f64::from(data.y()[row]) / 4.0;
        let off = (turn - x.hypot(y)).rem_euclid(1.0);
        assert!(off.min(1.0 - off) < 1e-6, "row {row} is off by {off}");
    }
}

#[test]
fn without_noise_the_sign_of_the_product_says_the_class_of_xor() {
    let data = Toy::Xor.generate(200, 0.0, 3).unwrap();
    for row in 0..data.len() {
        let [x, y] = point(&data, row);
        assert_eq!(x * y < 0.0, data.y()[row] == 1);
    }
}

#[test]
fn without_noise_neighbouring_cells_of_a_board_differ() {
    for cells in 2..=8 {
        let data = Toy::Checkerboard { cells }.generate(300, 0.0, 5).unwrap();
        for row in 0..data.len() {
            let cell = point(&data, row).map(|v| ((0.5 * v + 0.5) * cells as f64) as u32);
            assert_eq!(
                (cell[0] + cell[1]) % 2,
                data.y()[row],
                "{cells} cells, row {row}"
            );
        }
    }
}

#[test]
fn noise_has_the_deviation_asked_for() {
    let clean = Toy::Blobs { classes: 4 }.generate(20_000, 0.0, 9).unwrap();
    let noisy = Toy::Blobs { classes: 4 }.generate(20_000, 0.3, 9).unwrap();
    assert_eq!(clean.y(), noisy.y());
    let pairs = clean.values().iter().zip(noisy.values());
    let squares: f64 = pairs.map(|(a, b)| f64::from(b - a).powi(2)).sum();
    let deviation = (squares / 40_000.0).sqrt();
    assert!((deviation - 0.3).abs() < 0.3 * 5.0 / (2.0 * 40_000.0_f64).sqrt());
}

#[test]
fn classes_differ_in_size_by_one_at_most() {
    for name in Toy::NAMES {
        let toy = Toy::named(name).unwrap();
        for n in [2 * toy.classes(), 17, 100] {
            let counts = toy.generate(n, 0.1, 1).unwrap().class_counts();
            assert_eq!(counts.iter().sum::<usize>(), n);
            let (low, high) = (counts.iter().min(), counts.iter().max());
            assert!(high.unwrap() - low.unwrap() <= 1, "{name}, {n}: {counts:?}");
        }
    }
}

#[test]
fn another_seed_gives_other_points() {
    let a = Toy::Moons.generate(50, 0.1, 1).unwrap();
    assert_eq!(a, Toy::Moons.generate(50, 0.1, 1).unwrap());
    assert_ne!(a, Toy::Moons.generate(50, 0.1, 2).unwrap());
}

#[test]
fn parameters_outside_their_range_are_named() {
    let sentence = |toy: Toy, n, noise| toy.generate(n, noise, 0).unwrap_err().to_string();
    let moons = Toy::Moons;
    assert_eq!(
        sentence(moons, 3, 0.1),
        "`n` must be from 4 to 100000, not 3"
    );
    assert_eq!(
        sentence(moons, usize::MAX, 0.1).find("`n` must be"),
        Some(0)
    );
    assert_eq!(
        sentence(moons, 10, -0.1),
        "`noise` must be from 0 to 2, not -0.1"
    );
    assert_eq!(
        sentence(moons, 10, f64::NAN),
        "`noise` must be from 0 to 2, not NaN"
    );
    let one = Toy::Blobs { classes: 1 };
    assert_eq!(
        sentence(one, 10, 0.1),
        "`classes` must be from 2 to 10, not 1"
    );
    let fast = Toy::Spirals {
        classes: 2,
        turns: f64::INFINITY,
    };
    assert_eq!(
        sentence(fast, 10, 0.1),
        "`turns` must be from 0.25 to 4, not inf"
    );
    let none = Toy::Checkerboard { cells: 0 };
    assert_eq!(
        sentence(none, 10, 0.1),
        "`cells` must be from 2 to 8, not 0"
    );
    let unknown = Toy::named("suns\u{7}").unwrap_err().to_string();
    assert!(
        unknown.ends_with("xor, checkerboard, not `suns`"),
        "{unknown}"
    );
}
