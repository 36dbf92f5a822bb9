// Words: what must not depend on how a compiler treats NaN and infinity.
//
// Shading languages may assume that neither occurs, so a test on a float proves
// nothing. Everything here decides by integer bits, and by & and |: && and || are branches,
// of which a fused kernel would have hundreds, and some drivers take minutes to compile those.

// Whether the word is the bit pattern of a NaN.
fn is_nan(w: u32) -> bool {
    return (w & 0x7fffffffu) > 0x7f800000u;
}

// Whether the word is the bit pattern of a finite number.
fn is_finite(w: u32) -> bool {
    return (w & 0x7f800000u) != 0x7f800000u;
}

// a < b, false where either is NaN.
fn less(a: f32, b: f32) -> bool {
    return (a < b) & !is_nan(bitcast<u32>(a)) & !is_nan(bitcast<u32>(b));
}

// a = b, false where either is NaN.
fn equal(a: f32, b: f32) -> bool {
    return (a == b) & !is_nan(bitcast<u32>(a)) & !is_nan(bitcast<u32>(b));
}

// a < b ? b : a. Chosen as words, so that no compiler takes it for its own maximum.
fn larger(a: f32, b: f32) -> f32 {
    return bitcast<f32>(select(bitcast<u32>(a), bitcast<u32>(b), less(a, b)));
}

// Truncates and saturates; NaN gives 0.
fn to_u32(x: f32) -> u32 {
    let w = bitcast<u32>(x);
    let held = u32(clamp(x, 0.0, 4294967040.0));
    let high = select(held, 0xffffffffu, (w >= 0x4f800000u) & (w <= 0x7f800000u));
    return select(high, 0u, is_nan(w) | (w >= 0x80000000u));
}

// a / b; the dividend where b is 0.
fn divide(a: u32, b: u32) -> u32 {
    return select(a / max(b, 1u), a, b == 0u);
}

// A constant that may not be written as one: an infinity, a NaN, a subnormal.
fn float_of(w: u32) -> f32 {
    var bits = w;
    return bitcast<f32>(bits);
}

// Integers in the order of floats: −0 equals 0, NaN comes last.
fn order_key(w: u32) -> u32 {
    let folded = select(w, 0u, w == 0x80000000u);
    let key = select(folded | 0x80000000u, ~folded, (folded & 0x80000000u) != 0u);
    return select(key, 0xffffffffu, is_nan(w));
}
