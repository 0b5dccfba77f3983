//! The objective's settings: what it compares, at which resolutions, and how much each part counts.

use serde::{Deserialize, Serialize};

/// Settings of an [`Objective`](super::Objective). The defaults were chosen on listening studies and on
/// perturbed presets of real voices; `docs/measures` has the tables.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ObjectiveConfig {
    /// What lies further below the target's loudest band counts as silence, in both sounds.
    pub range_db: f64,
    /// How much of the threshold of hearing's rise towards low and high frequencies that floor follows: 0 is a flat
    /// floor, 1 the threshold in quiet.
    pub threshold_share: f64,
    /// The resolutions of the comparison of spectra. The first one also carries the cepstral and transport parts.
    pub scales: Vec<ScaleConfig>,
    /// Weight of the cepstral part: the difference in dB of the smoothed spectra (20 cepstra, c0 included), root
    /// mean square over the whole sound.
    pub cepstral_weight: f64,
    /// Weight of the envelope part: √(1 − cosine) of the RMS envelopes.
    pub envelope_weight: f64,
    /// Weight of the transport part: how far energy must move in frequency, as a share of the range.
    pub transport_weight: f64,
    /// Weight of the level part: the difference of the whole sounds' energies in dB.
    pub level_weight: f64,
}

/// One resolution of the comparison of spectra.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScaleConfig {
    /// Length of the window; it is rounded to the nearest power of two in samples.
    pub window_secs: f64,
    /// Its bands.
    pub bands: BandsConfig,
    /// Weight of the mean absolute difference in dB.
    pub weight: f64,
}

/// Which bands a resolution has.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub enum BandsConfig {
    /// Mel bands (Slaney) up to half the rate.
    Mel {
        /// How many.
        count: usize,
    },
    /// As many in each octave, but none narrower than a bin, up to a frequency. The sound is thinned out first, so
    /// that a long window costs little.
    Low {
        /// How many in an octave.
        per_octave: f64,
        /// Where the last one ends.
        up_to_hz: f64,
    },
}

impl Default for ObjectiveConfig {
    fn default() -> Self {
        let mel = |count| BandsConfig::Mel { count };
        Self {
            range_db: 70.0,
            threshold_share: 1.0,
            scales: vec![
                // Resolves partials and their detuning: 4096 samples at 44.1 kHz.
                ScaleConfig { window_secs: 0.093, bands: mel(128), weight: 0.5 },
                // Resolves attacks: 512 samples at 44.1 kHz.
                ScaleConfig { window_secs: 0.0116, bands: mel(32), weight: 0.5 },
                // Resolves low notes, a semitone of which is narrower than a mel band.
                ScaleConfig {
                    window_secs: 0.18,
                    bands: BandsConfig::Low { per_octave: 32.0, up_to_hz: 700.0 },
                    weight: 0.25,
                },
            ],
            cepstral_weight: 0.5,
            envelope_weight: 7.5,
            transport_weight: 6.0,
            level_weight: 0.25,
        }
    }
}
