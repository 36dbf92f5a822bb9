//! Four floats that move together, and loops for the machine's widest vectors.
//!
//! Four on every machine, so that the kernels take the same paths natively as in
//! WebAssembly. Products are never fused with sums, except by the relaxed instruction of
//! WebAssembly, in builds that have it.

#[cfg(target_arch = "x86_64")]
mod vector {
    pub use core::arch::x86_64::__m128 as Vector;
    use core::arch::x86_64::{_mm_add_ps, _mm_mul_ps};

    #[inline(always)]
    pub fn from(x: [f32; 4]) -> Vector {
        bytemuck::cast(x)
    }

    #[inline(always)]
    pub fn floats(x: Vector) -> [f32; 4] {
        bytemuck::cast(x)
    }

    #[inline(always)]
    pub fn plus_product(sum: Vector, a: Vector, b: Vector) -> Vector {
        #[allow(
            unsafe_code,
            reason = "SSE is a part of x86-64, but has to be asked for"
        )]
        unsafe {
            _mm_add_ps(sum, _mm_mul_ps(a, b))
        }
    }
}

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod vector {
    pub use core::arch::wasm32::v128 as Vector;
    use core::arch::wasm32::{f32x4, f32x4_extract_lane as lane};

    #[inline(always)]
    pub fn from(x: [f32; 4]) -> Vector {
        f32x4(x[0], x[1], x[2], x[3])
    }

    #[inline(always)]
    pub fn floats(x: Vector) -> [f32; 4] {
        [lane::<0>(x), lane::<1>(x), lane::<2>(x), lane::<3>(x)]
    }

    #[cfg(target_feature = "relaxed-simd")]
    #[inline(always)]
    pub fn plus_product(sum: Vector, a: Vector, b: Vector) -> Vector {
        core::arch::wasm32::f32x4_relaxed_madd(a, b, sum)
    }

    #[cfg(not(target_feature = "relaxed-simd"))]
    #[inline(always)]
    pub fn plus_product(sum: Vector, a: Vector, b: Vector) -> Vector {
        use core::arch::wasm32::{f32x4_add, f32x4_mul};
        f32x4_add(sum, f32x4_mul(a, b))
    }
}

#[cfg(not(any(
    target_arch = "x86_64",
    all(target_arch = "wasm32", target_feature = "simd128")
)))]
mod vector {
    pub type Vector = [f32; 4];

    #[inline(always)]
    pub fn from(x: [f32; 4]) -> Vector {
        x
    }

    #[inline(always)]
    pub fn floats(x: Vector) -> [f32; 4] {
        x
    }

    #[inline(always)]
    pub fn plus_product(sum: Vector, a: Vector, b: Vector) -> Vector {
        std::array::from_fn(|i| sum[i] + a[i] * b[i])
    }
}

/// Floats in one vector.
pub const LANES: usize = 4;

/// A vector of floats.
#[derive(Clone, Copy)]
pub struct Lanes(vector::Vector);

impl Lanes {
    /// The same number in all lanes.
    #[inline(always)]
    pub fn splat(x: f32) -> Self {
        Lanes(vector::from([x; LANES]))
    }

    /// Lanes from memory.
    #[inline(always)]
    pub fn load(x: &[f32; LANES]) -> Self {
        Lanes(vector::from(*x))
    }

    /// Lanes to memory.
    #[inline(always)]
    pub fn store(self, to: &mut [f32; LANES]) {
        *to = vector::floats(self.0);
    }

    /// `self + a · b`, rounded twice; once in builds with relaxed instructions, where the machine can.
    #[inline(always)]
    pub fn plus_product(self, a: Self, b: Self) -> Self {
        Lanes(vector::plus_product(self.0, a.0, b.0))
    }
}

/// What a formula is written in: one float, or four that move together.
pub trait Number: Copy {
    /// The same number everywhere.
    fn of(x: f32) -> Self;
    /// `f` of both, lane by lane.
    fn with(self, other: Self, f: impl Fn(f32, f32) -> f32) -> Self;
    /// `self + a · b`, rounded as [`Lanes::plus_product`] says.
    fn plus_product(self, a: Self, b: Self) -> Self;

