//! Rows sorted into the parts of a definition: runs of the synth's own order, a part for each group whose rows follow
//! one another, and one part for several copies of the same knobs.

use tonewright_synth::SynthSpec;

use super::rows::Row;

/// A part of the table.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Part {
    /// The group's name and family, where it is one; with `{n}` for the number of a copy.
    pub(super) group: Option<(String, Option<String>)>,
    /// What all names begin with.
    pub(super) prefix: String,
    /// How often it comes.
    pub(super) copies: usize,
    /// Rows, of copies those of the first; names without the prefix.
    pub(super) rows: Vec<Row>,
    /// Of further copies: whole names and defaults of rows that start elsewhere than those of the first.
    pub(super) changes: Vec<(String, f64)>,
}

/// A group whose rows do not follow one another.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Scattered {
    pub(super) name: String,
    pub(super) family: Option<String>,
    pub(super) names: Vec<String>,
}

/// All parts, and the groups beside them.
pub(super) struct Parts {
    pub(super) parts: Vec<Part>,
    pub(super) scattered: Vec<Scattered>,
}

/// Sorts rows into parts; each row is in one.
pub(super) fn of(spec: &SynthSpec, rows: Vec<Row>) -> Parts {
    let mut group_of = vec![None; spec.params.len()];
    for (number, group) in spec.groups.iter().enumerate() {
        group.params.iter().for_each(|at| group_of[*at] = Some(number));
    }
    let runs: Vec<Vec<Row>> =
        rows.chunk_by(|a, b| group_of[a.at] == group_of[b.at]).map(<[Row]>::to_vec).collect();
    let runs_of = |group: usize| runs.iter().filter(|run| group_of[run[0].at] == Some(group)).count();
    let scattered = (0..spec.groups.len()).filter(|group| runs_of(*group) > 1);
    let scattered: Vec<Scattered> = scattered.map(|group| scatter(spec, group, &group_of, &rows)).collect();
    let mut parts: Vec<Part> = Vec::new();
    for run in &runs {
        let group = group_of[run[0].at].filter(|group| runs_of(*group) == 1 && run.len() > 1);
        let part = match group {
            Some(group) => grouped(spec, group, run),
            None => {
                Part { group: None, prefix: String::new(), copies: 1, rows: run.clone(), changes: Vec::new() }
            }
        };
        match parts.last_mut() {
            // What belongs to no part stays in one.
            Some(last) if last.group.is_none() && part.group.is_none() => last.rows.extend(part.rows),
            Some(last) if takes(spec, last, run, group) => take(last, &part),
            _ => parts.push(part),
        }
    }
    parts.iter_mut().for_each(number);
    Parts { parts, scattered }
}

fn scatter(spec: &SynthSpec, group: usize, group_of: &[Option<usize>], rows: &[Row]) -> Scattered {
    let own = rows.iter().filter(|row| group_of[row.at] == Some(group));
    Scattered {
        name: spec.groups[group].id.to_string(),
        family: spec.groups[group].family.as_ref().map(ToString::to_string),
        names: own.map(|row| row.name.clone()).collect(),
    }
}

fn grouped(spec: &SynthSpec, group: usize, run: &[Row]) -> Part {
    let names: Vec<&str> = run.iter().map(|row| row.name.as_str()).collect();
    let prefix = common_prefix(&names);
    let own = |row: &Row| Row { name: row.name[prefix.len()..].to_owned(), ..row.clone() };
    let group = &spec.groups[group];
    Part {
        group: Some((group.id.to_string(), group.family.as_ref().map(ToString::to_string))),
        copies: 1,
        rows: run.iter().map(own).collect(),
        changes: Vec::new(),
        prefix: prefix.to_owned(),
    }
}

