//! What is written is read again, by the crate and by an independent reader of the format.

use std::collections::BTreeMap;

use safetensors::SafeTensors;
use soupcon::checkpoint::{Checkpoint, DType, Merge, Tensor, merge_bytes, write_safetensors};
use soupcon::methods::merge::Method;

use super::files::{dictionary, npy, tensors};
use super::rng::Rng;

fn copy(dtype: Option<DType>) -> Merge {
    Merge {
        method: Method::Linear { normalize: true },
        coefficients: Vec::new(),
        seed: 0,
        whole: false,
        dtype,
    }
}

fn numbers(file: &[u8]) -> Vec<f32> {
    let it = Checkpoint::open("it", file, true).unwrap();
    let (mut bytes, mut part, mut all) = (Vec::new(), Vec::new(), Vec::new());
    for tensor in &it.tensors {
        let count = tensor.elements() as usize;
        it.read(tensor, 0, count, &mut bytes, &mut part).unwrap();
        all.extend(&part);
    }
    all
}

#[test]
fn random_tensors_come_back() {
    for seed in 0..100 {
        let mut rng = Rng::new(seed);
        let mut all = Vec::new();
        for i in 0..rng.from(0, 6) {
            let shape: Vec<usize> = (0..rng.below(4)).map(|_| rng.below(5)).collect();
            let count = shape.iter().product();
            let values: Vec<f32> = (0..count).map(|_| rng.float(-9.0, 9.0) as f32).collect();
            all.push((format!("layer.{i}"), shape, values));
        }
        let named: Vec<(&str, &[usize], &[f32])> = all
            .iter()
            .map(|(n, s, v)| (n.as_str(), &s[..], &v[..]))
            .collect();
        let file = tensors(&named);
        let out = merge_bytes(&copy(None), None, &[&file], &[]).unwrap();
        let theirs = SafeTensors::deserialize(&out).unwrap();
        assert_eq!(theirs.len(), all.len());
        for (name, shape, values) in &all {
            let view = theirs.tensor(name).unwrap();
            let bytes: Vec<u8> = values.iter().flat_map(|x| x.to_le_bytes()).collect();
            assert_eq!((view.shape(), view.data()), (&shape[..], &bytes[..]));
        }
        let flat: Vec<f32> = all.iter().flat_map(|t| t.2.clone()).collect();
        assert_eq!(numbers(&out), flat, "seed {seed}");
    }
    println!("seeds 0 to 99");
}

#[test]
fn half_precision_is_rounded_once_and_metadata_stay() {
    let values = [1.0, -2.5, 0.1, 65504.0, 1e-7, 3.25e-3];
    let f32s: Vec<u8> = values.iter().flat_map(|x: &f32| x.to_le_bytes()).collect();
    let tensor = Tensor {
        name: "w".into(),
        dtype: DType::F32,
        shape: vec![2, 3],
        start: 0,
    };
    let metadata = BTreeMap::from([("licence".to_owned(), "MIT \"x\" \n".to_owned())]);
    let mut file = Vec::new();
    write_safetensors(&metadata, &[tensor], &mut file).unwrap();
    file.extend(f32s);
    for (dtype, expected) in [
        (DType::F32, values),
        (DType::F16, values.map(|x| half::f16::from_f32(x).to_f32())),
        (
            DType::BF16,
            values.map(|x| half::bf16::from_f32(x).to_f32()),
        ),
    ] {
        let out = merge_bytes(&copy(Some(dtype)), None, &[&file], &[]).unwrap();
        assert_eq!(numbers(&out), expected);
        let again = merge_bytes(&copy(None), None, &[&out], &[]).unwrap();
        assert_eq!(again, out, "a type is kept, and nothing is rounded twice");
        let read = Checkpoint::open("out", &out[..], true).unwrap();
        assert_eq!(read.metadata["licence"], metadata["licence"]);
        assert_eq!(read.metadata["merge_method"], "linear");
        assert_eq!(read.tensors[0].start % 8, 0);
    }
    let large = tensors(&[("w", &[2], &[1.0, 1e5])]);
    let error = merge_bytes(&copy(Some(DType::F16)), None, &[&large], &[]).unwrap_err();
    assert!(
        error.to_string().contains("element 1 of tensor `w`"),
        "{error}"
    );
}

#[test]
fn arrays_of_every_type_are_read() {
    let f8: Vec<u8> = [0.5_f64, -3.0]
        .iter()
        .flat_map(|x| x.to_le_bytes())
        .collect();
    let i4: Vec<u8> = [7_i32, -8].iter().flat_map(|x| x.to_le_bytes()).collect();
    let f4: Vec<u8> = [0.25_f32, 2.0]
        .iter()
        .flat_map(|x| x.to_le_bytes())
        .collect();
    for (dtype, data, expected) in [
        ("<f8", f8, [0.5, -3.0]),
        ("<i4", i4, [7.0, -8.0]),
        ("<f4", f4, [0.25, 2.0]),
        ("|u1", vec![9, 255], [9.0, 255.0]),
    ] {
        for (version, shape) in [(1, "(2,)"), (2, "(1, 2)"), (3, "(2, 1, 1)")] {
            let file = npy(version, &dictionary(dtype, shape), &data);
            assert_eq!(numbers(&file), expected);
            let out = merge_bytes(&copy(None), None, &[&file], &[]).unwrap();
            assert_eq!(numbers(&out), expected);
            let (a, b) = (
                Checkpoint::open("a.npy", &file[..], true),
                Checkpoint::open("b", &out[..], true),
            );
            let (a, b) = (a.unwrap(), b.unwrap());
            assert_eq!(a.tensors[0].shape, b.tensors[0].shape);
            assert_eq!(
                (a.tensors[0].name.as_str(), b.tensors[0].start % 64),
                ("a", 0)
            );
        }
    }
}
