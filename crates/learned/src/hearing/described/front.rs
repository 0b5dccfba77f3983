//! What a described network is given of a sound.

use std::ops::Range;

use tonewright_audio::{FeatureError, Matrix, MelSpectrogram};

use super::cut::Cut;
use super::description::{Description, InputAxis, Level};
use super::mel::Mel;
use crate::hearing::FrontEnd;

/// The samples of segments, their mel spectrograms, or segments of the sound's.
pub(super) struct Given {
    cut: Cut,
    level: Level,
    gain: f32,
    signal: Vec<f32>,
    mel: Option<Bands>,
    /// Whether it is the spectrogram that is cut, and not the sound.
    cut_late: bool,
    shape: [usize; 2],
}

/// A planned mel spectrogram.
struct Bands {
    of: Mel,
    plan: MelSpectrogram,
    frames: Matrix,
    /// The values of the frames, and those of one of silence.
    rows: Vec<f32>,
    segment: Vec<f32>,
    /// Whether a row is a band, and not a frame.
    turned: bool,
}

impl Given {
    /// As a description has it.
    ///
    /// # Errors
    /// [`FeatureError::Config`] for settings that can't be, which no description that was read has.
    pub(super) fn new(read: &Description) -> Result<Self, FeatureError> {
        let cut = Cut::new(read.lengths(), &read.segments);
        let cut_late = read.segments.frames.is_some();
        let (mut mel, mut shape) = (None, [1, cut.len()]);
        if let Some(of) = &read.mel {
            let plan = MelSpectrogram::new(of.config(read.rate_hz))?;
            let frames = if cut_late { cut.len() } else { plan.config().frames(cut.len())? };
            let place = |axis| read.input_axes().iter().position(|other| *other == axis);
            let turned = place(InputAxis::Bands) < place(InputAxis::Frames);
            shape = if turned { [of.bands, frames] } else { [frames, of.bands] };
            let (frames, rows, segment) = (Matrix::new(), Vec::new(), Vec::new());
            mel = Some(Bands { of: of.clone(), plan, frames, rows, segment, turned });
        }
        let (level, gain) = (read.input.level, read.input.gain.unwrap_or(1.0));
        Ok(Self { cut, level, gain, signal: Vec::new(), mel, cut_late, shape })
    }

    /// The sound as loud as it goes in.
    fn hear(&mut self, signal: &[f32]) {
        let peak = signal.iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
        let factor = match self.level {
            Level::Peak if peak > 0.0 => self.gain / peak,
            _ => self.gain,
        };
        self.signal.clear();
        self.signal.extend(signal.iter().map(|sample| sample * factor));
    }
}

impl FrontEnd for Given {
    fn shape(&self) -> [usize; 2] {
        self.shape
    }

    fn count(&self, samples: usize) -> usize {
        match &self.mel {
            Some(bands) if self.cut_late => self.cut.count(bands.count(samples)),
            _ => self.cut.count(samples),
        }
    }

    fn open(&mut self, signal: &[f32]) -> Result<(), FeatureError> {
        self.hear(signal);
        match &mut self.mel {
            Some(bands) if self.cut_late => bands.hear(&mut self.signal),
            _ => Ok(()),
        }
    }

    fn some_into(&mut self, which: Range<usize>, spectra: &mut Vec<f32>) -> Result<(), FeatureError> {
        spectra.clear();
        spectra.reserve(which.len() * self.shape[0] * self.shape[1]);
        if self.cut_late
            && let Some(bands) = &self.mel
        {
            let (silence, width) = (bands.frames.frames(), bands.of.bands);
            for segment in which {
                let places = self.cut.places(segment, silence).map(|place| place.unwrap_or(silence));
                let row = |place: usize| &bands.rows[place * width..(place + 1) * width];
                push(places.map(row), [self.cut.len(), width], bands.turned, spectra);
            }
            return Ok(());
        }
        for segment in which {
            let start = spectra.len();
            let places = self.cut.places(segment, self.signal.len());
            spectra.extend(places.map(|place| place.map_or(0.0, |place| self.signal[place])));
            if self.level == Level::Standard {
                standardise(&mut spectra[start..]);
                spectra[start..].iter_mut().for_each(|sample| *sample *= self.gain);
            }
            if let Some(bands) = &mut self.mel {
                let mut heard = std::mem::take(&mut bands.segment);
                heard.clear();
                heard.extend(spectra.drain(start..));
                bands.hear(&mut heard)?;
                bands.segment = heard;
                let width = bands.of.bands;
                let frames = bands.frames.frames();
                push(bands.rows[..frames * width].chunks(width), [frames, width], bands.turned, spectra);
            }
        }
        Ok(())
    }
}

impl Bands {
    /// How many frames so many samples have.
    fn count(&self, samples: usize) -> usize {
        // A sound that is too short for one is followed by silence.
        self.plan.config().frames(samples.max(self.of.least_samples())).unwrap_or(1)
    }

