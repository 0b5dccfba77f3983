//! Toys that are one formula in several sizes and variants.

/// What the toys of one formula share: lists and docs show them together.
#[derive(Debug)]
pub struct ToyFamily {
    /// What the formula is called: `k-osc`.
    pub name: &'static str,
    /// One line for lists.
    pub summary: &'static str,
    /// Where it was published.
    pub source: &'static str,
    /// Whether note and gate are heard. Toys of formulas over sample numbers alone sound the same whatever is played.
    pub plays_keys: bool,
}
