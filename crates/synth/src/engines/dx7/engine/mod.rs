//! The DX7's sound engine: notes in, samples out.
//!
//! Envelopes, LFO and pitch move once in a block of 64 samples; operators run in whole numbers. The level is
//! the Dexed plug-in's: one carrier at full level peaks at 1/8, and a blocker removes the offset.

mod algorithm;
mod envelope;
mod lfo;
mod mark_one;
mod modern;
mod note;
mod output;
mod pitch;
mod pitch_envelope;
mod scaling;
mod sine;
mod tables;

use super::voice::Voice;
use crate::Gesture;
use mark_one::MarkOne;
use modern::Modern;
use note::Note;
use output::Output;
use sine::SineTable;
use tables::RateTables;

/// Samples of a control block.
const BLOCK: usize = 64;

/// Which arithmetic the operators use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// The chip's log-sine and exponential tables: Dexed's default.
    #[default]
    MarkOne,
    /// msfa's 24-bit sines and linear gains: cleaner than the instrument.
    Modern,
}

/// A DX7 at one sample rate.
pub struct Engine {
    rate_hz: u32,
    tables: RateTables,
    sine: SineTable,
    arithmetic: Arithmetic,
}

/// The operators' tables and kernels.
enum Arithmetic {
    MarkOne(Box<MarkOne>),
    Modern(Box<Modern>),
}

impl Arithmetic {
    /// One block of a note in counts of 2^-15 (Mark I) or of 2^-28 (Modern).
    fn render(&self, note: &mut Note, block: &mut [i32; BLOCK]) {
        match self {
            Self::MarkOne(mark_one) => mark_one.render(note, block),
            Self::Modern(modern) => modern.render(note, block),
        }
    }

    /// What one count is at the output.
    fn count_size(&self) -> f32 {
        match self {
            Self::MarkOne(_) => 1.0 / 32_768.0,
            Self::Modern(_) => 1.0 / (1 << 28) as f32,
        }
    }
}

impl Engine {
    /// An engine with the tables of this sample rate.
    pub fn new(mode: Mode, rate_hz: u32) -> Self {
        let arithmetic = match mode {
            Mode::MarkOne => Arithmetic::MarkOne(Box::new(MarkOne::new())),
            Mode::Modern => Arithmetic::Modern(Box::new(Modern::new())),
        };
        Self { rate_hz, tables: RateTables::new(rate_hz), sine: SineTable::new(), arithmetic }
    }

    /// Renders notes, one into each of `sounds` (overwritten), whose lengths are the lengths of the sounds.
    /// A note sounds the same in any company.
    ///
    /// # Panics
    /// When there are more or fewer sounds than notes.
    pub fn render_into(&self, notes: &[(&Voice, Gesture)], sounds: &mut [&mut [f32]]) {
        assert_eq!(notes.len(), sounds.len(), "one sound for each note");
        for ((voice, gesture), samples) in notes.iter().zip(sounds) {
            self.render_one_into(voice, *gesture, samples);
        }
    }

    /// The counts that the operators of one note add up to, before the output stage.
    pub fn render_counts_into(&self, voice: &Voice, gesture: Gesture, counts: &mut [i32]) {
        let mut note = Note::new(voice, gesture, &self.tables);
        let gate = (gesture.gate_secs * f64::from(self.rate_hz)) as usize;
        let mut block = [0; BLOCK];
        for (index, chunk) in counts.chunks_mut(BLOCK).enumerate() {
            if index * BLOCK >= gate {
                note.release(&self.tables);
            }
            note.advance(&self.tables, &self.sine);
            self.arithmetic.render(&mut note, &mut block);
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
    }

    /// Renders one note into `samples` (overwritten), whose length is the length of the sound.
    pub fn render_one_into(&self, voice: &Voice, gesture: Gesture, samples: &mut [f32]) {
        let mut note = Note::new(voice, gesture, &self.tables);
        let mut output = Output::new(voice.globals, self.rate_hz, self.arithmetic.count_size());
        let gate = (gesture.gate_secs * f64::from(self.rate_hz)) as usize;
        let mut block = [0; BLOCK];
        let mut at = 0;
        for chunk in samples.chunks_mut(BLOCK) {
            if at >= gate {
                note.release(&self.tables);
            }
            note.advance(&self.tables, &self.sine);
            self.arithmetic.render(&mut note, &mut block);
            output.process(&block, chunk);
            at += BLOCK;
        }
    }
}
