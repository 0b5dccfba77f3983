//! Measures of a pair of sounds, one file each, and the table that lists them.

mod centroid_octaves;
mod ddsp_mss;
mod envelope_db;
mod f0_cents;
mod f0_hz;
mod log_spectral_mae;
mod loudness_db;
mod lsd;
mod mcd;
mod mfcc13_mae;
mod mfcc40_euclidean;
mod mfcc40_mae;
mod mr_stft;
mod mss;
mod mss_absolute;
mod objective;
mod proxy_mean;
mod proxy_mel;
mod proxy_mfccd;
mod proxy_stft;
mod rms_cosine;
mod sot;
mod spectral_convergence;
mod synthrl_reward;
mod wmfcc;

use tonewright_audio::Audio;

use crate::{MeasureEntry, MeasureError};

/// All measures, in the order of the docs.
pub const MEASURES: &[MeasureEntry] = &[
    mss::ENTRY,
    wmfcc::ENTRY,
    sot::ENTRY,
    rms_cosine::ENTRY,
    mss_absolute::ENTRY,
    mfcc40_euclidean::ENTRY,
    mr_stft::ENTRY,
    spectral_convergence::ENTRY,
    log_spectral_mae::ENTRY,
    mfcc13_mae::ENTRY,
    mfcc40_mae::ENTRY,
    synthrl_reward::ENTRY,
    proxy_stft::ENTRY,
    proxy_mel::ENTRY,
    proxy_mfccd::ENTRY,
    proxy_mean::ENTRY,
    ddsp_mss::ENTRY,
    lsd::ENTRY,
    mcd::ENTRY,
    centroid_octaves::ENTRY,
    envelope_db::ENTRY,
    loudness_db::ENTRY,
    f0_cents::ENTRY,
    f0_hz::ENTRY,
    objective::ENTRY,
];

/// The measure of that name.
pub fn by_name(name: &str) -> Option<&'static MeasureEntry> {
    MEASURES.iter().find(|entry| entry.name == name)
}

/// Every measure of the table on one pair.
pub fn all(target: &Audio, candidate: &Audio) -> Vec<(&'static MeasureEntry, Result<f64, MeasureError>)> {
    MEASURES.iter().map(|entry| (entry, (entry.compute)(target, candidate))).collect()
}
