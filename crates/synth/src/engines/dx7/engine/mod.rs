//! The DX7's sound engine: notes in, samples out.
//!
//! Envelopes, LFO and pitch move once in a block of 64 samples; operators run in whole numbers. The level is
//! the Dexed plug-in's: one carrier at full level peaks at 1/8, and a blocker removes the offset.

mod algorithm;
mod chip;
mod envelope;
mod feedback;
mod filter;
mod lfo;
mod mark_one;
mod modern;
mod note;
mod output;
mod pitch;
mod pitch_envelope;
mod scaling;
mod sine;
mod stages;
mod tables;

use super::voice::Voice;
use crate::Gesture;
use mark_one::{BUNCH, GROUP, MarkOne, Scratch};
use modern::Modern;
use note::Note;
use output::{Output, OutputTables};
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
    output: OutputTables,
    arithmetic: Arithmetic,
}

/// The operators' tables and kernels.
enum Arithmetic {
    MarkOne(Box<MarkOne>),
    Modern(Box<Modern>),
}

/// What is computed of a block.
struct Workspace {
    /// The feedback loops of a group of notes.
    looped: [[i32; BLOCK]; GROUP],
    scratch: Scratch,
    /// The counts of a bunch of notes.
    blocks: [[i32; BLOCK]; BUNCH],
}

impl Workspace {
    fn new() -> Box<Self> {
        Box::new(Self {
            looped: [[0; BLOCK]; GROUP],
            scratch: [[[0; BLOCK]; 7]; BUNCH],
            blocks: [[0; BLOCK]; BUNCH],
        })
    }
}

impl Arithmetic {
    /// Prepares the next block of all notes of a group.
    fn begin_block(&self, notes: &mut [Note], work: &mut Workspace) {
        if let Self::MarkOne(mark_one) = self {
            mark_one.begin_block(notes, &mut work.looped);
        }
    }

    /// One block of a few notes of the group, from the one at `first` on, into the workspace, in counts.
    fn render(&self, notes: &mut [Note], first: usize, work: &mut Workspace) {
        let blocks = &mut work.blocks[..notes.len()];
        match self {
            Self::MarkOne(mark_one) => {
                mark_one.render(notes, &work.looped[first..], &mut work.scratch, blocks)
            }
            Self::Modern(modern) => {
                for (note, block) in notes.iter_mut().zip(blocks) {
                    modern.render(note, block);
                }
            }
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
    /// Notes that one call renders at the best price: with so many, operators alike lie side by side.
    pub const FULL_BATCH: usize = GROUP;

    /// An engine with the tables of this sample rate.
    pub fn new(mode: Mode, rate_hz: u32) -> Self {
        let arithmetic = match mode {
            Mode::MarkOne => Arithmetic::MarkOne(Box::new(MarkOne::new())),
            Mode::Modern => Arithmetic::Modern(Box::new(Modern::new())),
        };
        let output = OutputTables::new(rate_hz, arithmetic.count_size());
        Self { rate_hz, tables: RateTables::new(rate_hz), sine: SineTable::new(), output, arithmetic }
    }

    /// Renders notes, one into each of `sounds` (overwritten), whose lengths are the lengths of the sounds.
    /// A note sounds the same in any company.
    ///
    /// # Panics
    /// When there are more or fewer sounds than notes.
    pub fn render_into(&self, notes: &[(&Voice, Gesture)], sounds: &mut [&mut [f32]]) {
        assert_eq!(notes.len(), sounds.len(), "one sound for each note");
        for (notes, sounds) in notes.chunks(GROUP).zip(sounds.chunks_mut(GROUP)) {
            self.render_group(notes, sounds);
        }
    }

    /// The counts that the operators of one note add up to, before the output stage: what samples are made of,
    /// for comparisons with other engines.
    pub fn render_counts_into(&self, voice: &Voice, gesture: Gesture, counts: &mut [i32]) {
        let gate_samples = self.gate_samples(gesture);
        let mut notes = [Note::new(voice, gesture, &self.tables)];
        let mut work = Workspace::new();
        for (index, chunk) in counts.chunks_mut(BLOCK).enumerate() {
            self.advance(&mut notes[0], index * BLOCK >= gate_samples);
            self.arithmetic.begin_block(&mut notes, &mut work);
            self.arithmetic.render(&mut notes, 0, &mut work);
            chunk.copy_from_slice(&work.blocks[0][..chunk.len()]);
        }
    }

    /// Renders at most [`GROUP`] notes side by side, block by block.
    fn render_group(&self, notes: &[(&Voice, Gesture)], sounds: &mut [&mut [f32]]) {
        let gates: Vec<usize> = notes.iter().map(|(_, gesture)| self.gate_samples(*gesture)).collect();
        let mut outputs: Vec<Output> =
            notes.iter().map(|(voice, _)| Output::new(voice.globals, self.rate_hz)).collect();
        let mut notes: Vec<Note> =
            notes.iter().map(|(voice, gesture)| Note::new(voice, *gesture, &self.tables)).collect();
        let mut work = Workspace::new();
        let len_samples = sounds.iter().map(|sound| sound.len()).max().unwrap_or(0);
        for at in (0..len_samples).step_by(BLOCK) {
            for (note, gate) in notes.iter_mut().zip(&gates) {
                self.advance(note, at >= *gate);
            }
            self.arithmetic.begin_block(&mut notes, &mut work);
            // Sounds are written between computations, so that memory is given time.
            let bunches =
                notes.chunks_mut(BUNCH).zip(outputs.chunks_mut(BUNCH)).zip(sounds.chunks_mut(BUNCH));
            for (index, ((notes, outputs), sounds)) in bunches.enumerate() {
                self.arithmetic.render(notes, index * BUNCH, &mut work);
                self.output.process(outputs, &work.blocks, sounds, at);
            }
        }
    }

    /// Moves a note on by one block.
    fn advance(&self, note: &mut Note, released: bool) {
        if released {
            note.release(&self.tables);
        }
        note.advance(&self.tables, &self.sine);
    }

    /// After how many samples the key goes up: in the first block that begins there or later.
    fn gate_samples(&self, gesture: Gesture) -> usize {
        (gesture.gate_secs * f64::from(self.rate_hz)) as usize
    }
}
