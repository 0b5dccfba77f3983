//! What is freed is kept.

/// Tells the C library to keep what is freed for what is asked next, for the whole process: a step of training, or a sound
/// that is heard, frees and asks the same hundreds of megabytes again and again, and each time the system would take them
/// back and fill them with zeros. It may be called any number of times; where the C library is another one than GNU's it does nothing.
pub fn keep_memory() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    #[expect(unsafe_code, reason = "the C library is told through its own interface")]
    // SAFETY: `mallopt` is always sound to call; it locks what it changes.
    unsafe {
        // No block of its own for what is large, nothing given back at the end, and the end moved in large steps.
        libc::mallopt(libc::M_MMAP_MAX, 0);
        libc::mallopt(libc::M_TRIM_THRESHOLD, i32::MAX);
        libc::mallopt(libc::M_TOP_PAD, 1 << 28);
    }
}
