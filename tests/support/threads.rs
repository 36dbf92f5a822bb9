//! Work that threads share.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// What `work` makes of every item, in their order. Each thread opens what it works with, and takes
/// the next item when it has done one.
pub fn each<Item: Sync, Tools, Made: Send>(
    items: &[Item],
    open: impl Fn() -> Tools + Sync,
    work: impl Fn(&Tools, &Item) -> Made + Sync,
) -> Vec<Made> {
    let next = AtomicUsize::new(0);
    let take = || {
        let tools = open();
        let mut made = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(at) else {
                return made;
            };
            made.push((at, work(&tools, item)));
        }
    };
    let count = thread::available_parallelism().map_or(1, usize::from);
    let mut all: Vec<(usize, Made)> = thread::scope(|scope| {
        let threads: Vec<_> = (0..count).map(|_| scope.spawn(take)).collect();
        let done = threads
            .into_iter()
            .map(|thread| thread.join().expect("a thread has failed"));
        done.flatten().collect()
    });
    all.sort_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, made)| made).collect()
}
