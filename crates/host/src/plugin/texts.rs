//! What kind of values a parameter takes, told from the texts that a plug-in shows for them.

use crate::told::{ToldKind, ToldParam};

use super::PluginParam;

/// Most values of a choice: what has more is a scale.
const CHOICE_MOST: usize = 256;
/// Positions at which a continuous parameter is looked at.
const POSITIONS: usize = 129;

/// Decides on kind, labels and unit of a parameter whose raw numbers go from `low` to `high`. `steps` are the raw
/// numbers that it takes, where the plug-in says that it takes only some, and `text` is what it shows for one.
pub(super) fn decide(
    mut told: ToldParam,
    (low, high): (f64, f64),
    default: f64,
    steps: Option<Vec<f64>>,
    mut text: impl FnMut(f64) -> Option<String>,
) -> PluginParam {
    let found = match steps {
        Some(steps) => of_steps(&steps, &mut text),
        None => of_plateaus((low, high), &mut text),
    };
    let (kind, raws, labels) = found;
    told.kind = kind;
    let mut param = PluginParam { told, raws };
    let (low, high) = match kind {
        ToldKind::Continuous => (low, high),
        _ => (0.0, (param.raws.len().max(2) - 1) as f64),
    };
    let default = param.plain_from_raw(default).clamp(low, high);
    (param.told.low, param.told.high, param.told.default) = (low, Some(high), Some(default));
    if kind == ToldKind::Choice {
        param.told.labels = labels;
    }
    if kind == ToldKind::Continuous {
        param.told.unit = unit((low, high), &mut text);
    }
    param
}

type Found = (ToldKind, Vec<f64>, Vec<String>);

/// Kind, raw numbers and labels of what takes these numbers only.
fn of_steps(steps: &[f64], text: &mut dyn FnMut(f64) -> Option<String>) -> Found {
    if steps.len() > CHOICE_MOST || steps.len() < 2 {
        return (ToldKind::Stepped, steps.to_vec(), Vec::new());
    }
    let labels: Vec<String> = steps.iter().map(|step| text(*step).unwrap_or_default()).collect();
    if is_switch(&labels) {
        return (ToldKind::Toggle, steps.to_vec(), Vec::new());
    }
    if is_scale(&labels) {
        return (ToldKind::Stepped, steps.to_vec(), Vec::new());
    }
    (ToldKind::Choice, steps.to_vec(), labels)
}

/// The same of what says that it is continuous, but shows only a few words.
fn of_plateaus((low, high): (f64, f64), text: &mut dyn FnMut(f64) -> Option<String>) -> Found {
    let continuous = (ToldKind::Continuous, Vec::new(), Vec::new());
    let at = |i: usize| low + (high - low) * i as f64 / (POSITIONS - 1) as f64;
    let mut runs: Vec<(String, usize, usize)> = Vec::new();
    for i in 0..POSITIONS {
        let Some(shown) = text(at(i)) else { return continuous };
        match runs.last_mut() {
            Some((last, _, end)) if *last == shown => *end = i,
            _ => runs.push((shown, i, i)),
        }
    }
    let words = runs.iter().map(|(shown, ..)| shown);
    let is_words =
        (2..=POSITIONS / 4).contains(&runs.len()) && words.clone().all(|shown| number(shown).is_none());
    let labels: Vec<String> = words.cloned().collect();
    if !is_words {
        return continuous;
    }
    // In the middle of its way a label is surest; the ends are the ends.
    let last = runs.len() - 1;
    let middle = |(index, (_, start, end)): (usize, &(String, usize, usize))| match index {
        0 => low,
        index if index == last => high,
        _ => 0.5 * (at(*start) + at(*end)),
    };
    let raws = runs.iter().enumerate().map(middle).collect();
    let kind = if is_switch(&labels) { ToldKind::Toggle } else { ToldKind::Choice };
    (kind, raws, labels)
}

fn is_switch(labels: &[String]) -> bool {
    let [off, on] = labels else { return false };
    let pairs = [("off", "on"), ("no", "yes"), ("false", "true"), ("0", "1"), ("disabled", "enabled")];
    let (off, on) = (off.trim().to_ascii_lowercase(), on.trim().to_ascii_lowercase());
    pairs.contains(&(off.as_str(), on.as_str()))
}

