//! The knobs of the instruments, and where their values are kept for all threads.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::programs::PROGRAMS;
use crate::voice::Knobs;

/// How many knobs there are.
pub(crate) const COUNT: usize = 5;

/// One value for each knob, in its own unit.
pub(crate) type Values = [f64; COUNT];

/// A knob: its range, its unit, and words where it takes only as many values.
pub(crate) struct Knob {
    pub(crate) name: &'static str,
    pub(crate) low: f64,
    pub(crate) high: f64,
    pub(crate) unit: &'static str,
    pub(crate) words: &'static [&'static str],
}

const fn knob(name: &'static str, low: f64, high: f64, unit: &'static str) -> Knob {
    Knob { name, low, high, unit, words: &[] }
}

/// All knobs.
pub(crate) const KNOBS: [Knob; COUNT] = [
    Knob { words: &["Sine", "Saw", "Square"], ..knob("Wave", 0.0, 2.0, "") },
    knob("Attack", 0.001, 1.0, " s"),
    knob("Release", 0.01, 1.0, " s"),
    knob("Cutoff", 100.0, 12_000.0, " Hz"),
    knob("Level", 0.0, 1.0, ""),
];

impl Knob {
    /// What is shown for a value.
    pub(crate) fn text(&self, value: f64) -> String {
        match self.words.get(value.round().max(0.0) as usize) {
            Some(word) => (*word).to_owned(),
            None => format!("{value:.4}{}", self.unit),
        }
    }

    /// A value that the knob can take.
    pub(crate) fn clamped(&self, value: f64) -> f64 {
        let value = if self.words.is_empty() { value } else { value.round() };
        value.clamp(self.low, self.high)
    }
}

/// The values of one instance.
pub(crate) struct Panel([AtomicU64; COUNT]);

impl Default for Panel {
    /// As the first program has them.
    fn default() -> Self {
        Self(PROGRAMS[0].values.map(|value| AtomicU64::new(value.to_bits())))
    }
}

impl Panel {
    pub(crate) fn value(&self, index: usize) -> Option<f64> {
        Some(f64::from_bits(self.0.get(index)?.load(Ordering::Relaxed)))
    }

    pub(crate) fn values(&self) -> Values {
        self.0.each_ref().map(|value| f64::from_bits(value.load(Ordering::Relaxed)))
    }

    pub(crate) fn set(&self, index: usize, value: f64) {
        if let (Some(place), Some(knob)) = (self.0.get(index), KNOBS.get(index)) {
            place.store(knob.clamped(value).to_bits(), Ordering::Relaxed);
        }
    }

    pub(crate) fn set_all(&self, values: &Values) {
        values.iter().enumerate().for_each(|(index, value)| self.set(index, *value));
    }

    /// What a voice plays with.
    pub(crate) fn knobs(&self) -> Knobs {
        let [wave, attack, release, cutoff, level] = self.values();
        Knobs {
            wave: wave as usize,
            octave: 0,
            attack_secs: attack as f32,
            release_secs: release as f32,
            cutoff_hz: cutoff as f32,
            level: level as f32,
            tones: 0,
        }
    }

    /// All values as bytes, which a state is made of.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.values().iter().flat_map(|value| value.to_le_bytes()).collect()
    }

    /// Takes back what [`Panel::bytes`] gave; false where it is something else.
    pub(crate) fn set_bytes(&self, bytes: &[u8]) -> bool {
        let (values, rest) = bytes.as_chunks::<8>();
        let is_state = values.len() == COUNT && rest.is_empty();
        if is_state {
            values.iter().enumerate().for_each(|(index, bytes)| self.set(index, f64::from_le_bytes(*bytes)));
        }
        is_state
    }
}
