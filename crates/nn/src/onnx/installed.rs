//! Networks in ONNX Runtime, where somebody has installed it: its library is loaded when it is asked for, and nothing of it is
//! needed to build this.
//!
//! Sessions don't run twice at once, so each runner has one of its own, on one thread; large networks, whose weights would be
//! in memory many times, have one for all runners, which uses all processors.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use ort::environment::Environment;
use ort::logging::LogLevel;
use ort::session::{OutputSelector, RunOptions, Session};
use ort::value::{Outlet, TensorElementType, TensorRef, ValueType};

use super::{OnnxError, Port, caught};

/// Longer files are opened once, whoever runs them.
const LARGE_BYTES: usize = 64 << 20;

/// What was loaded: a process has one.
static LOADED: Mutex<Option<(PathBuf, Environment)>> = Mutex::new(None);

/// A network.
#[derive(Clone)]
pub(super) struct Network {
    environment: Environment,
    bytes: Arc<Vec<u8>>,
    /// The one that tells what goes in and out, and that runs where the network is large.
    first: Arc<Mutex<Session>>,
}

impl Network {
    pub(super) fn open(bytes: Vec<u8>, library: &Path) -> Result<Self, OnnxError> {
        let environment = environment(library)?;
        let first = session(&environment, &bytes)?;
        Ok(Self { environment, bytes: Arc::new(bytes), first: Arc::new(Mutex::new(first)) })
    }

    /// What goes in, and what comes out.
    pub(super) fn ports(&self) -> [Vec<Port>; 2] {
        let session = self.first.lock().unwrap_or_else(PoisonError::into_inner);
        [session.inputs(), session.outputs()].map(|outlets| outlets.iter().map(port).collect())
    }

    pub(super) fn runner(&self, input: usize, output: usize) -> Option<Runner> {
        let [inputs, outputs] = self.ports();
        let (input, output) = (inputs.into_iter().nth(input)?.name, outputs.into_iter().nth(output)?.name);
        let own =
            if self.bytes.len() > LARGE_BYTES { None } else { session(&self.environment, &self.bytes).ok() };
        let session = own.map_or_else(|| Arc::clone(&self.first), |own| Arc::new(Mutex::new(own)));
        Some(Runner { session, input, output })
    }
}

fn port(outlet: &Outlet) -> Port {
    let (shape, is_usual) = match outlet.dtype() {
        ValueType::Tensor { ty, shape, .. } => {
            // Negative where it is told when it runs.
            let lengths = shape.iter().map(|length| usize::try_from(*length).ok()).collect();
            (Some(lengths), *ty == TensorElementType::Float32)
        }
        _ => (None, false),
    };
    let other_kind = (!is_usual).then(|| outlet.dtype().to_string());
    Port { name: outlet.name().to_owned(), shape, other_kind }
}

/// A network that runs.
pub(super) struct Runner {
    session: Arc<Mutex<Session>>,
    input: String,
    output: String,
}

impl Runner {
    pub(super) fn run(&self, shape: &[usize], values: &[f32]) -> Result<(Vec<usize>, Vec<f32>), OnnxError> {
        let refused = |source| OnnxError::Installed { doing: "run the network", source };
        caught(|| {
            let mut session = self.session.lock().unwrap_or_else(PoisonError::into_inner);
            let given = TensorRef::from_array_view((shape, values)).map_err(refused)?;
            let wanted = OutputSelector::no_default().with(&self.output);
            let options = RunOptions::new().map_err(refused)?.with_outputs(wanted);
            let said = session.run_with_options(vec![(&self.input, given)], &options).map_err(refused)?;
            let said = said.get(&self.output).ok_or(OnnxError::Kind)?;
            let (shape, values) = said.try_extract_tensor::<f32>().map_err(|_other| OnnxError::Kind)?;
            Ok((shape.iter().map(|length| *length as usize).collect(), values.to_vec()))
        })?
    }
}

/// The library's, which is loaded if none is.
pub(super) fn environment(library: &Path) -> Result<Environment, OnnxError> {
    let refused = |reason: String| OnnxError::Library { path: library.to_owned(), reason };
    let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((path, environment)) = &*loaded {
        if path == library {
            return Ok(environment.clone());
        }
        return Err(refused(format!("`{}` is loaded already", path.display())));
    }
    let environment = caught(|| {
        let builder = ort::init_from(library).map_err(|error| refused(error.to_string()))?;
        builder
            .with_name("tonewright")
            .with_telemetry(false)
            .build()
            .map_err(|error| refused(error.to_string()))
    })??;
    environment.set_log_level(LogLevel::Fatal);
    *loaded = Some((library.to_owned(), environment.clone()));
    Ok(environment)
}

fn session(environment: &Environment, bytes: &[u8]) -> Result<Session, OnnxError> {
    let refused = |source| OnnxError::Installed { doing: "open the network", source };
    let threads = if bytes.len() > LARGE_BYTES {
        std::thread::available_parallelism().map_or(1, usize::from)
    } else {
        1
    };
    caught(|| {
        let builder = Session::builder(environment).map_err(refused)?;
        let mut builder = builder.with_intra_threads(threads).map_err(|error| refused(error.into()))?;
        builder.commit_from_memory(bytes).map_err(refused)
    })?
}
