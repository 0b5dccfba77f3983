//! Who renders what is judged: the real Dexed as a child process, or the native engine where it is missing.
//! A judge hears the preset *file*, so that what the export loses is lost in the score too.

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;

use tonewright_audio::Audio;
use tonewright_synth::{Gesture, Job, RenderSetup, Synth};

use super::BenchError;

/// dexed-py is so many times louder than the plug-in.
const DEXED_GAIN: f32 = 8.0;

/// Plays preset files.
pub trait Judge {
    /// What the results call it: `dexed`, `native`.
    fn name(&self) -> &'static str;

    /// The sound of a file that holds one preset.
    ///
    /// # Errors
    /// When the file is not one, or can't be played.
    fn hear(&mut self, file: &[u8], gesture: Gesture, setup: RenderSetup) -> Result<Audio, BenchError>;
}

/// The real Dexed in that Python; without one, the house's own engine.
///
/// # Errors
/// When the Python does not start.
pub(crate) fn judge(synth: &Arc<dyn Synth>, python: Option<&Path>) -> Result<Box<dyn Judge>, BenchError> {
    Ok(match python {
        Some(python) => Box::new(Dexed::start(python)?),
        None => Box::new(Native::new(Arc::clone(synth))),
    })
}

/// The house's own engine, reading the file with its own reader.
pub struct Native {
    synth: Arc<dyn Synth>,
}

impl Native {
    /// A judge for files of the synth's first format.
    pub fn new(synth: Arc<dyn Synth>) -> Self {
        Self { synth }
    }
}

impl Judge for Native {
    fn name(&self) -> &'static str {
        "native"
    }

    fn hear(&mut self, file: &[u8], gesture: Gesture, setup: RenderSetup) -> Result<Audio, BenchError> {
        let presets = self.synth.own_format().read(file)?.presets;
        let preset = presets.first().ok_or_else(|| BenchError::Judge("the file holds no preset".into()))?;
        let mut renderer = self.synth.open(setup)?;
        Ok(renderer.render(&Job { preset, gesture })?)
    }
}

/// The real Dexed engine (its Mark I, through dexed-py), at the plug-in's level and behind its DC blocker.
pub struct Dexed {
    child: Child,
    requests: Option<ChildStdin>,
    answers: ChildStdout,
}

impl Dexed {
    /// Starts the engine in that Python.
    ///
    /// # Errors
    /// When the Python does not start.
    pub fn start(python: &Path) -> Result<Self, BenchError> {
        let io = |source| BenchError::Io { path: python.to_owned(), source };
        let mut child = Command::new(python)
            .args(["-c", include_str!("dexed_render.py")])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(io)?;
        let requests = child.stdin.take();
        let answers =
            child.stdout.take().ok_or_else(|| BenchError::Judge("the engine has no output".into()))?;
        Ok(Self { child, requests, answers })
    }

    fn exchange(&mut self, request: &[u8]) -> std::io::Result<Result<Vec<f32>, String>> {
        let requests = self.requests.as_mut().ok_or(std::io::ErrorKind::BrokenPipe)?;
        requests.write_all(request)?;
        requests.flush()?;
        let mut head = [0; 4];
        self.answers.read_exact(&mut head)?;
        let count = u32::from_le_bytes(head);
        if count == u32::MAX {
            self.answers.read_exact(&mut head)?;
            let mut sentence = vec![0; u32::from_le_bytes(head) as usize];
            self.answers.read_exact(&mut sentence)?;
            return Ok(Err(String::from_utf8_lossy(&sentence).into_owned()));
        }
        let mut bytes = vec![0; count as usize * 4];
        self.answers.read_exact(&mut bytes)?;
        Ok(Ok(bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect()))
    }
}

impl Judge for Dexed {
    fn name(&self) -> &'static str {
        "dexed"
    }

    fn hear(&mut self, file: &[u8], gesture: Gesture, setup: RenderSetup) -> Result<Audio, BenchError> {
        let secs = setup.len_samples as f64 / f64::from(setup.rate_hz);
        let mut request = setup.rate_hz.to_le_bytes().to_vec();
        request.extend([gesture.note, gesture.velocity]);
        request.extend(gesture.gate_secs.to_le_bytes());
        request.extend(secs.to_le_bytes());
        request.extend((file.len() as u32).to_le_bytes());
        request.extend(file);
        let ended = |error| {
            BenchError::Judge(format!("the engine's process has ended ({error}); is dexed-py installed?"))
        };
        let mut samples = self.exchange(&request).map_err(ended)?.map_err(BenchError::Judge)?;
        samples.resize(setup.len_samples, 0.0);
        block_direct_current(&mut samples, setup.rate_hz);
        Ok(Audio::mono(samples, setup.rate_hz))
    }
}

impl Drop for Dexed {
    fn drop(&mut self) {
        // Closing its input ends it.
        self.requests = None;
        let _ = self.child.wait();
    }
}

/// The plug-in's level and its 20 Hz high-pass: `y[n] = x[n] − x[n−1] + (1 − 126 / rate) y[n−1]`.
fn block_direct_current(samples: &mut [f32], rate_hz: u32) {
    let keep = 1.0 - 126.0 / rate_hz as f32;
    let (mut last_in, mut last_out) = (0.0, 0.0);
    for sample in samples {
        let x = *sample / DEXED_GAIN;
        last_out = x - last_in + keep * last_out;
        last_in = x;
        *sample = last_out;
    }
}
