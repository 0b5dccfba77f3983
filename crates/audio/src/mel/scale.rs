//! Mel scales: Slaney's, HTK's and Kaldi's.

/// Which mel scale, and with it where the triangles are straight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum MelScale {
    /// Slaney's Auditory Toolbox: linear below 1 kHz, logarithmic above; triangles straight in Hz.
    #[default]
    Slaney,
    /// HTK: 2595 log10(1 + f / 700); triangles straight in Hz.
    Htk,
    /// Kaldi: 1127 ln(1 + f / 700), triangles straight in mel; the Nyquist bin takes no part.
    Kaldi,
}

impl MelScale {
    /// Mels of a frequency.
    pub fn mel_from_hz(self, hz: f64) -> f64 {
        match self {
            Self::Slaney if hz >= SLANEY_KNEE_HZ => {
                SLANEY_KNEE_HZ / SLANEY_HZ_PER_MEL + (hz / SLANEY_KNEE_HZ).ln() / slaney_log_step()
            }
            Self::Slaney => hz / SLANEY_HZ_PER_MEL,
            Self::Htk => 2595.0 * (1.0 + hz / 700.0).log10(),
            Self::Kaldi => 1127.0 * (hz / 700.0).ln_1p(),
        }
    }

    /// Frequency of a number of mels.
    pub fn hz_from_mel(self, mel: f64) -> f64 {
        let knee = SLANEY_KNEE_HZ / SLANEY_HZ_PER_MEL;
        match self {
            Self::Slaney if mel >= knee => SLANEY_KNEE_HZ * (slaney_log_step() * (mel - knee)).exp(),
            Self::Slaney => mel * SLANEY_HZ_PER_MEL,
            Self::Htk => 700.0 * (10.0_f64.powf(mel / 2595.0) - 1.0),
            Self::Kaldi => 700.0 * (mel / 1127.0).exp_m1(),
        }
    }
}

const SLANEY_HZ_PER_MEL: f64 = 200.0 / 3.0;
const SLANEY_KNEE_HZ: f64 = 1000.0;

/// 27 logarithmic steps from 1 kHz to 6.4 kHz.
fn slaney_log_step() -> f64 {
    6.4_f64.ln() / 27.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_have_their_known_points_and_invert() {
        assert!((MelScale::Slaney.mel_from_hz(1000.0) - 15.0).abs() < 1e-12);
        assert!((MelScale::Slaney.mel_from_hz(6400.0) - 42.0).abs() < 1e-12);
        assert!((MelScale::Htk.mel_from_hz(1000.0) - 999.985_537).abs() < 1e-5);
        for scale in [MelScale::Slaney, MelScale::Htk, MelScale::Kaldi] {
            for hz in [0.0, 20.0, 440.0, 999.9, 1000.0, 1000.1, 22_050.0] {
                let back = scale.hz_from_mel(scale.mel_from_hz(hz));
                assert!((back - hz).abs() < 1e-8 * (1.0 + hz), "{scale:?}: {hz} came back as {back}");
            }
        }
    }
}
