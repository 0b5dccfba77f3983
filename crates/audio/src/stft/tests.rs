//! The transform against its definition, at its edges, and what it refuses.

use super::*;
use crate::window::Window;

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

/// Powers, magnitudes and mel bands take another road than complex spectra where the machine has one.
#[test]
fn powers_and_bands_are_those_of_the_complex_spectrum() {
    let signal: Vec<f32> = (0..5000).map(|i| ((i * i * 7 + i * 3) % 101) as f32 / 50.0 - 1.0).collect();
    for fft_len in [16, 64, 128, 192, 320, 441, 512, 960, 1024, 2048] {
        for hop in [61, 512] {
            let power = StftConfig::librosa(fft_len, hop);
            let magnitude = StftConfig { quantity: Quantity::Magnitude, ..power };
            let mut complex = ComplexSpectrogram::new();
            Stft::new(power).unwrap().complex_into(&signal, &mut complex).unwrap();
            let powers = Stft::new(power).unwrap().process(&signal).unwrap();
            let magnitudes = Stft::new(magnitude).unwrap().process(&signal).unwrap();
            assert_eq!((powers.frames(), powers.bins()), (complex.frames(), fft_len / 2 + 1));
            for frame in 0..powers.frames() {
                let row = complex.frame(frame);
                let loudest = row.iter().map(|z| z.norm_sqr()).fold(0.0, f32::max);
                for (bin, z) in row.iter().enumerate() {
                    let (found, root) = (powers.frame(frame)[bin], magnitudes.frame(frame)[bin]);
                    let near = 1e-6 * loudest + 1e-5 * z.norm_sqr();
                    assert!(
                        (found - z.norm_sqr()).abs() <= near,
                        "{fft_len}: {frame}, {bin}: {found} for {z}"
                    );
                    assert!((root * root - found).abs() <= 1e-5 * found, "{fft_len}: {frame}, {bin}: {root}");
                }
            }
            for bands in [1, 6, 13, 40] {
                let bank = MelFilterbank::new(&crate::MelConfig::torchaudio(bands), fft_len, 44_100).unwrap();
                let (mut found, mut expected) = (Spectrogram::new(), Spectrogram::new());
                Stft::new(power).unwrap().mel_into(&signal, &bank, &mut found).unwrap();
                bank.apply_into(&powers, &mut expected);
                for (x, y) in found.values().iter().zip(expected.values()) {
                    assert!((x - y).abs() <= 1e-5 * y, "{fft_len}, {bands} bands: {x}, {y}");
                }
            }
        }
    }
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
