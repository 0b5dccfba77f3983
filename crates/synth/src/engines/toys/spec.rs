//! Parameters of the toys of papers: knobs from -1 to 1 in the papers' order, and the parts that they belong to.

use crate::spec::{Curve, Display, Group, Kind, ParamSpec, Plain};

/// One kind of knob that every part has.
pub(super) struct Column {
    /// The knob's own part of the id: `freq`.
    pub id: &'static str,
    /// The value of the initial preset, -1..=1.
    pub default: f64,
    /// What it does, in one sentence.
    pub summary: &'static str,
}

/// Whether the parts of a toy are interchangeable.
///
/// The papers study what becomes of inference when they are: permuted parameters then make the same sound. Breaking the
/// symmetry gives each part a range of frequencies of its own, so that the places of a preset mean something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Symmetry {
    /// Every part has the same range.
    Kept,
    /// Every part has its own range.
    Broken,
}

impl Symmetry {
    /// How the name of a toy ends that has it.
    pub(super) fn suffix(self) -> &'static str {
        match self {
            Self::Kept => "",
            Self::Broken => "-broken",
        }
    }

    /// How the name that people read ends.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Kept => "",
            Self::Broken => ", symmetry broken",
        }
    }

    /// The family of parts, which only interchangeable ones have.
    pub(super) fn family(self, name: &'static str) -> Option<&'static str> {
        (self == Self::Kept).then_some(name)
    }
}

/// The knobs of parts in the papers' layout: the first column of all parts, then the second of all parts, and so on.
/// Parameter `c * parts.len() + p` is column `c` of part `p`.
pub(super) fn params(parts: &[String], columns: &[Column]) -> Vec<ParamSpec> {
    let param = |column: &Column, part: &String| {
        let id = format!("{part}.{}", column.id);
        knob(id, Kind::Continuous, (-1.0, 1.0), column.default, "", column.summary)
    };
    columns.iter().flat_map(|column| parts.iter().map(move |part| param(column, part))).collect()
}

/// All columns of some of `part_count` parts as one group.
pub(super) fn group(
    id: String,
    family: Option<&'static str>,
    parts: &[usize],
    (part_count, column_count): (usize, usize),
) -> Group {
    let of_column = |column: usize| parts.iter().map(move |part| column * part_count + part);
    let params = (0..column_count).flat_map(of_column).collect();
    Group { id: id.into(), family: family.map(Into::into), params }
}

/// A parameter that is in preset files, straight over its range, and named as its id.
pub(super) fn knob(
    id: impl Into<String>,
    kind: Kind,
    range: (f64, f64),
    default: f64,
    unit: &'static str,
    summary: &'static str,
) -> ParamSpec {
    let id = id.into();
    ParamSpec {
        name: id.replace(['.', '-'], " ").to_uppercase().into(),
        id: id.into(),
        kind,
        range,
        curve: Curve::Linear,
        default: Plain(default),
        unit: unit.into(),
        display: Display::Number,
        summary: summary.into(),
        in_preset_file: true,
    }
}
