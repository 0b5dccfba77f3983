//! Memory of sounds that were given back, for renderers that use it again.

use tonewright_audio::Audio;

/// Channels of one length that are free.
#[derive(Debug)]
pub struct SpareSounds {
    len_samples: usize,
    most: usize,
    free: Vec<Vec<f32>>,
}

impl SpareSounds {
    /// Room for `most` channels of that length.
    pub fn new(len_samples: usize, most: usize) -> Self {
        Self { len_samples, most, free: Vec::new() }
    }

    /// A channel of the length, which may hold another sound.
    pub fn take(&mut self) -> Vec<f32> {
        self.free.pop().unwrap_or_else(|| vec![0.0; self.len_samples])
    }

    /// Takes a sound back, as far as there is room and its length fits.
    pub fn give_back(&mut self, sound: Audio) {
        let room = self.most.saturating_sub(self.free.len());
        let fits = |samples: &Vec<f32>| samples.len() == self.len_samples;
        self.free.extend(sound.into_channels().into_iter().filter(fits).take(room));
    }
}
