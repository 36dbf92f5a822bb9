//! Distributions over classes.

use soupcon::methods::categorical::byte;

#[test]
fn a_probability_becomes_the_nearest_byte() {
    for (share, expected) in [
        (0.0, 0),
        (1.4 / 255.0, 1),
        (1.6 / 255.0, 2),
        (254.6 / 255.0, 255),
        (1.0, 255),
        (1.5, 255),
        (f64::NAN, 0),
    ] {
        assert_eq!(byte(share), expected, "{share}");
    }
}
