//! The files that the page brings along, and files that are not what they seem.

use std::io::Read;
use std::path::Path;

use flate2::read::GzDecoder;
use soupcon::data::{Dataset, InputError, bundled::parse};
use soupcon::run::seed::Stream;

/// The bytes of a file after gzip is undone, from the prepared folder.
fn unpacked(file: &str) -> Vec<u8> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = root.join("web/public/data").join(file);
    let packed = std::fs::read(&path).unwrap_or_else(|error| {
        panic!(
            "cannot read {}: {error}; run `cargo xtask data` first",
            path.display()
        )
    });
    let mut bytes = Vec::new();
    GzDecoder::new(packed.as_slice())
        .read_to_end(&mut bytes)
        .unwrap();
    bytes
}

/// The first file of a set's part.
pub fn load(name: &str, part: &str) -> Dataset {
    parse(name, &unpacked(&format!("{name}-{part}-0.bin.gz"))).unwrap()
}

/// The digits that the repository keeps.
pub fn digits() -> Dataset {
    load("digits-8", "test")
}

#[test]
fn every_set_has_its_rows_and_shape() {
    for (name, part, files, rows, side) in [
        ("digits-8", "train", 1, 1297, 8),
        ("digits-8", "test", 1, 500, 8),
        ("mnist-14", "train", 1, 8000, 14),
        ("mnist-14", "test", 1, 10_000, 14),
        ("mnist-28", "train", 2, 8000, 28),
        ("mnist-28", "test", 2, 10_000, 28),
        ("fashion-14", "train", 2, 8000, 14),
        ("fashion-14", "test", 2, 9980, 14),
        ("fashion-28", "train", 4, 8000, 28),
        ("fashion-28", "test", 1, 2000, 28),
    ] {
        let part =
            |number| parse(name, &unpacked(&format!("{name}-{part}-{number}.bin.gz"))).unwrap();
        let whole = (1..files).fold(part(0), |whole, n| whole.concat(&part(n)).unwrap());
        assert_eq!(whole.len(), rows, "{name}");
        assert_eq!((whole.shape(), whole.classes()), (&[side, side][..], 10));
        let counts = whole.class_counts();
        assert!(counts.iter().all(|&c| c * 13 > rows), "{name}: {counts:?}");
        assert!(whole.values().contains(&1.0) && whole.values().contains(&0.0));
    }
}

/// The class counts of the published MNIST test images, and its first labels.
#[test]
fn mnist_is_the_published_one() {
    let test = load("mnist-14", "test");
    let counts = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009];
    assert_eq!(test.class_counts(), counts);
    assert_eq!(test.y()[..5], [7, 2, 1, 0, 4]);
    assert_eq!(load("mnist-14", "train").y()[..5], [5, 0, 4, 1, 9]);
}

#[test]
fn small_images_are_means_of_large_ones_to_half_a_grade() {
    for (name, part) in [("mnist", "train"), ("fashion", "test")] {
        let (small, large) = (
            load(&format!("{name}-14"), part),
            load(&format!("{name}-28"), part),
        );
        let mut bias = 0.0;
        for row in 0..1000 {
            assert_eq!(small.y()[row], large.y()[row]);
            for at in 0..196 {
                let (i, j) = (at / 14 * 2, at % 14 * 2);
                let pixel = |i: usize, j: usize| large.x()[[row, 28 * i + j]];
                let sum = pixel(i, j) + pixel(i, j + 1) + pixel(i + 1, j) + pixel(i + 1, j + 1);
                let off = small.x()[[row, at]] - sum / 4.0;
                assert!(off.abs() <= 0.501 / 255.0, "{name}, row {row}, pixel {at}");
                bias += f64::from(off) / 196_000.0;
            }
        }
        assert!(
            bias.abs() < 0.02 / 255.0,
            "{name}: rounding moves the mean by {bias}"
        );
    }
}

#[test]
fn fashion_s_parts_share_no_image() {
    let (train, test) = (load("fashion-28", "train"), load("fashion-28", "test"));
    let bits = |row: &[f32]| row.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
    let known: std::collections::BTreeSet<_> = train.values().chunks(784).map(bits).collect();
    assert_eq!(known.len(), train.len());
    assert!(
        test.values()
            .chunks(784)
            .all(|row| !known.contains(&bits(row)))
    );
}

