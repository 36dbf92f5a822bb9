fn sc_exp(x: f32) -> f32 { return exp(x); }
fn sc_log(x: f32) -> f32 { return log(x); }
fn sc_sin(x: f32) -> f32 { return sin(x); }
fn sc_tanh(x: f32) -> f32 { return tanh(clamp(x, -10.0, 10.0)); }
fn sc_rotl(x: u32, r: u32) -> u32 { return (x << r) | (x >> (32u - r)); }
fn sc_threefry2x32(key: vec2u, counter: vec2u) -> vec2u {
    let ks = array<u32, 3>(key.x, key.y, key.x ^ key.y ^ 0x1BD11BDAu);
    var x = counter + key;
    var rot = array<u32, 8>(13u, 15u, 26u, 6u, 17u, 29u, 16u, 24u);
    for (var i = 0u; i < 5u; i++) {
        for (var j = 0u; j < 4u; j++) {
            x.x += x.y;
            x.y = sc_rotl(x.y, rot[(i % 2u) * 4u + j]) ^ x.x;
        }
        var s = ks;
        x.x += s[(i + 1u) % 3u];
        x.y += s[(i + 2u) % 3u] + i + 1u;
    }
    return x;
}
fn sc_uniform(key: vec2u, counter: vec2u) -> f32 {
    return f32(sc_threefry2x32(key, counter).x >> 8u) * 5.9604644775390625e-8;
}