/// Numbers that only rise or only fall.
fn is_scale(labels: &[String]) -> bool {
    let numbers: Option<Vec<f64>> = labels.iter().map(|label| number(label)).collect();
    let Some(numbers) = numbers else { return false };
    numbers.is_sorted_by(|a, b| a < b) || numbers.is_sorted_by(|a, b| a > b)
}

/// The number with which a text begins.
fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    let is_part = |c: char| c.is_ascii_digit() || "+-.,".contains(c);
    let end = text.find(|c| !is_part(c)).unwrap_or(text.len());
    text[..end].replace(',', ".").parse().ok()
}

/// The unit behind the numbers, where the numbers are the raw ones.
fn unit((low, high): (f64, f64), text: &mut dyn FnMut(f64) -> Option<String>) -> String {
    let mut units = [0.25, 0.5, 0.75].map(|share| {
        let raw = low + share * (high - low);
        let shown = text(raw)?;
        let is_same = (number(&shown)? - raw).abs() <= 0.02 * (high - low) + 0.02 * raw.abs();
        let letters = shown.trim().trim_start_matches(|c: char| c.is_ascii_digit() || "+-., ".contains(c));
        (is_same && letters.chars().count() <= 12).then(|| letters.trim().to_owned())
    });
    let unit = units[0].take().unwrap_or_default();
    let is_known = !unit.is_empty() && units[1..].iter().all(|other| other.as_ref() == Some(&unit));
    if is_known { format!(" {unit}") } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told() -> ToldParam {
        serde_json::from_value(serde_json::json!({ "id": "x", "kind": "continuous" })).unwrap()
    }

    fn stepped(labels: &[&str]) -> PluginParam {
        let steps = (0..labels.len()).map(|i| i as f64).collect();
        let text = |raw: f64| labels.get(raw as usize).map(ToString::to_string);
        decide(told(), (0.0, (labels.len() - 1) as f64), 1.0, Some(steps), text)
    }

    #[test]
    fn words_make_choices_numbers_make_scales_and_opposites_make_switches() {
        assert_eq!(stepped(&["Off", "On"]).told.kind, ToldKind::Toggle);
        assert_eq!(stepped(&["1 voice", "2 voices", "4 voices"]).told.kind, ToldKind::Stepped);
        let waves = stepped(&["Saw", "Sine", "saw", ""]);
        assert_eq!(waves.told.kind, ToldKind::Choice);
        assert_eq!(waves.told.labels, ["Saw", "Sine", "saw", ""]);
        assert_eq!((waves.told.high, waves.told.default), (Some(3.0), Some(1.0)));
        assert_eq!(stepped(&["12 dB", "24 dB", "12 dB BP"]).told.kind, ToldKind::Choice);
    }

    #[test]
    fn a_continuous_parameter_that_shows_few_words_is_a_choice() {
        let text = |raw: f64| Some(["Low", "Band", "High"][((raw * 3.0) as usize).min(2)].to_owned());
        let found = decide(told(), (0.0, 1.0), 0.5, None, text);
        assert_eq!((found.told.kind, found.raws.len()), (ToldKind::Choice, 3));
        assert_eq!((found.told.labels[1].as_str(), found.told.default), ("Band", Some(1.0)));
        for (index, raw) in found.raws.iter().enumerate() {
            assert_eq!(text(*raw).unwrap(), found.told.labels[index]);
        }
    }

    #[test]
    fn numbers_keep_it_continuous_and_tell_the_unit_where_they_are_the_raw_ones() {
        let hz = decide(told(), (20.0, 20_000.0), 440.0, None, |raw| Some(format!("{raw:.1} Hz")));
        assert_eq!((hz.told.kind, hz.told.unit.as_str()), (ToldKind::Continuous, " Hz"));
        let hidden = decide(told(), (0.0, 1.0), 0.5, None, |raw| Some(format!("{:.0} Hz", 20.0 + raw * 1e4)));
        assert_eq!((hidden.told.kind, hidden.told.unit.as_str()), (ToldKind::Continuous, ""));
        assert_eq!(decide(told(), (0.0, 1.0), 0.5, None, |_| None).told.kind, ToldKind::Continuous);
        assert_eq!(
            decide(told(), (0.0, 1.0), 0.5, None, |_| Some("same".into())).told.kind,
            ToldKind::Continuous
        );
    }
}
