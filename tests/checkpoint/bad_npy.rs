//! Arrays that are not what they say.

use super::files::{dictionary, npy};
use super::{refusal, refused};

#[test]
fn every_truncation_is_refused() {
    for version in 1..=3 {
        let file = npy(version, &dictionary("<f4", "(2, 1)"), &[0; 8]);
        assert_eq!(refusal(&file), None);
        for length in 0..file.len() {
            assert!(refusal(&file[..length]).is_some(), "cut to {length} bytes");
        }
        let mut longer = file.clone();
        longer.push(0);
        assert!(refusal(&longer).is_some());
    }
}

#[test]
fn versions_and_lengths_that_lie_are_refused() {
    let right = npy(1, &dictionary("<f4", "(1,)"), &[0; 4]);
    for (major, minor) in [(0, 0), (4, 0), (1, 1), (2, 1), (255, 255), (3, 9)] {
        let mut file = right.clone();
        file[6..8].copy_from_slice(&[major, minor]);
        assert!(refusal(&file).unwrap().contains("the version"));
    }
    let header = dictionary("<f4", "(1,)").len() as u16;
    for length in [
        0,
        1,
        header - 11,
        header + 1,
        header + 4,
        header + 5,
        u16::MAX,
    ] {
        let mut file = right.clone();
        file[8..10].copy_from_slice(&length.to_le_bytes());
        assert!(refusal(&file).is_some(), "{length}");
    }
    for length in [0_u32, 1, 1 << 16, (1 << 16) + 1, 1 << 31, u32::MAX] {
        let mut file = npy(2, &dictionary("<f4", "(1,)"), &[0; 4]);
        file[8..12].copy_from_slice(&length.to_le_bytes());
        assert!(refusal(&file).is_some(), "{length}");
        file.truncate(12);
        assert!(refusal(&file).is_some(), "12 bytes that claim {length}");
    }
    let blank = dictionary("<f4", "(1,)") + &" ".repeat(1 << 16);
    assert!(
        refusal(&npy(2, &blank, &[0; 4]))
            .unwrap()
            .contains("64 KiB")
    );
}

#[test]
fn headers_that_are_no_dictionary_of_an_array_are_refused() {
    let f = "'fortran_order': False";
    let (d, s) = ("'descr': '<f4'", "'shape': (1,)");
    let mut headers: Vec<String> = vec![
        String::new(),
        "\n".into(),
        "{".into(),
        "}".into(),
        "{}".into(),
        "[]".into(),
        "None".into(),
        "'descr'".into(),
        "{'".into(),
        "{'descr".into(),
        "{'descr'".into(),
        "{'descr':".into(),
        "{'descr': '<f4".into(),
        format!("{{{d}, {f}}}"),
        format!("{{{d}, {s}}}"),
        format!("{{{f}, {s}}}"),
        format!("{{{d}, {f}, {s}"),
        format!("{{{d} {f}, {s}}}"),
        format!("{{{d}, {f}, {s}}} x"),
        format!("{{{d}, {f}, {s}}}}}"),
        format!("{{{d}, {d}, {f}, {s}}}"),
        format!("{{{d}, {f}, {f}, {s}}}"),
        format!("{{{d}, {f}, {s}, {s}}}"),
        format!("{{{d}, {f}, {s}, 'x': 1}}"),
        format!("{{,{d}, {f}, {s}}}"),
        format!("{{{d},, {f}, {s}}}"),
        format!("{{{d}, 'fortran_order': True, {s}}}"),
        format!("{{{d}, 'fortran_order': false, {s}}}"),
        format!("{{{d}, 'fortran_order': 0, {s}}}"),
        format!("{{{d}, 'fortran_order': None, {s}}}"),
        format!("{{{d}, 'fortran_order': 'False', {s}}}"),
        format!("{{'descr': [('a', '<f4')], {f}, {s}}}"),
        format!("{{'descr': {{}}, {f}, {s}}}"),
        format!("{{'descr\": '<f4', {f}, {s}}}"),
        format!("{{'de\\x73cr': '<f4', {f}, {s}}}"),
        "(".repeat(60_000),
        "{".repeat(60_000),
        "[".repeat(30_000) + &"]".repeat(30_000),
        format!("{{{d}, {f}, 'shape': {}}}", "(".repeat(50_000)),
        format!("{{'descr': {}, {f}, {s}}}", "[".repeat(50_000)),
        format!("{{{d}, {f}, 'shape': ({}1,)}}", "1, ".repeat(19_000)),
    ];
    for dtype in [
        "", "f4", ">f4", "=f4", "|f4", "<f2", "<f16", "<i8", "<i2", "<u4", "<u1", "|i1", "|b1",
        "|O", "|S4", "<U1", "<c8", "<M8[ns]", "<f44",
    ] {
        headers.push(dictionary(dtype, "(1,)"));
    }
    for shape in [
        "1",
        "[1]",
        "(-1,)",
        "(1.0,)",
        "(1e0,)",
        "(+1,)",
        "(0x1,)",
        "('1',)",
        "(None,)",
        "(,)",
        "(1,,)",
        "(1 1)",
        "((1,),)",
        "(1",
        "(1L,)",
        "(99999999999999999999999,)",
        "(1, 1, 1, 1, 1)",
    ] {
        headers.push(dictionary("<f4", shape));
    }
    for header in &headers {
        let text = refusal(&npy(2, header, &[0; 4]));
        let text = text.unwrap_or_else(|| panic!("accepted: {header:.80}"));
        assert!(text.contains("the header must be"), "{text}");
    }
    println!("{} headers refused", headers.len());
}

#[test]
fn shapes_must_fit_the_file() {
    let mut files: Vec<(&str, Vec<u8>)> = Vec::new();
    for shape in [
        "(2,)",
        "(0,)",
        "(1, 2)",
        "(4294967296, 4294967296)",
        "(18446744073709551615,)",
        "(18446744073709551615, 2)",
        "(4611686018427387904,)",
        "(4611686018427387905,)",
        "(0, 18446744073709551615, 18446744073709551615)",
        "(65536, 65536, 65536, 65536)",
    ] {
        files.push(("the shape", npy(1, &dictionary("<f4", shape), &[0; 4])));
    }
    for (dtype, bytes) in [("<f8", 4), ("|u1", 4), ("<i4", 3), ("<f4", 5), ("<f4", 0)] {
        files.push((
            "the shape",
            npy(3, &dictionary(dtype, "(1,)"), &vec![0; bytes]),
        ));
    }
    refused(&files);
    let accepted = [
        npy(1, &dictionary("<f4", "()"), &[0; 4]),
        npy(1, &dictionary("<f4", "(0,)"), &[]),
        npy(2, &dictionary("<f8", "(1, 2)"), &[0; 16]),
        npy(3, &dictionary("<i4", "(1,)"), &[0; 4]),
        npy(1, &dictionary("|u1", "(1, 1, 1, 3)"), &[0; 3]),
        npy(
            1,
            "{\"shape\":(1),'fortran_order':False,'descr':\"<f4\"}",
            &[0; 4],
        ),
    ];
    // `(1)` is a number in Python and no tuple, but leaves no doubt.
    for file in &accepted {
        assert_eq!(refusal(file), None);
    }
}
