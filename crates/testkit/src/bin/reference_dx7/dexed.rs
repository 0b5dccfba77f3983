//! The real engine as a child process: Python with dexed-py.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use tonewright_synth::Gesture;
use tonewright_synth::engines::dx7::Voice;

/// What the real engine is 8 times louder than the plug-in by.
const LOUDNESS: f32 = 8.0;

/// A child that renders records in order.
pub(crate) struct Dexed {
    child: Child,
    samples: ChildStdout,
    len_samples: usize,
}

/// The Python that has dexed-py: `TONEWRIGHT_PYTHON`, or the reference environment of the workspace.
pub(crate) fn python(root: &Path) -> Option<PathBuf> {
    let python = std::env::var_os("TONEWRIGHT_PYTHON")
        .map_or_else(|| root.join("target/reference-venv/bin/python"), PathBuf::from);
    let works = Command::new(&python).args(["-c", "import dexed"]).stderr(Stdio::null()).status();
    works.is_ok_and(|status| status.success()).then_some(python)
}

impl Dexed {
    /// Starts rendering these notes of `secs` seconds; [`Dexed::next`] hands them out in order.
    pub(crate) fn start(
        python: &Path,
        root: &Path,
        notes: &[(&Voice, Gesture)],
        rate_hz: u32,
        secs: f64,
    ) -> io::Result<Self> {
        let mut request = Vec::with_capacity(28 + notes.len() * 158);
        let gate_secs = notes.first().map_or(0.0, |(_, gesture)| gesture.gate_secs);
        request.extend(rate_hz.to_le_bytes());
        request.extend((notes.len() as u32).to_le_bytes());
        request.extend(gate_secs.to_le_bytes());
        request.extend(secs.to_le_bytes());
        request.extend(0_u32.to_le_bytes());
        for (voice, gesture) in notes {
            request.extend(voice.bytes);
            request.extend([switches(voice), gesture.note, gesture.velocity]);
        }
        let mut child = Command::new(python)
            .arg(root.join("tests/reference/dx7/render_dexed.py"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let missing = || io::Error::other("the child has no pipes");
        let mut input = child.stdin.take().ok_or_else(missing)?;
        let samples = child.stdout.take().ok_or_else(missing)?;
        std::thread::spawn(move || input.write_all(&request));
        Ok(Self { child, samples, len_samples: (secs * f64::from(rate_hz)).round() as usize })
    }

    /// The samples of the next note, at the plug-in's level and before its DC blocker.
    pub(crate) fn next(&mut self) -> io::Result<Vec<f32>> {
        let mut bytes = vec![0; self.len_samples * 4];
        self.samples.read_exact(&mut bytes)?;
        let sample = |four: &[u8]| f32::from_le_bytes([four[0], four[1], four[2], four[3]]) / LOUDNESS;
        Ok(bytes.chunks_exact(4).map(sample).collect())
    }
}

impl Drop for Dexed {
    fn drop(&mut self) {
        // It ends by itself once it has been read; this is for the errors.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The operator switches as one byte, operator 1 lowest.
fn switches(voice: &Voice) -> u8 {
    voice.operators_on.iter().rev().fold(0, |byte, on| byte << 1 | u8::from(*on))
}
