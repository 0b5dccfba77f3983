//! The short-time Fourier transform with librosa's and torch's framing: any FFT length (odd ones included),
//! windows shorter than it, three ways to treat the edges.

use std::sync::Arc;

use realfft::num_complex::Complex32;
use realfft::{RealFftPlanner, RealToComplex};

use crate::features::FeatureError;
use crate::lane_stft::LaneStft;
use crate::matrix::{ComplexSpectrogram, Spectrogram};
use crate::mel::MelFilterbank;
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
    fn scaled_window(&self) -> Vec<f32> {
        let window = self.window.centred(self.win_len, self.fft_len);
        let scale = match self.scaling {
            Scaling::None => 1.0,
            Scaling::WindowEnergy => 1.0 / window.iter().map(|w| w * w).sum::<f64>().sqrt().max(1e-300),
        };
        window.iter().map(|w| (w * scale) as f32).collect()
    }
}

/// A planned short-time Fourier transform with its scratch space: allocates only when a sound is longer than
/// every one before it.
pub struct Stft {
    config: StftConfig,
    padded: Vec<f32>,
    engine: Engine,
}

/// How frames are transformed.
enum Engine {
    /// A frame per SIMD lane: the lengths that sound analysis uses.
    Lanes(Box<LaneStft>),
    /// One after the other: lengths with a large prime factor.
    Single(Box<SingleStft>),
}

impl Stft {
    /// Plans a transform.
    ///
    /// # Errors
    /// [`FeatureError::Config`] for lengths that can't be.
    pub fn new(config: StftConfig) -> Result<Self, FeatureError> {
        config.validate()?;
        let window = config.scaled_window();
        let engine = match LaneStft::new(&window, config.hop) {
            Some(lanes) => Engine::Lanes(Box::new(lanes)),
            None => Engine::Single(Box::new(SingleStft::new(window, config.hop))),
        };
        Ok(Self { config, padded: Vec::new(), engine })
    }

    /// The settings it was planned with.
    pub fn config(&self) -> &StftConfig {
        &self.config
    }

    /// Writes the power or magnitude spectrogram (frames × bins) of `signal`, as the config's `quantity` says.
    ///
    /// # Errors
    /// As [`StftConfig::frames`].
    pub fn process_into(&mut self, signal: &[f32], out: &mut Spectrogram) -> Result<(), FeatureError> {
        let frames = self.prepare(signal)?;
        let root = self.config.quantity == Quantity::Magnitude;
        match &mut self.engine {
            Engine::Lanes(lanes) => lanes.spectrogram_into(&self.padded, frames, root, out),
            Engine::Single(single) => {
                out.reshape(frames, self.config.bins());
                single.each_frame(&self.padded, frames, root, |frame, row| {
                    out.frame_mut(frame).copy_from_slice(row);
                });
            }
        }
        Ok(())
    }

    /// The power or magnitude spectrogram of `signal` in a matrix of its own.
    ///
    /// # Errors
    /// As [`StftConfig::frames`].
    pub fn process(&mut self, signal: &[f32]) -> Result<Spectrogram, FeatureError> {
        let mut out = Spectrogram::new();
        self.process_into(signal, &mut out)?;
        Ok(out)
    }

    /// Writes the complex spectrogram (frames × bins) of `signal`.
    ///
    /// # Errors
    /// As [`StftConfig::frames`].
    pub fn complex_into(&mut self, signal: &[f32], out: &mut ComplexSpectrogram) -> Result<(), FeatureError> {
        let frames = self.prepare(signal)?;
        match &mut self.engine {
            Engine::Lanes(lanes) => lanes.complex_into(&self.padded, frames, out),
            Engine::Single(single) => {
                out.reshape(frames, self.config.bins());
                for frame in 0..frames {
                    single.transform(&self.padded, frame);
                    out.frame_mut(frame).copy_from_slice(&single.spectrum);
                }
            }
        }
        Ok(())
    }

