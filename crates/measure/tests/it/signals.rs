//! The synthetic sounds of `tests/reference/measures/signals.py`, made again bit by bit: both sides use only
//! operations whose result IEEE 754 fixes.

use serde::Deserialize;
use tonewright_audio::Audio;

pub(crate) const RATE_HZ: u32 = 44_100;

#[derive(Deserialize)]
pub(crate) struct Sound {
    len_samples: usize,
    onset: usize,
    noise: f64,
    noise_decay: f64,
    partials: Vec<Partial>,
    right: Option<Box<Sound>>,
}

#[derive(Deserialize)]
struct Partial {
    half_angle_tangent: f64,
    amplitude: f64,
    decay: f64,
    cosine: bool,
}

impl Sound {
    pub(crate) fn render(&self) -> Audio {
        let mut channels = vec![self.channel()];
        channels.extend(self.right.as_ref().map(|right| right.channel()));
        Audio::from_channels(channels, RATE_HZ)
    }

    fn channel(&self) -> Vec<f32> {
        let mut out = vec![0.0_f64; self.len_samples];
        for partial in &self.partials {
            partial.add_to(&mut out[self.onset..]);
        }
        if self.noise > 0.0 {
            let (mut state, mut level) = (1_u64, self.noise);
            for slot in &mut out[self.onset..] {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                *slot += ((state >> 11) as f64 / 4_503_599_627_370_496.0 - 1.0) * level;
                level *= self.noise_decay;
            }
        }
        out.into_iter().map(|x| x as f32).collect()
    }
}

impl Partial {
    fn add_to(&self, out: &mut [f64]) {
        let t = self.half_angle_tangent;
        let (c, s) = ((1.0 - t * t) / (1.0 + t * t), (2.0 * t) / (1.0 + t * t));
        let (mut re, mut im) = (self.amplitude, 0.0);
        for slot in out {
            *slot += if self.cosine { re } else { im };
            (re, im) = ((re * c - im * s) * self.decay, (re * s + im * c) * self.decay);
        }
    }
}