    /// `self + other`.
    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        self.with(other, |a, b| a + b)
    }

    /// `self · other`.
    #[inline(always)]
    fn times(self, other: Self) -> Self {
        self.with(other, |a, b| a * b)
    }

    /// `self / other`.
    #[inline(always)]
    fn over(self, other: Self) -> Self {
        self.with(other, |a, b| a / b)
    }
}

impl Number for f32 {
    #[inline(always)]
    fn of(x: f32) -> Self {
        x
    }

    #[inline(always)]
    fn with(self, other: Self, f: impl Fn(f32, f32) -> f32) -> Self {
        f(self, other)
    }

    #[inline(always)]
    fn plus_product(self, a: Self, b: Self) -> Self {
        self + a * b
    }
}

impl Number for Lanes {
    #[inline(always)]
    fn of(x: f32) -> Self {
        Lanes::splat(x)
    }

    #[inline(always)]
    fn with(self, other: Self, f: impl Fn(f32, f32) -> f32) -> Self {
        let (a, b) = (vector::floats(self.0), vector::floats(other.0));
        Lanes(vector::from(std::array::from_fn(|i| f(a[i], b[i]))))
    }

    #[inline(always)]
    fn plus_product(self, a: Self, b: Self) -> Self {
        Lanes::plus_product(self, a, b)
    }
}

/// `to = f(from)` for each, with the widest vectors of the machine: builds for x86-64 assume only
/// 128 bits, but f becomes vector code of 256 where AVX2 is there. Both give the same bits.
#[inline(always)]
pub fn map(from: &[f32], to: &mut [f32], f: impl Fn(f32) -> f32) {
    #[cfg(target_arch = "x86_64")]
    {
        #[target_feature(enable = "avx2")]
        fn wide(from: &[f32], to: &mut [f32], f: impl Fn(f32) -> f32) {
            to.iter_mut().zip(from).for_each(|(to, &x)| *to = f(x));
        }
        if std::arch::is_x86_feature_detected!("avx2") {
            #[allow(unsafe_code, reason = "the machine has just been asked for AVX2")]
            return unsafe { wide(from, to, f) };
        }
    }
    to.iter_mut().zip(from).for_each(|(to, &x)| *to = f(x));
}

/// A formula of one variable.
pub trait Formula {
    /// Its value at `x`.
    fn of<N: Number>(x: N) -> N;
}

/// [`map`] of a formula: in builds with relaxed instructions every product and its sum are rounded
/// once, wherever a float lies.
#[inline(always)]
pub fn map_formula<F: Formula>(from: &[f32], to: &mut [f32]) {
    if cfg!(not(target_feature = "relaxed-simd")) {
        return map(from, to, F::of);
    }
    let (whole, rest) = from.as_chunks::<LANES>();
    let (to, last) = to.as_chunks_mut::<LANES>();
    for (to, x) in to.iter_mut().zip(whole) {
        F::of(Lanes::load(x)).store(to);
    }
    let mut padded = [0.0; LANES];
    padded[..rest.len()].copy_from_slice(rest);
    F::of(Lanes::load(&padded)).store(&mut padded);
    last.copy_from_slice(&padded[..last.len()]);
}

/// Sums under way in [`peak`]: enough to hide the latency of a multiplication and an addition, or
/// of both in one, and few enough for the registers.
const PEAK_SUMS: usize = if cfg!(target_feature = "relaxed-simd") {
    10
} else {
    12
};

/// As many multiply-adds a round as hide each other's latency, with no memory to wait for: what
/// rates of kernels are compared with. [`peak_operations`] says how many operations these are.
#[inline(never)]
pub fn peak(rounds: usize) -> f32 {
    let (a, b) = (Lanes::splat(0.999), Lanes::splat(rounds as f32));
    let mut sums = [Lanes::splat(0.0); PEAK_SUMS];
    for _ in 0..rounds {
        sums = sums.map(|sum| b.plus_product(sum, a)); // no product stays the same
    }
    let mut lanes = [0.0; LANES];
    let mut total = 0.0;
    for sum in sums {
        sum.store(&mut lanes);
        total += lanes.iter().sum::<f32>();
    }
    total
}

/// Multiplications and additions of [`peak`].
pub fn peak_operations(rounds: usize) -> usize {
    2 * rounds * PEAK_SUMS * LANES
}
