//! One run of the built binary in a folder of its own.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A folder that a command runs in, with a sound in it; it goes when the test ends.
pub(crate) struct Place {
    folder: tempfile::TempDir,
    /// The Python that commands are told of.
    python: Option<PathBuf>,
}

/// What a command answered.
pub(crate) struct Answer {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Place {
    /// An empty folder.
    pub(crate) fn empty() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), python: None }
    }

    /// A folder with `pluck.wav`: a short decaying tone of several partials at 220 Hz, not made by FM.
    pub(crate) fn with_pluck() -> Self {
        let place = Self::empty();
        place.write("pluck.wav", &wav(220.0, 0.5));
        place
    }

    /// The same, whose commands find engines in that Python.
    pub(crate) fn with_python(self, python: PathBuf) -> Self {
        Self { python: Some(python), ..self }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.path(name), bytes).unwrap();
    }

    pub(crate) fn read(&self, name: impl AsRef<Path>) -> Vec<u8> {
        let path = self.folder.path().join(name);
        std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// The binary, here, with a cache of its own and nothing of the caller's settings.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tonewright"));
        command.args(args).current_dir(self.folder.path()).stdin(Stdio::null());
        command.env("TONEWRIGHT_MODELS", self.path("models"));
        command.env("TONEWRIGHT_CACHE", self.path("cache")).env("TMPDIR", self.folder.path());
        // Our own plug-ins, and none of the caller's.
        let plugins = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/plug-ins");
        command.env("CLAP_PATH", plugins).env("VST3_PATH", plugins);
        command
            .env_remove("TONEWRIGHT_DATA")
            .env_remove("TONEWRIGHT_PYTHON")
            .env_remove("COLUMNS")
            .env("NO_COLOR", "1");
        if let Some(python) = &self.python {
            command.env("TONEWRIGHT_PYTHON", python);
        }
        command
    }

    /// Runs the binary.
    pub(crate) fn run(&self, args: &[&str]) -> Answer {
        self.answer(self.command(args).output().unwrap())
    }

    /// An output with this folder's path taken out.
    pub(crate) fn answer(&self, output: Output) -> Answer {
        let folder = self.folder.path().display().to_string();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().replace(&folder, "[DIR]");
        Answer {
            code: output.status.code().unwrap_or(-1),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }

    /// The one run folder under `parent`, relative to this folder.
    pub(crate) fn only_run(&self, parent: &str) -> PathBuf {
        let runs: Vec<_> =
            std::fs::read_dir(self.path(parent)).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(runs.len(), 1, "{runs:?}");
        Path::new(parent).join(&runs[0])
    }
}

impl Answer {
    /// Everything that was said, as a snapshot holds it.
    pub(crate) fn all(&self) -> String {
        format!("exit code {}\n--- stdout\n{}--- stderr\n{}", self.code, self.stdout, self.stderr)
    }

    /// Fails with all that was said unless the exit code is this.
    #[track_caller]
    pub(crate) fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{}", self.all());
        self
    }
}

/// A mono 16-bit WAV file of a decaying tone.
pub(crate) fn wav(hz: f64, secs: f64) -> Vec<u8> {
    const RATE_HZ: u32 = 44_100;
    let sample = |i: u32| {
        let at = f64::from(i) / f64::from(RATE_HZ);
        let partial = |k: f64| (std::f64::consts::TAU * hz * k * at).sin() * (-at * (2.0 + k)).exp() / k;
        (6000.0 * (1..=5).map(|k| partial(f64::from(k))).sum::<f64>()) as i16
    };
    let data: Vec<u8> =
        (0..(secs * f64::from(RATE_HZ)) as u32).flat_map(|i| sample(i).to_le_bytes()).collect();
    let mut bytes = b"RIFF".to_vec();
    bytes.extend((36 + data.len() as u32).to_le_bytes());
    bytes.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    bytes.extend(RATE_HZ.to_le_bytes());
    bytes.extend((RATE_HZ * 2).to_le_bytes());
    bytes.extend(b"\x02\0\x10\0data");
    bytes.extend((data.len() as u32).to_le_bytes());
    bytes.extend(data);
    bytes
}
