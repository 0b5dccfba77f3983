//! What is drawn for an item: presets and notes, one draw after the other until one is kept.

use tonewright_synth::Preset;
use tonewright_synth::seed::{self, Rng};

use crate::plan::Plan;
use crate::recipe::Note;

/// A preset and what is played on it.
#[derive(Clone, Debug, PartialEq)]
pub struct Draw {
    /// The how-manieth draw for its item, from 0.
    pub number: u32,
    /// The preset.
    pub preset: Preset,
    /// What is played on it.
    pub notes: Vec<Note>,
}

/// The draws of one item: they follow from recipe, seed and item alone.
pub struct Draws<'a> {
    plan: &'a Plan,
    item: u64,
    rng: Rng,
    next: u32,
}

impl<'a> Draws<'a> {
    /// The draws of an item.
    pub fn new(plan: &'a Plan, item: u64) -> Self {
        Self { plan, item, rng: seed::stream(plan.recipe().seed, "dataset", item), next: 0 }
    }

    /// The item.
    pub fn item(&self) -> u64 {
        self.item
    }
}

impl Iterator for Draws<'_> {
    type Item = Draw;

    /// The next draw; none once the recipe allows no more.
    fn next(&mut self) -> Option<Draw> {
        let (source, recipe) = (self.plan.source(), self.plan.recipe());
        let most = if source.is_fixed() { 1 } else { recipe.gate.most_draws };
        if self.next >= most {
            return None;
        }
        let preset = source.draw(self.item, &mut self.rng);
        let notes = recipe.play.notes(&mut self.rng);
        self.next += 1;
        Some(Draw { number: self.next - 1, preset, notes })
    }
}
