//! A target file made ready: read, cut to its onset, resampled, understood; and with it what is played for it, how loud.

pub(super) mod gesture;
pub(super) mod level;

use std::path::{Path, PathBuf};

use tonewright_audio::target::{TargetAnalysis, prepare};
use tonewright_audio::{Audio, read};
use tonewright_bench::report;

use crate::config::SoundConfig;
use crate::error::StudioError;

/// A target and all that is known of it.
pub(in crate::ask) struct Target {
    pub(in crate::ask) path: PathBuf,
    /// The file's name without folders.
    pub(in crate::ask) name: String,
    /// Hash of the file's bytes.
    pub(in crate::ask) blake3: String,
    /// Mono, at the search's rate, from its onset.
    pub(in crate::ask) audio: Audio,
    pub(in crate::ask) analysis: TargetAnalysis,
    pub(in crate::ask) remarks: Vec<String>,
    /// The file's own rate, channels and length.
    file: (u32, usize, f64),
}

impl Target {
    /// Reads and prepares a file.
    pub(in crate::ask) fn read(path: &Path, config: &SoundConfig) -> Result<Self, StudioError> {
        let fault = |source: crate::error::Cause| StudioError::Sound { path: path.to_owned(), source };
        let file = read::open(path).map_err(|error| fault(error.into()))?;
        let bytes = std::fs::read(path).map_err(|error| fault(error.into()))?;
        let (audio, analysis) =
            prepare(&file.audio, config.rate_hz, config.max_secs).map_err(|error| fault(error.into()))?;
        let remarks = file.notes.iter().chain(&analysis.remarks).cloned().collect();
        Ok(Self {
            path: path.to_owned(),
            name: path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned(),
            blake3: blake3::hash(&bytes).to_hex().to_string(),
            file: (file.audio.rate_hz(), file.audio.channel_count(), file.audio.duration_secs()),
            audio,
            analysis,
            remarks,
        })
    }

    /// What the report says was heard.
    pub(in crate::ask) fn analysis_report(&self) -> report::TargetAnalysis {
        let analysis = &self.analysis;
        let (rate_hz, channels, duration_secs) = self.file;
        report::TargetAnalysis {
            pitch_hz: analysis.pitch.as_ref().map(|pitch| pitch.hz),
            pitch_confidence: analysis.pitch.as_ref().map(|pitch| pitch.confidence),
            peak_db: Some(analysis.level.peak_dbfs),
            loudness_lufs: analysis.level.lufs,
            onset_secs: Some(analysis.onset_secs),
            gate_secs: Some(analysis.gate.secs),
            duration_secs: Some(duration_secs),
            rate_hz: Some(rate_hz),
            channels: Some(channels as u32),
        }
    }
}
