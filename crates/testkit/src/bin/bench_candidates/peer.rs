//! One process of the Python loop (`peer.py`), which times itself.

use std::io::{Read as _, Result, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use tonewright_synth::Gesture;
use tonewright_synth::engines::dx7::Voice;

/// All six operators on.
const OPERATORS: u8 = 0x3f;
/// Libraries that would start threads of their own are held to one: there is a process for each core.
const ONE_THREAD: [&str; 4] =
    ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"];

/// How the Python loop gets its mel bands.
#[derive(Clone, Copy)]
pub(crate) enum Style {
    /// `librosa.feature.melspectrogram`, as the manual has it.
    Manual,
    /// With filters that are made once.
    Careful,
}

/// A running process.
pub(crate) struct Peer {
    child: Child,
    ask: Option<ChildStdin>,
    answer: ChildStdout,
    candidates: usize,
}

impl Peer {
    /// Starts it with its share of the candidates.
    pub(crate) fn start(
        python: &Path,
        rate_hz: u32,
        gesture: Gesture,
        secs: f64,
        target: &Voice,
        candidates: &[Voice],
    ) -> Result<Self> {
        let mut command = Command::new(python);
        command.args(["-c", include_str!("peer.py")]).envs(ONE_THREAD.map(|name| (name, "1")));
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let (ask, answer) = (child.stdin.take(), child.stdout.take());
        let answer = answer.ok_or_else(|| std::io::Error::other("the process has no output"))?;
        let mut request = rate_hz.to_le_bytes().to_vec();
        request.extend((1 + candidates.len() as u32).to_le_bytes());
        request.extend([gesture.note, gesture.velocity]);
        request.extend(gesture.gate_secs.to_le_bytes());
        request.extend(secs.to_le_bytes());
        for voice in std::iter::once(target).chain(candidates) {
            request.extend(voice.bytes);
            request.push(OPERATORS);
        }
        let mut peer = Self { child, ask, answer, candidates: candidates.len() };
        peer.send(&request)?;
        Ok(peer)
    }

    /// Returns when its target is analysed and its libraries are warm.
    pub(crate) fn wait_until_ready(&mut self) -> Result<()> {
        self.answer.read_exact(&mut [0])
    }

    /// Lets it try all its candidates.
    pub(crate) fn begin_round(&mut self, style: Style) -> Result<()> {
        self.send(match style {
            Style::Manual => b"manual\n",
            Style::Careful => b"careful\n",
        })
    }

    /// Its CPU seconds and seconds; its distances are added to `distances`.
    pub(crate) fn end_round(&mut self, distances: &mut Vec<f64>) -> Result<(f64, f64)> {
        let mut number = || {
            let mut bytes = [0; 8];
            self.answer.read_exact(&mut bytes).map(|()| f64::from_le_bytes(bytes))
        };
        let (cpu_secs, wall_secs) = (number()?, number()?);
        for _ in 0..self.candidates {
            distances.push(number()?);
        }
        Ok((cpu_secs, wall_secs))
    }

    fn send(&mut self, bytes: &[u8]) -> Result<()> {
        let ask = self.ask.as_mut().ok_or(std::io::ErrorKind::BrokenPipe)?;
        ask.write_all(bytes)?;
        ask.flush()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // Closing its input ends it.
        self.ask = None;
        let _ = self.child.wait();
    }
}
