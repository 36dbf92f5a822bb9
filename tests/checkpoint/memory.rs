//! Files that are written from memory and read into it.

use std::collections::BTreeMap;

use safetensors::SafeTensors;
use soupcon::checkpoint::{Held, Part, written};

fn part(name: &str, shape: &[usize]) -> Part {
    Part {
        name: name.into(),
        shape: shape.into(),
    }
}

#[test]
fn what_is_written_is_read_again_here_and_elsewhere() {
    let metadata = BTreeMap::from([("seed".to_owned(), "7".to_owned())]);
    let parts = [
        part("w0", &[2, 3]),
        part("b0", &[3]),
        part("none", &[0, 4]),
        part("one", &[]),
    ];
    let values: Vec<f32> = (0..10).map(|i| i as f32 / 3.0 - 1.0).collect();
    let file = written(&metadata, &parts, &values).unwrap();
    let held = Held::read("it", &file).unwrap();
    assert_eq!((held.values, held.metadata), (values.clone(), metadata));
    let named: Vec<(&str, &[usize])> = held
        .tensors
        .iter()
        .map(|t| (t.name.as_str(), &t.shape[..]))
        .collect();
    assert_eq!(
        named,
        [
            ("w0", &[2, 3][..]),
            ("b0", &[3]),
            ("none", &[0, 4]),
            ("one", &[])
        ]
    );
    let theirs = SafeTensors::deserialize(&file).unwrap();
    let bytes: Vec<u8> = values[6..9].iter().flat_map(|v| v.to_le_bytes()).collect();
    assert_eq!(theirs.tensor("b0").unwrap().data(), bytes);
}

#[test]
fn what_could_not_be_read_is_not_written() {
    let one = |parts: &[Part], values: &[f32]| {
        written(&BTreeMap::new(), parts, values)
            .unwrap_err()
            .to_string()
    };
    for (parts, values, said) in [
        (vec![part("a", &[2])], vec![1.0], "`values` must be"),
        (vec![part("a", &[1])], vec![1.0, 2.0], "`values` must be"),
        (
            vec![part("a", &[usize::MAX, 9])],
            vec![1.0],
            "`values` must be",
        ),
        (
            vec![part("a", &[1]), part("a", &[1])],
            vec![1.0, 2.0],
            "`name` must be",
        ),
        (vec![part("", &[1])], vec![1.0], "printable"),
        (vec![part("ä", &[1])], vec![1.0], "printable"),
        (vec![part("a", &[1; 7])], vec![1.0], "dimensions"),
        (vec![part("a", &[1])], vec![f32::NAN], "finite"),
    ] {
        let text = one(&parts, &values);
        assert!(text.contains(said), "`{said}` is not in: {text}");
    }
}
