//! The settings of a short-time Fourier transform, and how many frames a sound has under them.

use crate::features::FeatureError;
use crate::window::Window;

/// What lies beyond the ends of a sound when frames are centred on their time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Padding {
    /// Silence: librosa since 0.10.
    #[default]
    Zeros,
    /// The sound mirrored about its first and last sample: torch, torchaudio, older librosa.
    Reflect,
}

/// Which real quantity of the spectrum is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Quantity {
    /// |X|² (librosa and torchaudio `power=2`).
    #[default]
    Power,
    /// |X|.
    Magnitude,
}

/// How the spectrum is scaled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Scaling {
    /// As the transform gives it.
    #[default]
    None,
    /// Divided by √Σw²: torchaudio's `normalized=True`.
    WindowEnergy,
    /// Divided by Σw, the window's gain for a constant: a sine's magnitude is half its amplitude.
    WindowSum,
}

/// The settings of a short-time Fourier transform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StftConfig {
    /// Length of the transform in samples; there are `fft_len / 2 + 1` bins.
    pub fft_len: usize,
    /// Length of the window, at most `fft_len`; a shorter one is zero-padded on both sides.
    pub win_len: usize,
    /// Samples from frame to frame.
    pub hop: usize,
    /// The window's shape.
    pub window: Window,
    /// How the sound is padded by `fft_len / 2` on both sides, so that frame `i` is centred on sample
    /// `i · hop`; `None`: only whole frames within the sound.
    pub center: Option<Padding>,
    /// The quantity that `process_into` gives.
    pub quantity: Quantity,
    /// How the spectrum is scaled.
    pub scaling: Scaling,
}

impl StftConfig {
    /// librosa's defaults for an FFT length and hop: periodic Hann of the full length, centred, zero-padded,
    /// power.
    pub fn librosa(fft_len: usize, hop: usize) -> Self {
        Self {
            fft_len,
            win_len: fft_len,
            hop,
            window: Window::HannPeriodic,
            center: Some(Padding::Zeros),
            quantity: Quantity::Power,
            scaling: Scaling::None,
        }
    }

    /// torch's and torchaudio's defaults: as librosa's, with reflected edges.
    pub fn torchaudio(fft_len: usize, hop: usize) -> Self {
        Self { center: Some(Padding::Reflect), ..Self::librosa(fft_len, hop) }
    }

    /// Number of bins.
    pub fn bins(&self) -> usize {
        self.fft_len / 2 + 1
    }

    /// Samples added on each side.
    pub fn pad_samples(&self) -> usize {
        if self.center.is_some() { self.fft_len / 2 } else { 0 }
    }

    /// Number of frames of a sound of `samples`.
    ///
    /// # Errors
    /// [`FeatureError::Empty`] without a sample, [`FeatureError::TooShort`] where not even one frame fits or
    /// a reflection would need more sound than there is.
    pub fn frames(&self, samples: usize) -> Result<usize, FeatureError> {
        let too_short = |needed, purpose| FeatureError::TooShort { samples, needed, purpose };
        if samples == 0 {
            return Err(FeatureError::Empty);
        }
        if self.center == Some(Padding::Reflect) && samples <= self.pad_samples() {
            return Err(too_short(self.pad_samples() + 1, "mirroring half a window at the edges"));
        }
        let padded = samples + 2 * self.pad_samples();
        if padded < self.fft_len {
            return Err(too_short(self.fft_len - 2 * self.pad_samples(), "one whole frame"));
        }
        Ok(1 + (padded - self.fft_len) / self.hop)
    }

    fn validate(&self) -> Result<(), FeatureError> {
        /// Longer transforms (95 s at 44.1 kHz) are a mistake or an attack.
        const LONGEST: usize = 1 << 22;
        if self.fft_len < 2 || self.fft_len > LONGEST {
            return Err(FeatureError::config(
                "fft_len",
                format!("is {}, not in 2..={LONGEST}", self.fft_len),
            ));
        }
        if self.win_len == 0 || self.win_len > self.fft_len {
            let reason = format!("is {}, not in 1..={} (the FFT length)", self.win_len, self.fft_len);
            return Err(FeatureError::config("win_len", reason));
        }
        if self.hop == 0 {
            return Err(FeatureError::config("hop", "is 0: frames must advance"));
        }
        Ok(())
    }

    /// The window as multiplied with each frame: centred in `fft_len`, scaling included.
    ///
    /// # Errors
    /// [`FeatureError::Config`] for lengths that can't be.
    pub(crate) fn checked_window(&self) -> Result<Vec<f32>, FeatureError> {
        self.validate()?;
        let window = self.window.centred(self.win_len, self.fft_len);
        let scale = match self.scaling {
            Scaling::None => 1.0,
            Scaling::WindowEnergy => 1.0 / window.iter().map(|w| w * w).sum::<f64>().sqrt().max(1e-300),
            Scaling::WindowSum => 1.0 / window.iter().sum::<f64>().max(1e-300),
        };
        Ok(window.iter().map(|w| (w * scale) as f32).collect())
    }
}
