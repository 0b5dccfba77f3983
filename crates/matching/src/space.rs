//! What a task leaves open: which parameters may move, and how any preset is brought into the task.
//!
//! The oracle applies this to everything it is handed, so a method can't break a lock; methods use it to
//! spend their moves only where something can move.

use tonewright_synth::{Norm, Preset, SynthSpec};

use crate::{MatchError, Task};

/// The open and the fixed parameters of a task.
#[derive(Clone, Debug)]
pub struct Space {
    fixed: Vec<(usize, Norm)>,
    open: Vec<usize>,
    cardinalities: Vec<Option<usize>>,
}

impl Space {
    /// The space of a task: fixed are its locks, what the synth's preset file can't hold (at its default), and
    /// what has only one value.
    ///
    /// # Errors
    /// [`MatchError::Task`] when a lock names no parameter.
    pub fn of(task: &Task) -> Result<Self, MatchError> {
        let spec = task.synth.spec();
        let count = spec.params.len();
        let mut held: Vec<Option<Norm>> = vec![None; count];
        for (value, param) in held.iter_mut().zip(&spec.params) {
            if !param.in_preset_file || param.cardinality().is_some_and(|values| values < 2) {
                *value = Some(param.norm_from_plain(param.default));
            }
        }
        for &(index, norm) in &task.locks {
            if index >= count {
                let reason = format!("a lock names parameter {index}, but {} has {count}", spec.id);
                return Err(MatchError::Task(reason));
            }
            held[index] = Some(spec.params[index].snap(norm));
        }
        let fixed = held.iter().enumerate().filter_map(|(i, value)| value.map(|v| (i, v))).collect();
        let open = (0..count).filter(|&i| held[i].is_none()).collect();
        let cardinalities = spec.params.iter().map(|p| p.cardinality()).collect();
        Ok(Self { fixed, open, cardinalities })
    }

    /// Indices of the parameters that may move, ascending.
    pub fn open(&self) -> &[usize] {
        &self.open
    }

    /// Number of values parameter `index` takes; `None` where it is continuous.
    pub fn cardinality(&self, index: usize) -> Option<usize> {
        self.cardinalities[index]
    }

    /// Puts the fixed parameters at their values and every other onto a value that exists.
    ///
    /// # Panics
    /// When the preset's length is not the spec's.
    pub fn settle(&self, spec: &SynthSpec, preset: &mut Preset) {
        preset.snap(spec);
        for &(index, norm) in &self.fixed {
            preset.values[index] = norm;
        }
    }
}
