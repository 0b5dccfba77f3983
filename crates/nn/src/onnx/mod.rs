//! Networks of others in the open format ONNX, as they are: what a file wants, and what it says of what it is given.
//!
//! They run in rten, which is part of every build, or in an installed ONNX Runtime, which is faster, knows more operators and is
//! not memory-safe. Neither limits time or memory: whoever takes files in from outside tries them in a process of its own first.
//! What a runtime may panic at is told as an error.

mod built_in;
mod installed;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

/// The longest file that is read; the format's own limit is the same.
pub const MOST_BYTES: u64 = 2 << 30;

/// A network that can't be used.
#[derive(Debug, thiserror::Error)]
pub enum OnnxError {
    /// The file is none, damaged, or has what the runtime does not know.
    #[error("the file is no ONNX network that can be run")]
    File(#[source] rten::LoadError),
    /// What went in does not suit the network.
    #[error("the network can't be run")]
    Run(#[source] rten::RunError),
    /// The runtime fell over.
    #[error("the network makes the runtime fail: {reason}")]
    Panic {
        /// What it said.
        reason: String,
    },
    /// The library can't be loaded.
    #[error("`{}` can't be used as ONNX Runtime: {reason}", path.display())]
    Library {
        /// The library.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The installed runtime refuses.
    #[error("ONNX Runtime can't {doing}")]
    Installed {
        /// What was being done.
        doing: &'static str,
        /// What it said.
        #[source]
        source: ort::Error,
    },
    /// What comes out is not made of 32-bit floating point numbers.
    #[error("what the network says is not made of 32-bit floating point numbers")]
    Kind,
}

/// What goes in, or comes out, under a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Port {
    /// Its name.
    pub name: String,
    /// Length of each axis, as far as the file says: `None` where it is told when it runs.
    pub shape: Option<Vec<Option<usize>>>,
    /// What it is made of, where that is said and is not 32-bit floating point.
    pub other_kind: Option<String>,
}

/// What networks run in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Runtime {
    /// rten, which is part of this program.
    #[default]
    BuiltIn,
    /// ONNX Runtime, 1.17 or later, by the file of its library. A process has one.
    Installed(PathBuf),
}

impl Runtime {
    /// The variable of the environment that names the library of ONNX Runtime.
    pub const LIBRARY: &'static str = "TONEWRIGHT_ONNXRUNTIME";

    /// The one that the environment names, else the built-in one.
    pub fn usual() -> Self {
        match std::env::var_os(Self::LIBRARY) {
            Some(library) if !library.is_empty() => Self::Installed(PathBuf::from(library)),
            _ => Self::BuiltIn,
        }
    }

    /// Loads it, where it is not loaded yet.
    ///
    /// # Errors
    /// [`OnnxError::Library`] for what is no such library, or where another one is loaded.
    pub fn load(&self) -> Result<(), OnnxError> {
        match self {
            Self::BuiltIn => Ok(()),
            Self::Installed(library) => installed::environment(library).map(drop),
        }
    }
}

/// A network.
#[derive(Clone)]
pub struct Onnx {
    network: Network,
}

/// The same, in its runtime.
#[derive(Clone)]
enum Network {
    BuiltIn(built_in::Network),
    Installed(installed::Network),
}

impl Onnx {
    /// The network of a file. Nothing beside the file is read.
    ///
    /// # Errors
    /// [`OnnxError`] for what is none, for networks with operators that the runtime does not know, and for a library that can't
    /// be loaded.
    pub fn from_bytes(bytes: Vec<u8>, runtime: &Runtime) -> Result<Self, OnnxError> {
        let network = match runtime {
            Runtime::BuiltIn => Network::BuiltIn(built_in::Network::open(bytes)?),
            Runtime::Installed(library) => Network::Installed(installed::Network::open(bytes, library)?),
        };
        Ok(Self { network })
    }

    /// What goes in.
    pub fn inputs(&self) -> Vec<Port> {
        let [inputs, _] = self.ports();
        inputs
    }

    /// What comes out.
    pub fn outputs(&self) -> Vec<Port> {
        let [_, outputs] = self.ports();
        outputs
    }

    fn ports(&self) -> [Vec<Port>; 2] {
        match &self.network {
            Network::BuiltIn(network) => network.ports(),
            Network::Installed(network) => network.ports(),
        }
    }

    /// One that runs from the input to the output of these places, on a thread of its own: one per thread that waits for it.
    pub fn runner(&self, input: usize, output: usize) -> Option<Runner> {
        let running = match &self.network {
            Network::BuiltIn(network) => Running::BuiltIn(network.runner(input, output)?),
            Network::Installed(network) => Running::Installed(network.runner(input, output)?),
        };
        Some(Runner { running })
    }
}

/// A network that runs.
pub struct Runner {
    running: Running,
}

/// The same, in its runtime.
enum Running {
    BuiltIn(built_in::Runner),
    Installed(installed::Runner),
}

impl Runner {
    /// What the network says of values of that shape: its shape, and as many values.
    ///
    /// # Errors
    /// [`OnnxError`] when it can't be run with them, and for other numbers than 32-bit floating point.
    ///
    /// # Panics
    /// When there are not as many values as the shape says.
    pub fn run(&self, shape: &[usize], values: Vec<f32>) -> Result<(Vec<usize>, Vec<f32>), OnnxError> {
        assert_eq!(values.len(), shape.iter().product::<usize>(), "as many values as the shape says");
        match &self.running {
            Running::BuiltIn(runner) => runner.run(shape, values),
            Running::Installed(runner) => runner.run(shape, &values),
        }
    }
}

/// What that gives, or what it fell over.
fn caught<T>(work: impl FnOnce() -> T) -> Result<T, OnnxError> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|what| {
        let words = what.downcast_ref::<&str>().map(|words| (*words).to_owned());
        let words = words.or_else(|| what.downcast_ref::<String>().cloned());
        OnnxError::Panic { reason: words.unwrap_or_else(|| "it does not say why".to_owned()) }
    })
}
