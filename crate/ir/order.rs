//! Lists in order.

use std::mem;

/// Sorts by a key; equal keys keep their order.
///
/// Whatever the elements are, only their positions are sorted, so that a module for the
/// browser holds one routine that sorts and not one for each list.
pub fn sort_by_key<T>(items: &mut Vec<T>, key: impl Fn(&T) -> u32) {
    let positions = (0u64..).zip(items.iter());
    let mut keys: Vec<u64> = positions
        .map(|(i, item)| u64::from(key(item)) << 32 | i)
        .collect();
    keys.sort_unstable(); // no two are equal
    let mut from: Vec<Option<T>> = mem::take(items).into_iter().map(Some).collect();
    items.extend(keys.iter().filter_map(|&k| from[k as u32 as usize].take()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_keys_keep_their_order() {
        let mut words = vec!["pear", "fig", "plum", "kiwi", "nut", "apple"];
        sort_by_key(&mut words, |w| w.len() as u32);
        assert_eq!(words, ["fig", "nut", "pear", "plum", "kiwi", "apple"]);
        let mut none: Vec<u8> = Vec::new();
        sort_by_key(&mut none, |_| 0);
        assert!(none.is_empty());
    }
}