    /// Writes the sums over mel bands (frames × bands) of the spectrogram, which itself is never laid out.
    ///
    /// # Errors
    /// As [`StftConfig::frames`].
    ///
    /// # Panics
    /// When the bank is for another number of bins.
    pub fn mel_into(
        &mut self,
        signal: &[f32],
        bank: &MelFilterbank,
        out: &mut Spectrogram,
    ) -> Result<(), FeatureError> {
        assert_eq!(bank.bins(), self.config.bins(), "a bank for this transform");
        let frames = self.prepare(signal)?;
        let root = self.config.quantity == Quantity::Magnitude;
        match &mut self.engine {
            Engine::Lanes(lanes) => lanes.mel_into(&self.padded, frames, root, bank, out),
            Engine::Single(single) => {
                out.reshape(frames, bank.bands());
                single.each_frame(&self.padded, frames, root, |frame, row| {
                    bank.frame_into(row, out.frame_mut(frame));
                });
            }
        }
        Ok(())
    }

    /// Pads `signal` into the scratch buffer; returns the number of frames.
    fn prepare(&mut self, signal: &[f32]) -> Result<usize, FeatureError> {
        let frames = self.config.frames(signal.len())?;
        pad_into(signal, self.config.pad_samples(), self.config.center, &mut self.padded);
        Ok(frames)
    }
}

/// One planned transform per frame.
struct SingleStft {
    window: Vec<f32>,
    hop: usize,
    plan: Arc<dyn RealToComplex<f32>>,
    frame: Vec<f32>,
    spectrum: Vec<Complex32>,
    row: Vec<f32>,
    scratch: Vec<Complex32>,
}

impl SingleStft {
    fn new(window: Vec<f32>, hop: usize) -> Self {
        let plan = RealFftPlanner::<f32>::new().plan_fft_forward(window.len());
        Self {
            frame: plan.make_input_vec(),
            spectrum: plan.make_output_vec(),
            row: vec![0.0; window.len() / 2 + 1],
            scratch: plan.make_scratch_vec(),
            window,
            hop,
            plan,
        }
    }

    /// Transforms one frame of a padded sound into `self.spectrum`.
    fn transform(&mut self, padded: &[f32], frame: usize) {
        let samples = &padded[frame * self.hop..][..self.window.len()];
        let windowed = samples.iter().zip(&self.window).map(|(x, w)| x * w);
        self.frame.iter_mut().zip(windowed).for_each(|(slot, value)| *slot = value);
        self.plan
            .process_with_scratch(&mut self.frame, &mut self.spectrum, &mut self.scratch)
            .expect("buffers were made by the plan, and the input is real");
    }

    /// Hands each frame's powers, or magnitudes if `root`, to `take`.
    fn each_frame(&mut self, padded: &[f32], frames: usize, root: bool, mut take: impl FnMut(usize, &[f32])) {
        for frame in 0..frames {
            self.transform(padded, frame);
            self.row.iter_mut().zip(&self.spectrum).for_each(|(slot, x)| *slot = x.norm_sqr());
            if root {
                self.row.iter_mut().for_each(|x| *x = x.sqrt());
            }
            take(frame, &self.row);
        }
    }
}

