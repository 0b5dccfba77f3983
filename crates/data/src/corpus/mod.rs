//! Presets that people made: many files as one list, with what is nearly the same kept together.
