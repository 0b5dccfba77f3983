//! Many sounds, side by side: networks of this size leave a part of every core idle when one sound is heard on all of them.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;

use super::{Ear, Listening};

/// Lets `work` do each of `count` things on so many threads, each with a listener of its own; `done` is told what came of
/// them, in the order in which they are ready, on this thread, until it says that that is enough.
pub fn side_by_side<T: Send>(
    ear: &Ear,
    (count, threads): (usize, usize),
    work: impl Fn(&mut Listening, usize) -> T + Sync,
    mut done: impl FnMut(usize, T) -> bool,
) {
    let (next, enough) = (AtomicUsize::new(0), AtomicBool::new(false));
    std::thread::scope(|scope| {
        let (say, told) = mpsc::channel();
        for _ in 0..threads.clamp(1, count.max(1)) {
            let (say, next, enough, work) = (say.clone(), &next, &enough, &work);
            scope.spawn(move || {
                let mut listening = ear.listen();
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    if index >= count || enough.load(Ordering::Relaxed) {
                        return;
                    }
                    if say.send((index, work(&mut listening, index))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(say);
        for (index, what) in told {
            if !done(index, what) {
                enough.store(true, Ordering::Relaxed);
                return;
            }
        }
    });
}
