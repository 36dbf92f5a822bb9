//! Elementary functions of `f32`, the twins of `shaders/lib/math.wgsl`: the same
//! polynomials in the same order, so that the executors agree to a few ulp.
//!
//! Every function is a straight line of arithmetic and selections, so that a loop over a
//! slice becomes vector code. The same bits come out natively and in WebAssembly, but of
//! [`tanh`] in builds with relaxed instructions, which fuse its products with its sums.
//!
//! Off by less than 1 ulp (exp, log), 3.1 ulp (sin) and 4 ulp (tanh) from the exact value; NaN gives NaN.

use super::simd::{self, Formula, Number};

/// Adding it rounds to the nearest integer and leaves that integer in the low bits.
const ROUND: f32 = 12_582_912.0; // 1.5 · 2²³
/// ln 2 in two parts; multiples of the first by exponents are exact.
const LN_2: [f32; 2] = [0.693_359_4, -2.121_944_4e-4];
/// π in parts of nine bits, whose multiples up to 2¹⁵ are exact, and a rest.
const PI: [f32; 5] = [
    3.140_625,
    9.670_257_6e-4,
    6.277_114e-7,
    1.214_175_4e-10,
    1.244_674_4e-13,
];
/// From where on tanh is 1, and the polynomials' coefficients after 1, of x², x⁴ and x⁶. They were
/// fitted for the least error, and then moved by some ulp to where rounding costs least.
const TANH_REACH: f32 = 8.515;
const TANH_UPPER: [f32; 2] = [2.979_299_4e-2, 1.146_717e-4];
const TANH_LOWER: [f32; 3] = [1.131_262_8e-1, 1.208_564_4e-3, 1.237_868_2e-6];
const SQRT_HALF_BITS: u32 = 0x3f35_04f3;
const EXPONENT_OF_ONE: u32 = 127;

/// `eˣ`. Above 88.73 +∞; below −103.98 0; between there and −87.34 subnormal.
#[inline(always)]
pub fn exp(x: f32) -> f32 {
    let x = at_most(at_least(x, -104.0), 89.0);
    let shifted = x * std::f32::consts::LOG2_E + ROUND;
    let n = shifted - ROUND;
    let r = (x - n * LN_2[0]) - n * LN_2[1];
    let p = 1.381_314_4e-3;
    let p = p * r + 8.369_419e-3;
    let p = p * r + 4.166_845_7e-2;
    let p = p * r + 1.666_651_5e-1;
    let p = p * r + 4.999_999_3e-1;
    let y = (p * (r * r) + r) + 1.0;
    let n = shifted.to_bits().wrapping_sub(ROUND.to_bits()) as i32;
    let half = n >> 1; // in two factors, since 2¹²⁸ and 2⁻¹⁵⁰ are no floats
    y * power_of_two(half) * power_of_two(n.wrapping_sub(half))
}

/// The natural logarithm. −∞ at 0, NaN below, ∞ at ∞.
#[inline(always)]
pub fn log(x: f32) -> f32 {
    let subnormal = x < f32::MIN_POSITIVE;
    let scaled = if subnormal { x * 8_388_608.0 } else { x };
    let shifted = scaled.to_bits().wrapping_sub(SQRT_HALF_BITS);
    let e = ((shifted as i32) >> 23) as f32 - if subnormal { 23.0 } else { 0.0 };
    let f = f32::from_bits((shifted & 0x007f_ffff) + SQRT_HALF_BITS) - 1.0; // √½ − 1 ≤ f < √2 − 1
    let p = 6.747_269e-2;
    let p = p * f - 1.167_516e-1;
    let p = p * f + 1.188_756_8e-1;
    let p = p * f - 1.240_563_5e-1;
    let p = p * f + 1.421_964_9e-1;
    let p = p * f - 1.666_799_7e-1;
    let p = p * f + 2.000_211_3e-1;
    let p = p * f - 2.500_001e-1;
    let p = p * f + 3.333_331_3e-1;
    let square = f * f;
    let y = p * f * square + e * LN_2[1] - 0.5 * square;
    let y = (f + y) + e * LN_2[0];
    let y = if x < f32::INFINITY { y } else { x };
    let y = if x == 0.0 { f32::NEG_INFINITY } else { y };
    if x < 0.0 { f32::NAN } else { y }
}