/// Copies `signal` into `padded` with `pad` samples more on each side.
pub(crate) fn pad_into(signal: &[f32], pad: usize, padding: Option<Padding>, padded: &mut Vec<f32>) {
    padded.clear();
    match padding {
        Some(Padding::Reflect) => padded.extend(signal[1..=pad].iter().rev()),
        Some(Padding::Zeros) | None => padded.resize(pad, 0.0),
    }
    padded.extend_from_slice(signal);
    match padding {
        Some(Padding::Reflect) => {
            padded.extend(signal[signal.len() - 1 - pad..signal.len() - 1].iter().rev())
        }
        Some(Padding::Zeros) | None => padded.resize(padded.len() + pad, 0.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn direct_dft(frame: &[f32], bin: usize) -> (f64, f64) {
        let step = -2.0 * std::f64::consts::PI * bin as f64 / frame.len() as f64;
        frame.iter().enumerate().fold((0.0, 0.0), |(re, im), (n, x)| {
            let (sin, cos) = (step * n as f64).sin_cos();
            (re + f64::from(*x) * cos, im + f64::from(*x) * sin)
        })
    }

    /// An odd length shares transforms between frames; their rounding errors must stay apart.
    #[test]
    fn a_loud_frame_leaves_nothing_in_a_silent_one() {
        let signal: Vec<f32> = (0..6000).map(|i| if (2000..4000).contains(&i) { 0.9 } else { 0.0 }).collect();
        let config = StftConfig { center: None, ..StftConfig::librosa(441, 441) };
        let mut out = ComplexSpectrogram::new();
        Stft::new(config).unwrap().complex_into(&signal, &mut out).unwrap();
        for frame in [0, 1, 2, 3, 10, 11, 12] {
            assert!(out.frame(frame).iter().all(|z| z.norm_sqr() == 0.0), "frame {frame}");
        }
        assert!(out.frame(6).iter().any(|z| z.norm_sqr() > 1.0));
    }

    #[test]
    fn equals_the_definition_at_any_length() {
        let signal: Vec<f32> = (0..600).map(|i| ((i * i * 7 + i * 3) % 101) as f32 / 50.0 - 1.0).collect();
        for fft_len in [2, 3, 5, 8, 13, 30, 49, 64, 97, 147, 152, 441] {
            let config = StftConfig {
                win_len: fft_len - fft_len / 4,
                window: Window::HammingPeriodic,
                center: None,
                ..StftConfig::librosa(fft_len, 17)
            };
            let mut stft = Stft::new(config).unwrap();
            let mut out = ComplexSpectrogram::new();
            stft.complex_into(&signal, &mut out).unwrap();
            assert_eq!((out.frames(), out.bins()), (1 + (600 - fft_len) / 17, fft_len / 2 + 1));
            for frame in [0, 1, out.frames() - 1] {
                let windowed: Vec<f32> = signal[frame * 17..][..fft_len]
                    .iter()
                    .zip(config.window.centred(config.win_len, fft_len))
                    .map(|(x, w)| x * w as f32)
                    .collect();
                for (bin, value) in out.frame(frame).iter().enumerate() {
                    let (re, im) = direct_dft(&windowed, bin);
                    let error = (f64::from(value.re) - re).hypot(f64::from(value.im) - im);
                    assert!(error < 1e-4, "length {fft_len}, frame {frame}, bin {bin}: off by {error}");
                }
            }
        }
    }

    #[test]
    fn padding_as_numpy_does_it() {
        let mut padded = Vec::new();
        pad_into(&[1.0, 2.0, 3.0], 2, Some(Padding::Reflect), &mut padded);
        assert_eq!(padded, [3.0, 2.0, 1.0, 2.0, 3.0, 2.0, 1.0]);
        pad_into(&[1.0], 2, Some(Padding::Zeros), &mut padded);
        assert_eq!(padded, [0.0, 0.0, 1.0, 0.0, 0.0]);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let centred = StftConfig::librosa(64, 16);
        assert_eq!(centred.frames(0), Err(FeatureError::Empty));
        assert_eq!(centred.frames(1), Ok(1));
        let reflected = StftConfig::torchaudio(64, 16);
        assert!(matches!(reflected.frames(32), Err(FeatureError::TooShort { needed: 33, .. })));
        assert_eq!(reflected.frames(33), Ok(3));
        let whole = StftConfig { center: None, ..centred };
        assert!(matches!(whole.frames(63), Err(FeatureError::TooShort { needed: 64, .. })));
        for broken in [
            StftConfig { hop: 0, ..centred },
            StftConfig { win_len: 65, ..centred },
            StftConfig { win_len: 0, ..centred },
            StftConfig { fft_len: 1, win_len: 1, ..centred },
            StftConfig { fft_len: usize::MAX, ..centred },
        ] {
            assert!(matches!(Stft::new(broken), Err(FeatureError::Config { .. })), "{broken:?}");
        }
    }

    #[test]
    fn a_shorter_sound_after_a_longer_one_leaves_no_trace() {
        let mut stft = Stft::new(StftConfig::librosa(32, 8)).unwrap();
        let fresh = stft.process(&[0.5; 40]).unwrap();
        stft.process(&[1.0; 400]).unwrap();
        assert_eq!(stft.process(&[0.5; 40]).unwrap(), fresh);
    }
}
