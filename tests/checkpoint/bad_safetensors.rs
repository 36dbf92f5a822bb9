//! Safetensors files that are not what they say.

use super::files::{safetensors, tensors};
use super::{refusal, refused};

/// One tensor with these words for its entry, and so many bytes of data.
fn one(entry: &str, data: usize) -> Vec<u8> {
    safetensors(&format!(r#"{{"a":{entry}}}"#), data)
}

fn entry(dtype: &str, shape: &str, start: u64, end: u64) -> String {
    format!(r#"{{"dtype":"{dtype}","shape":{shape},"data_offsets":[{start},{end}]}}"#)
}

/// Two tensors of one number each, in these places.
fn two(first: [u64; 2], second: [u64; 2], data: usize) -> Vec<u8> {
    let a = entry("F32", "[1]", first[0], first[1]);
    let b = entry("F32", "[1]", second[0], second[1]);
    safetensors(&format!(r#"{{"a":{a},"b":{b}}}"#), data)
}

fn lying(length: u64) -> Vec<u8> {
    let mut file = tensors(&[("a", &[2], &[1.0, 2.0])]);
    file[..8].copy_from_slice(&length.to_le_bytes());
    file
}

#[test]
fn every_truncation_is_refused() {
    let file = tensors(&[("a", &[2, 2], &[1.0, 2.0, 3.0, 4.0]), ("b", &[1], &[5.0])]);
    assert_eq!(refusal(&file), None);
    for length in 0..file.len() {
        assert!(refusal(&file[..length]).is_some(), "cut to {length} bytes");
    }
    let mut longer = file.clone();
    longer.push(0);
    assert!(refusal(&longer).is_some());
    println!("{} truncations refused", file.len());
}

#[test]
fn lengths_of_headers_that_lie_are_refused() {
    let right = tensors(&[("a", &[2], &[1.0, 2.0])]).len() as u64 - 16;
    let lies = [
        0,
        1,
        2,
        right - 1,
        right + 1,
        right + 8,
        right + 9,
        1 << 20,
        (1 << 20) + 1,
    ];
    let large = [1 << 31, 1 << 32, 1 << 53, 1 << 63, u64::MAX, u64::MAX - 7];
    for length in lies.into_iter().chain(large) {
        assert!(refusal(&lying(length)).is_some(), "{length}");
    }
    let mut long = safetensors(&" ".repeat((1 << 20) + 1), 0);
    assert!(refusal(&long).unwrap().contains("1 MiB"));
    long.truncate(8);
    assert!(refusal(&long).is_some());
}

#[test]
fn headers_that_are_no_object_of_tensors_are_refused() {
    let good = entry("F32", "[1]", 0, 4);
    let nested = |open: &str, close: &str| open.repeat(50_000) + &close.repeat(50_000);
    let headers: Vec<String> = vec![
        String::new(),
        " ".into(),
        "null".into(),
        "[]".into(),
        "7".into(),
        "\"a\"".into(),
        "{".into(),
        "{]".into(),
        "{}{}".into(),
        "{} x".into(),
        "{\"a\"}".into(),
        "{\"a\":}".into(),
        "{\"a\":1}".into(),
        "{\"a\":null}".into(),
        "{\"a\":[]}".into(),
        "{\"a\":{}}".into(),
        "{\"a\":\"F32\"}".into(),
        format!("{{\"a\":{good},}}"),
        format!("{{a:{good}}}"),
        format!("{{\"a\":{good} \"b\":{good}}}"),
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}".into(),
        "{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}}".into(),
        "{\"a\":{\"shape\":[1],\"data_offsets\":[0,4]}}".into(),
        "{\"a\":{\"dtype\":7,\"shape\":[1],\"data_offsets\":[0,4]}}".into(),
        "{\"a\":{\"dtype\":\"F32\",\"shape\":1,\"data_offsets\":[0,4]}}".into(),
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1.0],\"data_offsets\":[0,4]}}".into(),
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}".into(),
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[\"1\"],\"data_offsets\":[0,4]}}".into(),
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,4]}}"
            .into(),
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1e999],\"data_offsets\":[0,4]}}".into(),
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}}".into(),
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4,8]}}".into(),
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[-1,4]}}".into(),
        "{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}".into(),
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"shape\":[1],\"data_offsets\":[0,4]}}".into(),
        format!("{{\"a\":{good},\"a\":{good}}}"),
        format!("{{\"a\":{good},\"\\u0061\":{good}}}"),
        format!("{{\"__metadata__\":{{}},\"a\":{good},\"__metadata__\":{{}}}}"),
        format!("{{\"__metadata__\":{{\"k\":\"1\",\"k\":\"2\"}},\"a\":{good}}}"),
        format!("{{\"__metadata__\":{{\"k\":1}},\"a\":{good}}}"),
        format!("{{\"__metadata__\":[],\"a\":{good}}}"),
        format!("{{\"__metadata__\":{{\"k\":{{}}}},\"a\":{good}}}"),
        nested("[", "]"),
        nested("{\"a\":", "}"),
        format!("{{\"a\":{}}}", nested("[", "]")),
        format!("{{\"a\":{{\"shape\":{}}}}}", nested("[", "]")),
    ];
    for header in &headers {
        let text = refusal(&safetensors(header, 4));
        let text = text.unwrap_or_else(|| panic!("accepted: {header}"));
        assert!(text.contains("the header must be a JSON object"), "{text}");
    }
    println!("{} headers refused", headers.len());
    for bytes in [&b"\xff\xfe"[..], b"{\"\xff\":1}", b"{\"a\x00\":1}"] {
        let mut file = (bytes.len() as u64).to_le_bytes().to_vec();
        file.extend(bytes);
        assert!(refusal(&file).is_some());
    }
}

