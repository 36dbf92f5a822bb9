//! What a data set lets in.

use soupcon::data::{Dataset, InputError, MAX_ROWS};

fn data(x: Vec<f32>, y: Vec<u32>, classes: usize) -> Result<Dataset, InputError> {
    Dataset::new("mine", x, &[2], y, classes)
}

fn sentence(found: Result<Dataset, InputError>) -> String {
    found.unwrap_err().to_string()
}

#[test]
fn wrong_data_are_refused_with_the_place_and_the_limit() {
    let nan = data(vec![0.0, 1.0, 2.0, f32::NAN], vec![0, 1], 2);
    assert_eq!(nan.as_ref().unwrap_err().field(), "x");
    assert_eq!(
        sentence(nan),
        "`x` must be finite numbers: row 1, column 1 is NaN"
    );
    let infinite = data(vec![0.0, f32::INFINITY, 2.0, 3.0], vec![0, 1], 2);
    assert_eq!(
        sentence(infinite),
        "`x` must be finite numbers: row 0, column 1 is inf"
    );
    let label = data(vec![0.0; 4], vec![0, 2], 2);
    let expected = "`y` must be below 2, the number of classes: row 1 is 2";
    assert_eq!(sentence(label), expected);
    let one = data(vec![0.0; 4], vec![1, 1], 2);
    let expected = "`y` must have at least two classes: all 2 rows are of class 1";
    assert_eq!(sentence(one), expected);
    let empty = data(vec![], vec![], 2);
    assert_eq!(
        sentence(empty),
        format!("`rows` must be from 1 to {MAX_ROWS}, not 0")
    );
    let short = data(vec![0.0; 3], vec![0, 1], 2);
    assert_eq!(sentence(short), "`x` must have 4 entries, not 3");
    let classes = data(vec![0.0; 4], vec![0, 0], 1);
    assert_eq!(sentence(classes), "`classes` must be from 2 to 1000, not 1");
}

#[test]
fn shapes_that_no_memory_could_hold_are_refused() {
    for shape in [
        &[][..],
        &[0],
        &[usize::MAX, 2],
        &[1, 2, 3, 4],
        &[1 << 20, 1 << 20],
    ] {
        let found = Dataset::new("huge", vec![0.0; 2], shape, vec![0, 1], 2);
        assert!(matches!(found, Err(InputError::Range { .. })), "{shape:?}");
    }
}

#[test]
fn a_batch_has_at_most_as_many_rows_as_the_data() {
    let data = data(vec![0.0; 4], vec![0, 1], 2).unwrap();
    assert_eq!(data.check_batch(2), Ok(2));
    let sentence = |batch| data.check_batch(batch).unwrap_err().to_string();
    let expected = "`batch` must be from 1 to 2, the number of rows, not 3";
    assert_eq!(sentence(3), expected);
    assert!(sentence(0).ends_with("not 0"));
}

#[test]
fn picked_rows_bring_their_labels() {
    let x = (0..8).map(|v| v as f32).collect();
    let data = data(x, vec![0, 1, 0, 1], 2).unwrap();
    let some = data.pick(&[3, 3, 0]).unwrap();
    assert_eq!(some.values(), [6.0, 7.0, 6.0, 7.0, 0.0, 1.0]);
    assert_eq!(some.y(), [1, 1, 0]);
    assert_eq!(data.pick(&[0, 2]).unwrap().class_counts(), [2, 0]);
    let outside = data.pick(&[4]).unwrap_err().to_string();
    assert_eq!(outside, "`row` must be below 4, the number of rows, not 4");
    assert!(data.pick(&[]).is_err() && data.first(5).is_err());
}

#[test]
fn parts_join_to_the_whole() {
    let x: Vec<f32> = (0..8).map(|v| v as f32).collect();
    let whole = data(x, vec![0, 1, 0, 1], 2).unwrap();
    let (a, b) = (whole.pick(&[0]).unwrap(), whole.pick(&[1, 2, 3]).unwrap());
    assert_eq!(a.concat(&b).unwrap(), whole);
    let other = Dataset::new("other", vec![0.0; 6], &[3], vec![0, 1], 2).unwrap();
    assert_eq!(a.concat(&other).unwrap_err().field(), "shape");
}

#[test]
fn moments_are_those_of_each_column() {
    let data = data(vec![1.0, 10.0, 3.0, 10.0], vec![0, 1], 2).unwrap();
    assert_eq!(data.moments(), [(2.0, 1.0), (10.0, 0.0)]);
}

#[test]
fn features_are_standardised_by_the_moments_of_other_rows() {
    let train = data(vec![1.0, 5.0, 3.0, 5.0], vec![0, 1], 2).unwrap();
    let moments = train.moments();
    assert_eq!(moments, [(2.0, 1.0), (5.0, 0.0)]);
    let test = data(vec![2.0, 7.0, 5.0, 4.0], vec![0, 1], 2).unwrap();
    let test = test.standardised(&moments).unwrap();
    assert_eq!(test.values(), [0.0, 2.0, 3.0, -1.0]);
    let own = train.standardised(&moments).unwrap();
    assert_eq!(own.moments(), [(0.0, 1.0), (0.0, 0.0)]);
    let wrong = train.standardised(&moments[..1]).unwrap_err();
    assert_eq!(wrong.field(), "moments");
}
