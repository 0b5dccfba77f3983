//! The native engines, one folder each, and the table that lists them.

pub mod dx7;
pub mod subtractive;
pub mod toys;

use crate::Synth;
use toys::Symmetry::{Broken, Kept};
use toys::{ToyFamily, fm, k_osc, k_sin, simple};

/// A native synth: how it is called and how it is made.
pub struct SynthEntry {
    /// What users type.
    pub name: &'static str,
    /// One line for lists.
    pub summary: &'static str,
    /// The formula that a toy is a variant of; `None` for an instrument.
    pub toy: Option<&'static ToyFamily>,
    /// Makes the synth.
    pub build: fn() -> Box<dyn Synth>,
}

/// All native synths, in the order of the docs: instruments, then toys by family.
#[rustfmt::skip]
pub const SYNTHS: &[SynthEntry] = &[
    dx7::ENTRY,
    subtractive::ENTRY,
    simple::second::ENTRY,
    simple::published::SAW,
    simple::published::SINE,
    simple::super_simple::ENTRY,
    k_osc::entry::<4>("k-osc-4", "4 interchangeable anti-aliased oscillators, averaged", Kept),
    k_osc::entry::<8>("k-osc-8", "8 interchangeable anti-aliased oscillators, averaged", Kept),
    k_osc::entry::<16>("k-osc-16", "16 interchangeable anti-aliased oscillators, averaged", Kept),
    k_osc::entry::<32>("k-osc-32", "32 interchangeable anti-aliased oscillators, averaged", Kept),
    k_osc::entry::<4>("k-osc-4-broken", "4 anti-aliased oscillators, each in a range of its own, averaged", Broken),
    k_osc::entry::<8>("k-osc-8-broken", "8 anti-aliased oscillators, each in a range of its own, averaged", Broken),
    k_osc::entry::<16>("k-osc-16-broken", "16 anti-aliased oscillators, each in a range of its own, averaged", Broken),
    k_osc::entry::<32>("k-osc-32-broken", "32 anti-aliased oscillators, each in a range of its own, averaged", Broken),
    k_sin::entry::<4>("k-sin-4", "4 interchangeable sines, summed", Kept),
    k_sin::entry::<8>("k-sin-8", "8 interchangeable sines, summed", Kept),
    k_sin::entry::<16>("k-sin-16", "16 interchangeable sines, summed", Kept),
    k_sin::entry::<32>("k-sin-32", "32 interchangeable sines, summed", Kept),
    k_sin::entry::<4>("k-sin-4-broken", "4 sines, each in a range of its own, summed", Broken),
    k_sin::entry::<8>("k-sin-8-broken", "8 sines, each in a range of its own, summed", Broken),
    k_sin::entry::<16>("k-sin-16-broken", "16 sines, each in a range of its own, summed", Broken),
    k_sin::entry::<32>("k-sin-32-broken", "32 sines, each in a range of its own, summed", Broken),
    fm::entry::<fm::Conditional>("fm-conditional", "m1 modulates c1; c2 is a bare sine", Kept),
    fm::entry::<fm::Conditional>("fm-conditional-broken", "m1 modulates c1; c2 is a bare sine; each carrier in a range of its own", Broken),
    fm::entry::<fm::Mixed>("fm-mixed", "m1 modulates c1, m2 modulates c2", Kept),
    fm::entry::<fm::Mixed>("fm-mixed-broken", "m1 modulates c1, m2 modulates c2, each operator in a range of its own", Broken),
    fm::entry::<fm::Hierarchical>("fm-hierarchical", "m1 and m2 modulate c1, m3 and m4 modulate c2", Kept),
    fm::entry::<fm::Hierarchical>("fm-hierarchical-broken", "m1 and m2 modulate c1, m3 and m4 modulate c2, each operator in a range of its own", Broken),
];
