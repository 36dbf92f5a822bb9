//! MNIST-1D against the published program, fed with our random numbers.

use soupcon::data::mnist1d;

/// Every fifth number of three rows, from the published steps in numpy and scipy
/// with the draws of the stream `mnist-1d`, seed 42.
const ROWS: [(usize, u32, [f32; 8]); 3] = [
    (
        0,
        3,
        [
            0.214_493_42,
            -0.193_210_6,
            0.428_986_52,
            -0.166_616_05,
            0.815_650_7,
            2.357_144_4,
            0.136_704_97,
            0.009_549_345,
        ],
    ),
    (
        1,
        5,
        [
            0.859_586_95,
            -0.202_983_41,
            0.536_801_6,
            -1.482_945_1,
            -0.258_951_6,
            1.238_415_8,
            -0.630_006_2,
            -0.237_001_58,
        ],
    ),
    (
        4999,
        4,
        [
            -1.861_525_7,
            -0.090_791_35,
            -2.816_496_1,
            -0.079_315_424,
            0.331_733_8,
            0.554_725_9,
            -0.575_452,
            1.225_667_6,
        ],
    ),
];

#[test]
fn rows_are_those_of_the_published_program() {
    let [train, test] = mnist1d(42).unwrap();
    for (row, label, expected) in ROWS {
        let (part, at) = if row < 4000 {
            (&train, row)
        } else {
            (&test, row - 4000)
        };
        assert_eq!(part.y()[at], label, "row {row}");
        for (place, expected) in expected.iter().enumerate() {
            let found = part.x()[[at, 5 * place]];
            assert!(
                (found - expected).abs() < 1e-5,
                "row {row}, place {place}: {found}"
            );
        }
    }
}

#[test]
fn the_parts_have_their_sizes_and_moments() {
    let [train, test] = mnist1d(1).unwrap();
    assert_eq!(
        (train.len(), test.len(), train.shape()),
        (4000, 1000, &[40][..])
    );
    let counts = train.class_counts();
    let all: Vec<_> = counts
        .iter()
        .zip(test.class_counts())
        .map(|(a, b)| a + b)
        .collect();
    assert_eq!(all, [500; 10]);
    let values = || {
        train
            .values()
            .iter()
            .chain(test.values())
            .map(|&v| f64::from(v))
    };
    let mean = values().sum::<f64>() / 200_000.0;
    let square = values().map(|v| v * v).sum::<f64>() / 200_000.0;
    assert!(mean.abs() < 1e-6 && (square - 1.0).abs() < 1e-6);
    assert_ne!(train.values(), mnist1d(2).unwrap()[0].values());
}
