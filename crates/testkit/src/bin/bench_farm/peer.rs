//! The Python loop (`peer.py`), which times itself.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use tonewright_synth::engines::dx7::Voice;

use crate::{Cost, Error};

/// All six operators on.
const OPERATORS: u8 = 0x3f;
/// Libraries that would start threads of their own are held to one.
const ONE_THREAD: [&str; 4] =
    ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"];

/// A running process.
pub(crate) struct Peer {
    child: Child,
    ask: ChildStdin,
    answer: ChildStdout,
    /// How many voices it renders in a round.
    pub(crate) voices: usize,
}

impl Peer {
    /// Starts it, and waits until its libraries are warm.
    pub(crate) fn start(root: &Path, voices: &[Voice]) -> Result<Self, Error> {
        let python = std::env::var_os("TONEWRIGHT_PYTHON")
            .map_or_else(|| root.join("target/reference-venv/bin/python"), PathBuf::from);
        let mut command = Command::new(python);
        command.args(["-c", include_str!("peer.py")]).envs(ONE_THREAD.map(|name| (name, "1")));
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let ask = child.stdin.take().ok_or("the process has no input")?;
        let answer = child.stdout.take().ok_or("the process has no output")?;
        let mut peer = Self { child, ask, answer, voices: voices.len() };
        let mut request = 44_100_u32.to_le_bytes().to_vec();
        request.extend((voices.len() as u32).to_le_bytes());
        request.extend([60, 100]);
        request.extend(2.0_f64.to_le_bytes());
        request.extend(4.0_f64.to_le_bytes());
        for voice in voices {
            request.extend(voice.bytes);
            request.push(OPERATORS);
        }
        peer.ask.write_all(&request)?;
        peer.ask.flush()?;
        peer.answer
            .read_exact(&mut [0])
            .map_err(|why| format!("it needs dexed-py, librosa and h5py ({why})"))?;
        Ok(peer)
    }

    /// Lets it make its data set once.
    pub(crate) fn round(&mut self) -> Result<Cost, Error> {
        self.ask.write_all(b"go\n")?;
        self.ask.flush()?;
        let mut number = || -> Result<f64, Error> {
            let mut bytes = [0; 8];
            self.answer.read_exact(&mut bytes)?;
            Ok(f64::from_le_bytes(bytes))
        };
        Ok(Cost { cpu_secs: number()?, wall_secs: number()? })
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // It ends by itself when nobody asks any more; nobody waits for that.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
