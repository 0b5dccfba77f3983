//! The rows of all layers as one table: parts repeated, what is fixed, what changes, what belongs together. Whatever
//! matches nothing is an error.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::error::DefinitionError;
use super::file::{Fixed, Part, Row};
use super::layers::Layer;
use super::pattern::Pattern;
use crate::plugin::naming::slug;

/// What stands for the number of a copy.
const NUMBER: &str = "{n}";
/// Most copies of a part.
const COPIES_MOST: usize = 100;
/// Most parameters of a table.
const PARAMS_MOST: usize = 20_000;

/// A row on its way to become a parameter.
pub(super) struct Draft {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) row: Row,
    /// The layer that touched it last, and where.
    pub(super) layer: usize,
    pub(super) span: Range<usize>,
    /// Group and family.
    pub(super) group: Option<(String, Option<String>)>,
}

/// The table of all layers.
pub(super) fn table(layers: &[Layer]) -> Result<Vec<Draft>, DefinitionError> {
    let mut drafts: Vec<Draft> = Vec::new();
    for (at, layer) in layers.iter().enumerate() {
        for part in &layer.file.part {
            add(&mut drafts, layer, at, part)?;
        }
        for pattern in &layer.file.fixed {
            for draft in matching(&mut drafts, layer, pattern.get_ref(), &pattern.span())? {
                draft.row.fixed = Some(Fixed::Is(true));
            }
        }
        for change in &layer.file.change {
            let Some(words) = &change.get_ref().matches else {
                return Err(layer.fault(&change.span(), "a change says with `match` what it changes"));
            };
            if change.get_ref().name.is_some() {
                return Err(layer.fault(&change.span(), "a change has `match`, not `name`"));
            }
            for word in words.all() {
                for draft in matching(&mut drafts, layer, word, &change.span())? {
                    overlay(&mut draft.row, change.get_ref());
                    (draft.layer, draft.span) = (at, change.span());
                }
            }
        }
        for group in &layer.file.group {
            let file = group.get_ref();
            for word in &file.parameters {
                for draft in matching(&mut drafts, layer, word, &group.span())? {
                    draft.group = Some((file.name.clone(), file.family.clone()));
                }
            }
        }
    }
    unique(layers, &drafts)?;
    Ok(drafts)
}

fn add(drafts: &mut Vec<Draft>, layer: &Layer, at: usize, part: &Part) -> Result<(), DefinitionError> {
    let first = part.parameters.first().map(toml::Spanned::span).unwrap_or_default();
    let copies = part.copies.unwrap_or(1);
    if part.parameters.is_empty() || !(1..=COPIES_MOST).contains(&copies) {
        return Err(layer.fault(&first, format!("a part has parameters and 1 to {COPIES_MOST} copies")));
    }
    let is_numbered = part.name.iter().chain([&part.prefix]).any(|text| text.contains(NUMBER));
    if copies > 1 && !is_numbered {
        return Err(
            layer.fault(&first, format!("a part with {copies} copies has `{NUMBER}` in its name or prefix"))
        );
    }
    for number in 1..=copies {
        let numbered = |text: &str| text.replace(NUMBER, &number.to_string());
        let prefix = numbered(&part.prefix);
        for spanned in &part.parameters {
            let mut row = spanned.get_ref().clone();
            let fault = |reason: &str| Err(layer.fault(&spanned.span(), reason));
            let Some(own) = row.name.take().filter(|name| name.chars().any(char::is_alphanumeric)) else {
                return fault("a parameter has a name");
            };
            if drafts.len() == PARAMS_MOST {
                return fault("there are more parameters than any synth has");
            }
            if row.matches.is_some() {
                return fault(
                    "a parameter of a part has `name`, not `match`; changes stand under `[[change]]`",
                );
            }
            let own = numbered(&own);
            for names in [&mut row.also, &mut row.in_files].into_iter().flatten() {
                names.iter_mut().for_each(|name| *name = numbered(name));
            }
            let id = if prefix.is_empty() { slug(&own) } else { format!("{}.{}", slug(&prefix), slug(&own)) };
            let group = part.name.as_deref().map(|name| (numbered(name), part.family.clone()));
            let name = format!("{prefix}{own}");
            drafts.push(Draft { id, name, row, layer: at, span: spanned.span(), group });
        }
    }
    Ok(())
}

/// The rows of that name or pattern, one at least.
fn matching<'a>(
    drafts: &'a mut [Draft],
    layer: &Layer,
    pattern: &str,
    span: &Range<usize>,
) -> Result<Vec<&'a mut Draft>, DefinitionError> {
    let read = Pattern::read(pattern);
    let likely = drafts
        .iter()
        .map(|draft| (alikeness(&draft.name, pattern), draft.name.clone()))
        .max_by_key(|(alike, _)| *alike);
    let found: Vec<&mut Draft> = drafts.iter_mut().filter(|draft| read.matches(&draft.name)).collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let hint = likely.filter(|(alike, _)| *alike > 2).map(|(_, name)| format!("; the table has `{name}`"));
    let hint = hint.unwrap_or_default();
    let forms = "Patterns are `exact`, `prefix*`, `*suffix` and `*infix*`";
    Err(layer.fault(span, format!("`{pattern}` matches no parameter of the table{hint}. {forms}")))
}

/// Letters that begin both, as slugs.
fn alikeness(name: &str, pattern: &str) -> usize {
    let (name, pattern) = (slug(name), slug(pattern));
    name.bytes().zip(pattern.bytes()).take_while(|(a, b)| a == b).count()
}

/// What a change says goes over what was said before; another kind of values takes all of the old kind away.
fn overlay(row: &mut Row, change: &Row) {
    let change = change.clone();
    let is_kind = change.choice.is_some() || change.steps.is_some();
    if is_kind || change.toggle.is_some() || change.number.is_some() {
        (row.choice, row.steps, row.toggle, row.number) =
            (change.choice, change.steps, change.toggle, change.number);
        (row.without, row.labels, row.weights, row.interval, row.often, row.bins) =
            (None, None, None, None, None, None);
    }
    over(&mut row.also, change.also);
    over(&mut row.in_files, change.in_files);
    over(&mut row.index, change.index);
    over(&mut row.without, change.without);
    over(&mut row.labels, change.labels);
    over(&mut row.weights, change.weights);
    over(&mut row.interval, change.interval);
    over(&mut row.often, change.often);
    over(&mut row.default, change.default);
    over(&mut row.fixed, change.fixed);
    over(&mut row.optional, change.optional);
    over(&mut row.bins, change.bins);
    over(&mut row.summary, change.summary);
}

fn over<T>(old: &mut Option<T>, new: Option<T>) {
    if new.is_some() {
        *old = new;
    }
}

/// No two rows have the same name.
fn unique(layers: &[Layer], drafts: &[Draft]) -> Result<(), DefinitionError> {
    let mut seen = BTreeMap::new();
    for draft in drafts {
        let names = BTreeSet::from([slug(&draft.name), slug(&draft.id), draft.id.clone()]);
        for name in names {
            if let Some(earlier) = seen.insert(name, &draft.name) {
                let reason =
                    format!("two parameters are called `{}` (`{earlier}` is the same name)", draft.name);
                return Err(layers[draft.layer].fault(&draft.span, reason));
            }
        }
    }
    Ok(())
}
