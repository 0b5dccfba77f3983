//! What the program and the machine were: `env.json`.

use serde::Serialize;

/// What made a run.
#[derive(Clone, Debug, Serialize)]
pub struct Environment {
    /// Version of tonewright.
    pub version: &'static str,
    /// Commit it was built from, empty where unknown.
    pub commit: &'static str,
    /// Whether tracked files differed from that commit when it was built.
    pub dirty: bool,
    /// Compiler.
    pub rustc: &'static str,
    /// `debug` or `release`.
    pub profile: &'static str,
    /// System and architecture.
    pub platform: String,
    /// The processor's own name, empty where unknown.
    pub cpu: String,
    /// The widest vector instructions the processor has.
    pub simd: &'static str,
    /// Cores this process may use.
    pub cores: usize,
}

impl Environment {
    /// Of this process.
    pub fn here() -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION"),
            commit: env!("TONEWRIGHT_COMMIT"),
            dirty: env!("TONEWRIGHT_DIRTY") == "true",
            rustc: env!("TONEWRIGHT_RUSTC"),
            profile: if cfg!(debug_assertions) { "debug" } else { "release" },
            platform: format!("{}-{}", std::env::consts::OS, std::env::consts::ARCH),
            cpu: cpu_name(),
            simd: simd_level(),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
        }
    }
}

/// `0.1.0 (1c3ee8312ab4)`.
pub fn version_line() -> &'static str {
    const COMMIT: &str = env!("TONEWRIGHT_COMMIT");
    if COMMIT.is_empty() {
        env!("CARGO_PKG_VERSION")
    } else {
        concat!(env!("CARGO_PKG_VERSION"), " (", env!("TONEWRIGHT_COMMIT"), ")")
    }
}

/// The processor's name as Linux tells it.
fn cpu_name() -> String {
    let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with("model name"));
    line.and_then(|line| line.split_once(':')).map(|(_, name)| name.trim().to_owned()).unwrap_or_default()
}

#[cfg(target_arch = "x86_64")]
fn simd_level() -> &'static str {
    if std::arch::is_x86_feature_detected!("avx512f") {
        "avx512"
    } else if std::arch::is_x86_feature_detected!("avx2") && std::arch::is_x86_feature_detected!("fma") {
        "avx2"
    } else if std::arch::is_x86_feature_detected!("sse4.1") {
        "sse4.1"
    } else {
        "sse2"
    }
}

#[cfg(not(target_arch = "x86_64"))]
fn simd_level() -> &'static str {
    if cfg!(target_arch = "aarch64") { "neon" } else { "none" }
}
