//! Fashion-MNIST as the package `fashion-mnist` has it: one JSON file a class.

use std::collections::HashSet;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use anyhow::{Context, ensure};
use serde::Deserialize;

use super::format::Images;

const SIDE: usize = 28;
/// One image of so many of a class is for testing.
const TEST_EVERY: usize = 7;

#[derive(Deserialize)]
struct Clothes {
    data: Vec<Vec<u8>>,
}

/// The images to train on and those to test on; the classes take turns in both.
///
/// The package mixes the published parts in one pool in which some images occur
/// again, so the split is our own, and no image is on both sides.
pub fn read(folder: &Path) -> anyhow::Result<(Images, Images)> {
    let mut known = HashSet::new();
    let mut parts = [Vec::new(), Vec::new()];
    for class in 0..10 {
        let images = class_of(folder, class, &mut known)?;
        let is_test = |&(at, _): &(usize, Vec<u8>)| at % TEST_EVERY == TEST_EVERY - 1;
        let (test, train): (Vec<_>, Vec<_>) = images.into_iter().enumerate().partition(is_test);
        parts[0].push(train);
        parts[1].push(test);
    }
    let [train, test] = parts.map(|classes| taking_turns(&classes));
    Ok((train, test))
}

/// The images of one class that have not been seen; empty rows are the package's own.
fn class_of(
    folder: &Path,
    class: u8,
    known: &mut HashSet<Vec<u8>>,
) -> anyhow::Result<Vec<Vec<u8>>> {
    let path = folder.join(format!("{class}.json"));
    let shown = path.display();
    let file =
        File::open(&path).with_context(|| format!("cannot read {shown}: run `npm ci` first"))?;
    let clothes: Clothes = serde_json::from_reader(BufReader::with_capacity(1 << 20, file))
        .with_context(|| format!("{shown} is not a list of images"))?;
    let mut images = clothes.data;
    images.retain(|image| !image.is_empty() && known.insert(image.clone()));
    ensure!(
        images.iter().all(|image| image.len() == SIDE * SIDE),
        "{shown} has an image that is not of {SIDE} by {SIDE} pixels"
    );
    Ok(images)
}

/// One of each class after another, as long as every class has one.
fn taking_turns(classes: &[Vec<(usize, Vec<u8>)>]) -> Images {
    let rounds = classes.iter().map(Vec::len).min().unwrap_or(0);
    let mut images = Images::new(SIDE);
    for round in 0..rounds {
        for (label, class) in (0..).zip(classes) {
            images.pixels.extend(&class[round].1);
            images.labels.push(label);
        }
    }
    images
}
