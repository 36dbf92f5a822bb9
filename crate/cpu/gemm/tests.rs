//! Products against sums in 64 bits.

use super::*;

/// A small generator for test data.
fn numbers(seed: u32) -> impl FnMut() -> u32 {
    let mut state = seed.wrapping_mul(2_654_435_761) | 1;
    move || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state
    }
}

fn floats(len: usize, next: &mut impl FnMut() -> u32) -> Vec<f32> {
    (0..len)
        .map(|_| next() as f32 / u32::MAX as f32 * 2.0 - 1.0)
        .collect()
}

fn at(x: Matrix, i: usize, j: usize) -> f64 {
    f64::from(x.data[i * x.row + j * x.col])
}

/// Panics unless every element is within 4·√k·ε·Σ|terms| of the sum in f64.
fn check(m: usize, k: usize, n: usize, a: Matrix, b: Matrix, c_row: usize) {
    let mut c = vec![f32::NAN; m * c_row + 3];
    let mut scratch = vec![f32::NAN; 7];
    gemm(m, k, n, a, b, &mut c, c_row, &mut scratch);
    for i in 0..m {
        for j in 0..n {
            let terms = (0..k).map(|p| at(a, i, p) * at(b, p, j));
            let (sum, size) = terms.fold((0.0, 0.0), |(s, t), x| (s + x, t + x.abs()));
            let bound = 4.0 * (k as f64).sqrt() * f64::from(f32::EPSILON) * size;
            let got = f64::from(c[i * c_row + j]);
            assert!(
                (got - sum).abs() <= bound,
                "{m}×{k}×{n} ({i}, {j}): {got} {sum}"
            );
        }
        assert!(
            c[i * c_row + n..(i + 1) * c_row].iter().all(|x| x.is_nan()),
            "beyond row {i}"
        );
    }
    assert!(
        c[m * c_row..].iter().all(|x| x.is_nan()),
        "beyond the last row"
    );
}

/// Element (i, j) where `t` says whether rows or columns are contiguous.
fn laid_out(data: &[f32], rows: usize, columns: usize, t: u32, gap: usize) -> Matrix<'_> {
    match t {
        0 => Matrix {
            data,
            row: columns + gap,
            col: 1,
        },
        1 => Matrix {
            data,
            row: 1,
            col: rows + gap,
        },
        2 => Matrix {
            data,
            row: 2 * columns + gap,
            col: 2,
        },
        3 => Matrix {
            data,
            row: 0,
            col: 1,
        },
        4 => Matrix {
            data,
            row: 1,
            col: 0,
        },
        _ => Matrix {
            data,
            row: 0,
            col: 0,
        },
    }
}

#[test]
fn products_of_random_shapes_match_sums_in_f64() {
    let mut next = numbers(1);
    for case in 0..600 {
        let longest = if case % 10 == 0 { 90 } else { 20 };
        let mut size = |longest: u32| 1 + (next() % longest) as usize;
        let (m, n) = (size(longest), size(longest));
        let k = if case % 50 == 0 {
            500 + size(900)
        } else {
            size(longest)
        };
        let gap = size(4) - 1;
        let (s, t) = (next() % 6, next() % 6);
        let a = floats(2 * m.max(k) * (k.max(m) + 4), &mut next);
        let b = floats(2 * n.max(k) * (k.max(n) + 4), &mut next);
        let (a, b) = (laid_out(&a, m, k, s, gap), laid_out(&b, k, n, t, gap));
        check(m, k, n, a, b, n + gap);
    }
}

#[test]
fn large_products_cross_every_block() {
    let mut next = numbers(2);
    for (m, k, n) in [
        (300, 70, 530),
        (64, 784, 128),
        (784, 64, 128),
        (3, 1100, 600),
    ] {
        let (a, b) = (floats(m * k, &mut next), floats(k * n, &mut next));
        for (s, t) in [(0, 0), (0, 1), (1, 0)] {
            check(
                m,
                k,
                n,
                laid_out(&a, m, k, s, 0),
                laid_out(&b, k, n, t, 0),
                n,
            );
        }
    }
}

#[test]
fn an_element_depends_on_its_row_and_column_alone() {
    let mut next = numbers(3);
    for _ in 0..200 {
        let mut size = |longest: u32| 1 + (next() % longest) as usize;
        let (m, k, n) = (size(20), size(1200), size(40));
        let (a, b) = (floats(m * k, &mut next), floats(k * n, &mut next));
        let (a, b) = (laid_out(&a, m, k, 0, 0), laid_out(&b, k, n, 0, 0));
        let mut scratch = Vec::new();
        let mut whole = vec![0.0; m * n];
        gemm(m, k, n, a, b, &mut whole, n, &mut scratch);
        let (i, j) = (next() as usize % m, next() as usize % n);
        let (rows, columns) = (1 + next() as usize % (m - i), 1 + next() as usize % (n - j));
        let mut part = vec![0.0; rows * columns];
        gemm(
            rows,
            k,
            columns,
            a.from(i, 0),
            b.from(0, j),
            &mut part,
            columns,
            &mut scratch,
        );
        for (r, row) in part.chunks(columns).enumerate() {
            assert_eq!(row, &whole[(i + r) * n + j..][..columns], "{m}×{k}×{n}");
        }
        let transposed: Vec<f32> = (0..k * m).map(|x| a.data[x % m * k + x / m]).collect();
        let mut again = vec![0.0; m * n];
        gemm(
            m,
            k,
            n,
            laid_out(&transposed, m, k, 1, 0),
            b,
            &mut again,
            n,
            &mut scratch,
        );
        assert_eq!(again, whole);
    }
}

#[test]
fn empty_products_are_zero_or_nothing() {
    let none = Matrix {
        data: &[],
        row: 1,
        col: 1,
    };
    let mut c = [5.0; 6];
    gemm(2, 0, 3, none, none, &mut c, 3, &mut Vec::new());
    assert_eq!(c, [0.0; 6]);
    gemm(0, 4, 3, none, none, &mut [], 3, &mut Vec::new());
    gemm(3, 4, 0, none, none, &mut [], 0, &mut Vec::new());
}

#[test]
fn not_a_number_passes_through() {
    let mut a = vec![1.0; 5 * 7];
    a[2 * 7 + 3] = f32::NAN;
    let b = vec![0.0; 7 * 9];
    let mut c = vec![0.0; 5 * 9];
    let (a, b) = (laid_out(&a, 5, 7, 0, 0), laid_out(&b, 7, 9, 0, 0));
    gemm(5, 7, 9, a, b, &mut c, 9, &mut Vec::new());
    assert!(
        c.chunks(9)
            .enumerate()
            .all(|(i, row)| row.iter().all(|x| x.is_nan() == (i == 2)))
    );
}

#[test]
fn scratch_stops_growing() {
    let (a, b) = (vec![1.0; 64 * 784], vec![1.0; 784 * 128]);
    let (mut c, mut scratch) = (vec![0.0; 784 * 128], Vec::new());
    let mut step = || {
        gemm(
            64,
            784,
            128,
            laid_out(&a, 64, 784, 0, 0),
            laid_out(&b, 784, 128, 0, 0),
            &mut c,
            128,
            &mut scratch,
        );
        gemm(
            784,
            64,
            128,
            laid_out(&a, 784, 64, 1, 0),
            laid_out(&b, 64, 128, 0, 0),
            &mut c,
            128,
            &mut scratch,
        );
        (scratch.as_ptr(), scratch.capacity())
    };
    assert_eq!(step(), step());
}
