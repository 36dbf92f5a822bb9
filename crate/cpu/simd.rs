//! A handful of floats that move together.
//!
//! On WebAssembly four lanes of `v128`, multiply-add relaxed where the build has it;
//! elsewhere eight lanes of an array, which the compiler turns into what the machine
//! has. The sum of a lane never depends on the number of lanes.

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod lanes {
    use core::arch::wasm32::{f32x4, f32x4_extract_lane, f32x4_splat, v128};

    /// Floats in one vector.
    pub const LANES: usize = 4;

    /// A vector of floats.
    #[derive(Clone, Copy)]
    pub struct Lanes(v128);

    impl Lanes {
        /// The same number in all lanes.
        #[inline(always)]
        pub fn splat(x: f32) -> Self {
            Lanes(f32x4_splat(x))
        }

        /// Lanes from memory.
        #[inline(always)]
        pub fn load(x: &[f32; LANES]) -> Self {
            Lanes(f32x4(x[0], x[1], x[2], x[3]))
        }

        /// Lanes to memory.
        #[inline(always)]
        pub fn store(self, to: &mut [f32; LANES]) {
            *to = [
                f32x4_extract_lane::<0>(self.0),
                f32x4_extract_lane::<1>(self.0),
                f32x4_extract_lane::<2>(self.0),
                f32x4_extract_lane::<3>(self.0),
            ];
        }

        /// `self + a · b`, rounded once or twice as the build has it.
        #[inline(always)]
        pub fn plus_product(self, a: Self, b: Self) -> Self {
            #[cfg(target_feature = "relaxed-simd")]
            return Lanes(core::arch::wasm32::f32x4_relaxed_madd(a.0, b.0, self.0));
            #[cfg(not(target_feature = "relaxed-simd"))]
            return Lanes(core::arch::wasm32::f32x4_add(
                self.0,
                core::arch::wasm32::f32x4_mul(a.0, b.0),
            ));
        }
    }
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod lanes {
    /// Floats in one vector.
    pub const LANES: usize = 8;

    /// A vector of floats.
    #[derive(Clone, Copy)]
    pub struct Lanes([f32; LANES]);

    impl Lanes {
        /// The same number in all lanes.
        #[inline(always)]
        pub fn splat(x: f32) -> Self {
            Lanes([x; LANES])
        }

        /// Lanes from memory.
        #[inline(always)]
        pub fn load(x: &[f32; LANES]) -> Self {
            Lanes(*x)
        }

        /// Lanes to memory.
        #[inline(always)]
        pub fn store(self, to: &mut [f32; LANES]) {
            *to = self.0;
        }

        /// `self + a · b`, rounded twice.
        #[inline(always)]
        pub fn plus_product(mut self, a: Self, b: Self) -> Self {
            for i in 0..LANES {
                self.0[i] += a.0[i] * b.0[i];
            }
            self
        }
    }
}

pub use lanes::{LANES, Lanes};

/// Work that is worth the machine's widest vectors. Everything below [`Task::run`] should be
/// `#[inline(always)]`, since a function that is called keeps the vectors of the build.
pub trait Task {
    /// What it gives.
    type Output;
    /// Does it.
    fn run(self) -> Self::Output;
}

/// Runs a task with 256-bit vectors where an x86-64 machine has them: builds for that family
/// assume only 128. Both give the same bits, since neither fuses a product with a sum.
#[inline(always)]
pub fn widest<T: Task>(task: T) -> T::Output {
    #[cfg(target_arch = "x86_64")]
    {
        #[target_feature(enable = "avx2")]
        fn with_avx2<T: Task>(task: T) -> T::Output {
            task.run()
        }
        if std::arch::is_x86_feature_detected!("avx2") {
            #[allow(unsafe_code, reason = "the machine has just been asked for AVX2")]
            return unsafe { with_avx2(task) };
        }
    }
    task.run()
}
