//! Threefry-2×32 with 20 rounds, from Salmon et al. 2011, *Parallel random numbers:
//! as easy as 1, 2, 3*, section 4.2 and table 2.

use crate::support::value::Value;

/// One block: `counter` enciphered under `key`.
pub fn threefry(key: [u32; 2], counter: [u32; 2]) -> [u32; 2] {
    let turns = [13, 15, 26, 6, 17, 29, 16, 24];
    let parts = [key[0], key[1], 0x1bd1_1bda ^ key[0] ^ key[1]];
    let mut x = [
        counter[0].wrapping_add(key[0]),
        counter[1].wrapping_add(key[1]),
    ];
    for round in 0..20 {
        x[0] = x[0].wrapping_add(x[1]);
        x[1] = x[1].rotate_left(turns[round % 8]);
        x[1] ^= x[0];
        if round % 4 == 3 {
            let injection = round / 4 + 1;
            x[0] = x[0].wrapping_add(parts[injection % 3]);
            x[1] = x[1].wrapping_add(parts[(injection + 1) % 3]);
            x[1] = x[1].wrapping_add(injection as u32);
        }
    }
    x
}

/// The upper 24 bits of a block's first word, as a number in `[0, 1)`.
pub fn uniform(seed: u32, stream: u32, step: u32, element: u32) -> f64 {
    let [word, _] = threefry([seed, stream], [step, element]);
    f64::from(word >> 8) / 16_777_216.0
}

pub fn draw(stream: u32, dims: &[usize], seeds: &Value, step: &Value) -> Value {
    let each: usize = dims[1..].iter().product();
    let (seeds, step) = (seeds.ints(), step.ints()[0]);
    let number = |i: usize| {
        let seed = seeds[(i / each) % seeds.len()];
        uniform(seed, stream, step, (i % each) as u32)
    };
    Value::f(dims, (0..dims.iter().product()).map(number).collect())
}
