//! The objective's settings: what it compares, at which resolutions, and how much each part counts.

use serde::{Deserialize, Serialize};

/// Settings of an [`Objective`](super::Objective). The defaults were chosen on listening studies and on
/// perturbed presets of real voices; `docs/measures` has the tables.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ObjectiveConfig {
    /// What lies further below the target's loudest band counts as silence, in both sounds.
    pub range_db: f64,
    /// The resolutions of the log-mel comparison. The first one also carries the cepstral and transport parts.
    pub scales: Vec<ScaleConfig>,
    /// Weight of the cepstral part: the difference in dB of the smoothed spectra (20 cepstra, c0 included), root
    /// mean square over the whole sound.
    pub cepstral_weight: f64,
    /// Weight of the envelope part: √(1 − cosine) of the RMS envelopes.
    pub envelope_weight: f64,
    /// Weight of the transport part: how far energy must move in frequency, as a share of the range.
    pub transport_weight: f64,
}

/// One resolution of the log-mel comparison.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScaleConfig {
    /// Length of the window; it is rounded to the nearest power of two in samples.
    pub window_secs: f64,
    /// Number of mel bands.
    pub bands: usize,
    /// Weight of the mean absolute difference in dB.
    pub weight: f64,
}

impl Default for ObjectiveConfig {
    fn default() -> Self {
        Self {
            range_db: 70.0,
            scales: vec![
                // Resolves partials and their detuning: 4096 samples at 44.1 kHz.
                ScaleConfig { window_secs: 0.093, bands: 128, weight: 0.5 },
                // Resolves attacks: 512 samples at 44.1 kHz.
                ScaleConfig { window_secs: 0.0116, bands: 32, weight: 0.5 },
            ],
            cepstral_weight: 0.5,
            envelope_weight: 7.5,
            transport_weight: 6.0,
        }
    }
}