/// The sine of `x` radians, NaN at ±∞.
///
/// For |x| ≤ 10⁵ the argument is reduced by multiples of π exactly; beyond, the error
/// of the reduction grows with x², and the result is only known to lie in `[-1, 1]`.
#[inline(always)]
pub fn sin(x: f32) -> f32 {
    let shifted = x * std::f32::consts::FRAC_1_PI + ROUND;
    let n = shifted - ROUND;
    let r = x - n * PI[0];
    let r = r - n * PI[1];
    let r = r - n * PI[2];
    let r = r - n * PI[3];
    let r = r - n * PI[4];
    let r = at_most(at_least(r, -1.585), 1.585); // n is rounded, so π/2 may be passed
    let z = r * r;
    let p = 2.603_099_9e-6;
    let p = p * z - 1.980_845e-4;
    let p = p * z + 8.333_052e-3;
    let p = p * z - 1.666_666e-1;
    let y = r + (r * z) * p;
    f32::from_bits(y.to_bits() ^ (shifted.to_bits() << 31)) // odd multiples of π turn the sign
}

/// The hyperbolic tangent, ±1 from |x| = 8.515 on; odd, with relative accuracy around 0.
///
/// `2hd / (d² + h²)` with `h/d = tanh(x/2)`, a quotient of polynomials of degree 5 and 6 in x: the
/// error that it has itself counts `1/cosh x` times, so that few terms do, and no more than 1
/// comes out. Around 0 the sums end with what is largest.
#[inline(always)]
pub fn tanh(x: f32) -> f32 {
    Tanh::of(x)
}

struct Tanh;

impl Formula for Tanh {
    #[inline(always)]
    fn of<N: Number>(x: N) -> N {
        let x = x.with(N::of(-TANH_REACH), at_least);
        let x = x.with(N::of(TANH_REACH), at_most);
        let t = x.times(x);
        let n = N::of(TANH_UPPER[0]).plus_product(N::of(TANH_UPPER[1]), t);
        let n = x.plus_product(n, x.times(t));
        let e = N::of(TANH_LOWER[1]).plus_product(N::of(TANH_LOWER[2]), t);
        let e = N::of(TANH_LOWER[0]).plus_product(e, t).times(t);
        let (d, h) = (e.plus(N::of(1.0)), n.times(N::of(0.5)));
        let squares = h.times(h).plus_product(e, d).plus(d);
        n.times(d).over(squares)
    }
}

/// [`exp`] of each element.
pub fn exp_slice(from: &[f32], to: &mut [f32]) {
    simd::map(from, to, exp);
}

/// [`log`] of each element.
pub fn log_slice(from: &[f32], to: &mut [f32]) {
    simd::map(from, to, log);
}

/// [`sin`] of each element.
pub fn sin_slice(from: &[f32], to: &mut [f32]) {
    simd::map(from, to, sin);
}

/// [`tanh`] of each element.
pub fn tanh_slice(from: &[f32], to: &mut [f32]) {
    simd::map_formula::<Tanh>(from, to);
}

/// The larger of both; NaN stays.
#[inline(always)]
fn at_least(x: f32, low: f32) -> f32 {
    if x < low { low } else { x }
}

/// The smaller of both; NaN stays.
#[inline(always)]
fn at_most(x: f32, high: f32) -> f32 {
    if x > high { high } else { x }
}

