//! Ctrl-C asks for an end; a second one takes it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{INTERRUPTED, tell_remark};

/// A flag that becomes true at Ctrl-C, telling what happens to the work so far; the second Ctrl-C ends the program.
pub(crate) fn stop_on_ctrl_c(then: &'static str) -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    let set = ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::Relaxed) {
            std::process::exit(INTERRUPTED.into());
        }
        tell_remark(&format!("stopping: {then}; Ctrl-C again quits at once"));
    });
    if let Err(error) = set {
        tell_remark(&format!("Ctrl-C will end this without a result: {error}"));
    }
    stop
}