/// Two images of 1 × 2 pixels at scale 16.
const SMALL: [u8; 26] = [
    b'S', b'P', b'D', b'S', 1, 1, 2, 16, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 2, 0, 0, 16, 4, 8, 2, 0,
];

#[test]
fn a_file_is_read_by_its_header() {
    let data = parse("small", &SMALL).unwrap();
    assert_eq!((data.shape(), data.classes()), (&[1, 2][..], 3));
    assert_eq!(data.values(), [0.0, 1.0, 0.25, 0.5]);
    assert_eq!(data.y(), [2, 0]);
}

#[test]
fn wrong_headers_are_named() {
    let changed = |at: usize, byte: u8| {
        let mut file = SMALL;
        file[at] = byte;
        parse("changed", &file).unwrap_err()
    };
    for (at, byte, field) in [
        (0, b's', "first bytes"),
        (4, 2, "version"),
        (5, 0, "element type"),
        (6, 0, "rank"),
        (6, 200, "rank"),
        (7, 0, "scale"),
        (8, 1, "classes"),
        (9, 2, "classes"),
        (10, 1, "reserved word"),
        (12, 0, "count"),
        (15, 255, "count"),
        (13, 255, "length"),
        (17, 255, "row"),
        (16, 0, "dimension"),
        (21, 17, "features"),
        (24, 3, "y"),
        (24, 0, "y"),
    ] {
        assert_eq!(changed(at, byte).field(), field, "byte {at} = {byte}");
    }
    let long = parse("long", &[&SMALL[..], &[0]].concat())
        .unwrap_err()
        .to_string();
    assert_eq!(
        long,
        "the file's `length` must be 6 bytes after the header, not 7"
    );
}

#[test]
fn a_file_cut_anywhere_is_refused() {
    for end in 0..SMALL.len() {
        assert!(
            matches!(parse("cut", &SMALL[..end]), Err(InputError::File { .. })),
            "{end}"
        );
    }
}

#[test]
fn twenty_thousand_broken_files_end_in_an_error_or_sound_data() {
    let seed = 20_240_607;
    println!("seed {seed}");
    let mut stream = Stream::new(seed, "fuzz");
    let digits = unpacked("digits-8-test-0.bin.gz");
    let short = [
        &digits[..12],
        &[3, 0, 0, 0, 8, 0, 8, 0],
        &digits[20..212],
        &[1, 2, 9],
    ]
    .concat();
    assert!(parse("short", &short).is_ok());
    let mut sound = 0;
    for round in 0..20_000_u32 {
        let mut file = if round % 2 == 0 {
            SMALL.to_vec()
        } else {
            short.clone()
        };
        for _ in 0..=stream.below(4) {
            mutate(&mut file, &mut stream);
        }
        if let Ok(data) = parse("broken", &file) {
            sound += 1;
            assert_eq!(data.values().len(), data.len() * data.features());
            assert!(data.values().iter().all(|v| (0.0..=1.0).contains(v)));
            assert!(data.y().iter().all(|&y| (y as usize) < data.classes()));
            assert!(data.values().len() < file.len());
        }
    }
    println!("{sound} of 20000 still sound");
    assert!((100..19_000).contains(&sound), "{sound} still sound");
}

/// Flips a bit, sets a byte of the header, cuts, doubles a piece, or puts a great number.
fn mutate(file: &mut Vec<u8>, stream: &mut Stream) {
    let at = stream.below(file.len().max(1) as u32) as usize;
    let head = stream.below(file.len().clamp(1, 22) as u32) as usize;
    let byte = stream.below(256) as u8;
    match stream.below(6) {
        _ if file.is_empty() => file.push(byte),
        0 => file[at] ^= 1 << (byte % 8),
        1 => file[head] = byte,
        2 => file.truncate(at),
        3 => file.extend_from_within(at..),
        4 => file[head] = [0, 1, 127, 128, 254, 255][usize::from(byte) % 6],
        _ => {
            let _ = file.splice(head..head, [byte; 3]).count();
        }
    }
}