#[test]
fn types_names_shapes_and_places_have_bounds() {
    let mut files: Vec<(&str, Vec<u8>)> = Vec::new();
    for dtype in [
        "F64", "I64", "I32", "I16", "I8", "U8", "BOOL", "U64", "F8_E4M3",
    ] {
        files.push(("F32, F16 or BF16", one(&entry(dtype, "[1]", 0, 8), 8)));
    }
    for dtype in ["", "f32", "F33", "FLOAT"] {
        files.push(("the header", one(&entry(dtype, "[1]", 0, 4), 4)));
    }
    let long = "n".repeat(257);
    for name in ["", &long, "\\u0000", "a\\nb", "ä", "\\u202e", "\\u007f"] {
        let header = format!(r#"{{"{name}":{}}}"#, entry("F32", "[1]", 0, 4));
        files.push(("printable", safetensors(&header, 4)));
    }
    for shape in ["[1,1,1,1,1,1,1]", "[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]"] {
        files.push(("at most 6 dimensions", one(&entry("F32", shape, 0, 4), 4)));
    }
    for shape in [
        "[2]",
        "[0]",
        "[1,2]",
        "[4294967296,4294967296]",
        "[18446744073709551615]",
        "[18446744073709551615,2]",
        "[4611686018427387904]",
        "[4611686018427387905]",
        "[2147483648,2147483648,4]",
        "[0,18446744073709551615,18446744073709551615]",
    ] {
        files.push(("elements", one(&entry("F32", shape, 0, 4), 4)));
    }
    files.push(("elements", one(&entry("F32", "[1]", 0, 2), 2)));
    files.push(("elements", one(&entry("F16", "[1]", 0, 4), 4)));
    files.push(("elements", one(&entry("BF16", "[3]", 0, 4), 4)));
    for (start, end) in [
        (1, 5),
        (4, 0),
        (4, 8),
        (0, 8),
        (0, u64::MAX),
        (u64::MAX, u64::MAX),
    ] {
        files.push(("the place", one(&entry("F32", "[1]", start, end), 4)));
    }
    files.push(("the place", two([0, 4], [0, 4], 4)));
    files.push(("the place", two([0, 4], [2, 6], 8)));
    files.push(("the place", two([0, 4], [5, 9], 9)));
    files.push(("the place", two([0, 4], [8, 12], 12)));
    files.push(("the place", two([4, 8], [8, 12], 12)));
    files.push(("the place", two([0, 4], [4, 8], 7)));
    files.push(("the file", two([0, 4], [4, 8], 9)));
    files.push(("the file", safetensors("{}", 1)));
    let many: Vec<String> = (0..4097)
        .map(|i| format!(r#""t{i}":{}"#, entry("F32", "[0]", 0, 0)))
        .collect();
    files.push(("4096", safetensors(&format!("{{{}}}", many.join(",")), 0)));
    refused(&files);
    println!("{} files refused", files.len());
    let most = format!("{{{}}}", many[..4096].join(","));
    assert_eq!(refusal(&safetensors(&most, 0)), None);
    assert_eq!(refusal(&safetensors("{}", 0)), None);
    // Places in any order of names, unknown words in an entry, blanks behind the header.
    assert_eq!(refusal(&two([4, 8], [0, 4], 8)), None);
    let odd = r#"{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4],"x":[[{}]]}}   "#;
    assert_eq!(refusal(&safetensors(odd, 4)), None);
}