/// `2ⁿ` for the exponents of normal numbers.
#[inline(always)]
fn power_of_two(n: i32) -> f32 {
    f32::from_bits((n as u32).wrapping_add(EXPONENT_OF_ONE) << 23)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The distance in units of the last place of the exact value; 0 where both are NaN.
    fn ulps(got: f32, want: f64) -> f64 {
        let nearest = want as f32;
        if got.is_nan() || want.is_nan() {
            return if got.is_nan() && want.is_nan() {
                0.0
            } else {
                f64::INFINITY
            };
        }
        if got == nearest {
            return 0.0;
        }
        let exponent = want.abs().max(f64::from(f32::MIN_POSITIVE)).log2().floor();
        (f64::from(got) - want).abs() / (exponent - 23.0).exp2()
    }

    /// Every `stride`-th float, and those where something happens.
    fn floats(stride: usize) -> impl Iterator<Item = f32> {
        let edges = [0.0, -0.0, 1.0, f32::MAX, f32::MIN_POSITIVE, f32::INFINITY];
        let more = [f32::NAN, 1e-45, 88.722_84, 88.73, 103.97, 8.514, 8.515, 1e5];
        let edges = edges.into_iter().chain(more).flat_map(|x| [x, -x]);
        edges.chain((0..=u32::MAX).step_by(stride).map(f32::from_bits))
    }

    fn worst(
        name: &str,
        f: impl Fn(f32) -> f32,
        exact: impl Fn(f64) -> f64,
        reach: f32,
        stride: usize,
    ) {
        let within = |x: &f32| !(x.abs() > reach && x.is_finite());
        let (mut most, mut at, mut count) = (0.0, 0.0, 0_u64);
        for x in floats(stride).filter(within) {
            let off = ulps(f(x), exact(f64::from(x)));
            count += 1;
            if off > most {
                (most, at) = (off, x);
            }
        }
        println!("{name}: at most {most:.3} ulp, at {at:e}, over {count} arguments");
        assert!(most <= 4.0, "{name}({at:e}) is off by {most} ulp");
    }

    #[test]
    fn elementary_functions_are_within_four_ulp() {
        let stride = std::env::var("MATH_STRIDE").map_or(997, |s| s.parse().unwrap());
        worst("exp", exp, f64::exp, f32::MAX, stride);
        worst("log", log, f64::ln, f32::MAX, stride);
        worst("tanh", tanh, f64::tanh, f32::MAX, stride);
        worst("sin", sin, f64::sin, 1e5, stride);
    }

    #[test]
    fn sine_near_multiples_of_pi_keeps_relative_accuracy() {
        let near = |n: i32| ((f64::from(n) * std::f64::consts::PI) as f32).to_bits();
        let close = |n: i32| (near(n) - 2..=near(n) + 2).map(f32::from_bits);
        let most = (1..31_830)
            .flat_map(close)
            .map(|x| ulps(sin(x), f64::from(x).sin()))
            .fold(0.0, f64::max);
        println!("sin near n·π: at most {most:.3} ulp");
        assert!(most <= 4.0, "{most}");
    }

    #[test]
    fn sine_of_anything_finite_stays_within_one() {
        assert!(
            floats(9973)
                .filter(|x| x.is_finite())
                .all(|x| sin(x).abs() <= 1.0)
        );
        assert!(sin(f32::INFINITY).is_nan() && sin(f32::NEG_INFINITY).is_nan());
    }

    #[test]
    fn tanh_of_anything_stays_within_one_and_is_it_far_out() {
        let within = |x: f32| tanh(x).abs() <= 1.0;
        assert!(floats(997).filter(|x| !x.is_nan()).all(within));
        assert!(floats(997).all(|x| x.is_nan() == tanh(x).is_nan()));
        let far = floats(997).filter(|x| x.abs() >= TANH_REACH);
        assert!(far.into_iter().all(|x| tanh(x) == x.signum()));
    }

    #[test]
    fn slices_give_the_bits_of_scalars() {
        let xs: Vec<f32> = floats(99_991).collect();
        let check = |slice: fn(&[f32], &mut [f32]), scalar: fn(f32) -> f32| {
            let mut ys = vec![0.0; xs.len()];
            slice(&xs, &mut ys);
            for (x, y) in xs.iter().zip(ys) {
                let want = scalar(*x);
                assert!(
                    want.to_bits() == y.to_bits() || (want.is_nan() && y.is_nan()),
                    "{x:e}: {y} {want}"
                );
            }
        };
        check(exp_slice, exp);
        check(log_slice, log);
        check(sin_slice, sin);
        check(tanh_slice, tanh);
    }
}