/// What all names begin with, up to a joint or (`Osc1 Mode`, `Osc1->Bus`) up to their number, so that a name is left of
/// each.
fn common_prefix<'a>(names: &[&'a str]) -> &'a str {
    let Some(first) = names.first() else { return "" };
    let ends = |is_end: fn(char) -> bool| {
        first.char_indices().filter(move |(_, c)| is_end(*c)).map(|(at, c)| at + c.len_utf8())
    };
    let longest = |ends: &mut dyn Iterator<Item = usize>, is_start: fn(char) -> bool| {
        let fits = |name: &&str, end: usize| {
            let own = name.get(end..).filter(|_| name.get(..end) == first.get(..end));
            own.is_some_and(|own| {
                own.starts_with(is_start) && own.contains(|c: char| c.is_ascii_alphanumeric())
            })
        };
        ends.filter(|end| names.iter().all(|name| fits(name, *end))).max()
    };
    let joint = longest(&mut ends(|c| !c.is_alphanumeric()), |c| c.is_ascii_alphanumeric());
    let number = || longest(&mut ends(|c| c.is_ascii_digit()), |c| !c.is_alphanumeric());
    &first[..joint.or_else(number).unwrap_or(0)]
}

/// Whether a run is the next copy of the last part.
fn takes(spec: &SynthSpec, last: &Part, run: &[Row], group: Option<usize>) -> bool {
    let Some(group) = group else { return false };
    let part = grouped(spec, group, run);
    let families = [last, &part].map(|part| part.group.as_ref().and_then(|(_, family)| family.clone()));
    let number = last.copies + 1;
    let shape = |part: &Part| -> Vec<_> {
        part.rows.iter().map(|row| (row.name.clone(), row.values.clone(), row.is_fixed)).collect()
    };
    let prefixes = [numbered(&last.prefix, 1), numbered(&part.prefix, number)];
    let names =
        [last, &part].map(|part| part.group.as_ref().map(|(name, _)| name.clone()).unwrap_or_default());
    let names = [numbered(&names[0], 1), numbered(&names[1], number)];
    families[0].is_some()
        && families[0] == families[1]
        && prefixes[0].is_some()
        && prefixes[0] == prefixes[1]
        && names[0].is_some()
        && names[0] == names[1]
        && shape(last) == shape(&part)
}

/// Makes the next copy of a part out of another.
fn take(last: &mut Part, part: &Part) {
    last.copies += 1;
    for (row, first) in part.rows.iter().zip(&last.rows) {
        if row.default != first.default {
            last.changes.push((format!("{}{}", part.prefix, row.name), row.default));
        }
    }
}

/// Writes `{n}` into the names of a part with copies.
fn number(part: &mut Part) {
    if part.copies < 2 {
        return;
    }
    part.prefix = numbered(&part.prefix, 1).unwrap_or_default();
    if let Some((name, _)) = &mut part.group {
        *name = numbered(name, 1).unwrap_or_default();
    }
}

/// The text with `{n}` for that number, where it is the first number in it.
fn numbered(text: &str, number: usize) -> Option<String> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let rest = &text[start..];
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    (rest[..end] == number.to_string()).then(|| format!("{}{{n}}{}", &text[..start], &rest[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_end_at_joints_and_leave_something() {
        assert_eq!(common_prefix(&["osc1_wave", "osc1_width"]), "osc1_");
        assert_eq!(common_prefix(&["LFO rate", "LFO reset"]), "LFO ");
        assert_eq!(common_prefix(&["lfo", "lfo rate"]), "");
        assert_eq!(common_prefix(&["a-b", "a-"]), "");
        assert_eq!(common_prefix(&["é wave", "é width"]), "é ");
        assert_eq!(common_prefix(&["Osc1 Mode", "Osc1->BusA"]), "Osc1");
        assert_eq!(common_prefix(&["Osc1 Mode", "Osc12 Mode"]), "");
    }

    #[test]
    fn numbers_become_places() {
        assert_eq!(numbered("osc1_", 1).as_deref(), Some("osc{n}_"));
        assert_eq!(numbered("osc12 ", 12).as_deref(), Some("osc{n} "));
        assert_eq!((numbered("osc2_", 1), numbered("osc_", 1)), (None, None));
    }
}
