// Elementary functions of f32, the twins of crate/cpu/math.rs: the same polynomials in the
// same order. The language's own sin, tanh, exp and log promise less accuracy, and some drivers'
// tanh gives NaN for large arguments.

// ln 2 in two parts, the first with few bits.
const SC_LN_2_HIGH: f32 = 0.693359375;
const SC_LN_2_LOW: f32 = -2.1219444e-4;
const SC_LOG2_E: f32 = 1.442695;
const SC_SQRT_HALF_BITS: u32 = 0x3f3504f3u;

// 2^n for the exponents of normal numbers.
fn sc_power_of_two(n: i32) -> f32 {
    return bitcast<f32>(u32(n + 127) << 23u);
}

// y, or x where that is NaN: comparisons may be compiled as if NaN did not occur, bits may not.
fn sc_or_nan(x: f32, y: f32) -> f32 {
    let bits = bitcast<u32>(x);
    return bitcast<f32>(select(bitcast<u32>(y), bits, (bits & 0x7fffffffu) > 0x7f800000u));
}

// e^x. Above 88.73 infinite, below -103.98 zero.
fn sc_exp(x_any: f32) -> f32 {
    let x = min(max(x_any, -104.0), 89.0);
    let n = round(x * SC_LOG2_E);
    let r = (x - n * SC_LN_2_HIGH) - n * SC_LN_2_LOW;
    var p = 1.3813144e-3;
    p = p * r + 8.369419e-3;
    p = p * r + 4.1668457e-2;
    p = p * r + 1.6666515e-1;
    p = p * r + 4.9999993e-1;
    let y = (p * (r * r) + r) + 1.0;
    let k = i32(n);
    let half = k >> 1u; // in two factors, since 2^128 and 2^-150 are no floats
    return sc_or_nan(x_any, y * sc_power_of_two(half) * sc_power_of_two(k - half));
}

// The natural logarithm. -infinity at 0 (and at subnormals, where they are flushed), NaN below.
fn sc_log(x: f32) -> f32 {
    let subnormal = x < 1.17549435e-38;
    let scaled = select(x, x * 8388608.0, subnormal);
    let shifted = bitcast<u32>(scaled) - SC_SQRT_HALF_BITS;
    let e = f32(bitcast<i32>(shifted) >> 23u) - select(0.0, 23.0, subnormal);
    let f = bitcast<f32>((shifted & 0x007fffffu) + SC_SQRT_HALF_BITS) - 1.0;
    var p = 6.747269e-2;
    p = p * f - 1.167516e-1;
    p = p * f + 1.1887568e-1;
    p = p * f - 1.2405635e-1;
    p = p * f + 1.4219649e-1;
    p = p * f - 1.6667997e-1;
    p = p * f + 2.0002113e-1;
    p = p * f - 2.500001e-1;
    p = p * f + 3.3333313e-1;
    let square = f * f;
    let y = (f + (p * f * square + e * SC_LN_2_LOW - 0.5 * square)) + e * SC_LN_2_HIGH;
    // The special cases go by the bits, which no compiler may assume away.
    let bits = bitcast<u32>(x);
    let large = select(0x7fc00000u, bits, bits < 0x80000000u);
    let finite = select(bitcast<u32>(y), large, bits >= 0x7f800000u);
    return bitcast<f32>(select(finite, 0xff800000u, ((bits << 1u) == 0u) | (scaled == 0.0)));
}

// The sine of x radians; accurate for |x| <= 1e5, in [-1, 1] beyond, NaN at infinity.
fn sc_sin(x: f32) -> f32 {
    let n = round(x * 0.31830987);
    var r = x - n * 3.140625;
    r = r - n * 9.670257568359375e-4;
    r = r - n * 6.277114152908325e-7;
    r = r - n * 1.2141754268668592e-10;
    r = r - n * 1.2446744e-13;
    r = min(max(r, -1.585), 1.585);
    let z = r * r;
    var p = 2.6030999e-6;
    p = p * z - 1.980845e-4;
    p = p * z + 8.3330515e-3;
    p = p * z - 1.666666e-1;
    let y = r + (r * z) * p;
    let turned = bitcast<u32>(select(y, -y, (i32(n) & 1) != 0));
    let bits = bitcast<u32>(x);
    return bitcast<f32>(select(turned, bits | 0x00400000u, (bits & 0x7f800000u) == 0x7f800000u));
}

// The hyperbolic tangent, +-1 from |x| = 8.515 on: 2hd / (d^2 + h^2) with h/d = tanh(x/2).
fn sc_tanh(x_any: f32) -> f32 {
    let x = min(max(x_any, -8.515), 8.515);
    let t = x * x;
    let n = (2.9792994e-2 + 1.146717e-4 * t) * (x * t) + x;
    let e = (1.1312628e-1 + (1.2085644e-3 + 1.2378682e-6 * t) * t) * t;
    let d = e + 1.0;
    let h = 0.5 * n;
    return sc_or_nan(x_any, n * d / ((h * h + e * d) + d));
}

// Twenty rounds of Threefry-2x32 (Salmon et al. 2011).
fn sc_threefry2x32(key: vec2u, counter: vec2u) -> vec2u {
    let third = key.x ^ key.y ^ 0x1bd11bdau;
    var v = counter + key;
    v = sc_threefry_rounds(v, vec4u(13u, 15u, 26u, 6u)) + vec2u(key.y, third + 1u);
    v = sc_threefry_rounds(v, vec4u(17u, 29u, 16u, 24u)) + vec2u(third, key.x + 2u);
    v = sc_threefry_rounds(v, vec4u(13u, 15u, 26u, 6u)) + vec2u(key.x, key.y + 3u);
    v = sc_threefry_rounds(v, vec4u(17u, 29u, 16u, 24u)) + vec2u(key.y, third + 4u);
    return sc_threefry_rounds(v, vec4u(13u, 15u, 26u, 6u)) + vec2u(third, key.x + 5u);
}

// Four rounds: add, rotate, xor.
fn sc_threefry_rounds(start: vec2u, by: vec4u) -> vec2u {
    var v = start;
    v.x += v.y; v.y = ((v.y << by.x) | (v.y >> (32u - by.x))) ^ v.x;
    v.x += v.y; v.y = ((v.y << by.y) | (v.y >> (32u - by.y))) ^ v.x;
    v.x += v.y; v.y = ((v.y << by.z) | (v.y >> (32u - by.z))) ^ v.x;
    v.x += v.y; v.y = ((v.y << by.w) | (v.y >> (32u - by.w))) ^ v.x;
    return v;
}

// A number in [0, 1): the upper 24 of the first 32 bits, as a fraction.
fn sc_uniform(key: vec2u, counter: vec2u) -> f32 {
    return f32(sc_threefry2x32(key, counter).x >> 8u) * 5.9604645e-8;
}