    /// Its frames, and one of silence.
    fn hear(&mut self, signal: &mut Vec<f32>) -> Result<(), FeatureError> {
        signal.resize(signal.len().max(self.of.least_samples()), 0.0);
        self.plan.process_into(signal, &mut self.frames)?;
        self.rows.clear();
        self.rows.extend_from_slice(self.frames.values());
        self.rows.resize(self.rows.len() + self.of.bands, 0.0);
        let (compression, factor) = self.of.log.compression();
        compression.apply(&mut self.rows);
        let Mel { mean, std, .. } = self.of;
        self.rows.iter_mut().for_each(|value| *value = (*value * factor - mean) / std);
        Ok(())
    }
}

/// Appends rows as they are, or columns as rows.
fn push<'a>(
    rows: impl Iterator<Item = &'a [f32]>,
    [count, width]: [usize; 2],
    turned: bool,
    out: &mut Vec<f32>,
) {
    let start = out.len();
    out.resize(start + count * width, 0.0);
    let out = &mut out[start..];
    for (index, row) in rows.enumerate() {
        if turned {
            row.iter().enumerate().for_each(|(band, value)| out[band * count + index] = *value);
        } else {
            out[index * width..(index + 1) * width].copy_from_slice(row);
        }
    }
}

/// To a mean of 0 and a standard deviation of 1; what does not move at all to 0.
fn standardise(segment: &mut [f32]) {
    let count = segment.len() as f64;
    let mean = segment.iter().map(|sample| f64::from(*sample)).sum::<f64>() / count;
    let squares = segment.iter().map(|sample| (f64::from(*sample) - mean).powi(2)).sum::<f64>();
    let deviation = (squares / (count - 1.0).max(1.0)).sqrt().max(1e-10);
    segment.iter_mut().for_each(|sample| *sample = ((f64::from(*sample) - mean) / deviation) as f32);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hearing::by_name;

    const HEAD: &str = "summary = 'a'\nsource = 'b'\nlicence = 'MIT'\n";
    /// What aiSFX is given, described.
    const AISFX: &str = "rate-hz = 44100\ndims = 512\nsegments = { frames = 100, hop-frames = 50 }\ninput = { level = 'peak' }\n\
        mel = { fft-samples = 2048, hop-samples = 1024, bands = 96, scale = 'htk', norm = 'l1', std = 9.457799, \
        log = { kind = 'log10-one-plus', gain = 10000 } }";
    /// What EfficientAT is given as synth-proxy listens with it, described.
    const MN04: &str = "rate-hz = 32000\ndims = 192\n\
        segments = { samples = 5120, hop-samples = 1600, before = 2560, after = 2560, edges = 'mirror', last = 'drop' }\n\
        input = { axes = ['batch', 'one', 'bands', 'frames'] }\n\
        mel = { fft-samples = 1024, win-samples = 800, hop-samples = 320, bands = 128, high-hz = 15000, scale = 'kaldi', \
        norm = 'none', window = 'hann-symmetric', centred = 'mirror', pre-emphasis = 0.97, mean = -4.5, std = 5, \
        log = { kind = 'ln-plus', offset = 1e-5 } }";

    #[test]
    fn published_front_ends_can_be_described() {
        let sound: Vec<f32> =
            (0..150_000).map(|n| (n as f32 * 0.05).sin() * (n as f32 * -3e-5).exp() * 0.4).collect();
        for (name, text) in [("aisfx", AISFX), ("mn04", MN04)] {
            let mut theirs = (by_name(name).unwrap().front_end)();
            let mut given = Given::new(&Description::parse(name, &format!("{HEAD}{text}")).unwrap()).unwrap();
            assert_eq!(given.shape(), theirs.shape());
            let (mut expected, mut found) = (Vec::new(), Vec::new());
            for len in [4000, 60_000, 102_400, 150_000] {
                assert_eq!(given.count(len), theirs.count(len), "{name}");
                theirs.spectra_into(&sound[..len], &mut expected).unwrap();
                given.spectra_into(&sound[..len], &mut found).unwrap();
                assert_eq!(found.len(), expected.len());
                let apart = found.iter().zip(&expected).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
                assert!(apart < 1e-6, "{name}, {len}: {apart}");
                let (last, size) = (given.count(len) - 1, given.shape()[0] * given.shape()[1]);
                given.some_into(last..last + 1, &mut expected).unwrap();
                assert_eq!(found[last * size..], expected, "{name}, {len}");
            }
        }
    }

    #[test]
    fn segments_of_one_loudness() {
        let text = format!(
            "{HEAD}rate-hz = 8000\ndims = 1\nsegments = {{ samples = 4, hop-samples = 4 }}\ninput = {{ level = 'standard' }}"
        );
        let mut given = Given::new(&Description::parse("a", &text).unwrap()).unwrap();
        let mut found = Vec::new();
        given.spectra_into(&[0.1, 0.2, 0.3, 0.4, 5.0, 5.0, 5.0, 5.0], &mut found).unwrap();
        assert_eq!(found[4..], [0.0; 4]);
        assert!(
            (found[3] - 1.161_895).abs() < 1e-5 && found[..4].iter().sum::<f32>().abs() < 1e-5,
            "{found:?}"
        );
    }
}
