//! Charts of a study, in SVG.

use maud::{Markup, html};

use super::{Picture, Setting, Trial};
use crate::curves::Point;
use crate::draw::{Axis, Plane, short_count, significant, svg, tenths as f};

/// A trial at its place.
fn dot(plane: &Plane, at: f64, trial: &Trial) -> Markup {
    let (x, y) = (f(plane.x(at)), f(plane.y(trial.value)));
    html! {
        circle.trial.pruned[trial.is_pruned] cx=(x) cy=(y) r="3.6" { title { "trial " (trial.number) ": " (significant(trial.value)) } }
    }
}

/// A line through points.
fn path(plane: &Plane, points: &[Point]) -> String {
    plane.path(points.iter().map(|point| (point.at, point.value)))
}

fn values(picture: &Picture) -> Axis {
    Axis::of(picture.trials.iter().map(|trial| trial.value), true)
}

/// What each trial came to, and the best until then.
pub(super) fn history(picture: &Picture) -> Markup {
    let numbers = picture.trials.iter().map(|trial| trial.number as f64);
    let plane = Plane { across: Axis::of(numbers, false), up: values(picture) };
    let mut best: Option<f64> = None;
    let mut steps = Vec::new();
    for trial in picture.trials.iter().filter(|trial| !trial.is_pruned) {
        let at = trial.number as f64;
        let better =
            best.is_none_or(|best| if picture.is_down { trial.value < best } else { trial.value > best });
        steps.extend(best.map(|best| Point { at, value: best }));
        best = if better { Some(trial.value) } else { best };
        steps.extend(best.map(|best| Point { at, value: best }));
    }
    let inside = html! {
        g.grid {
            (plane.levels())
            @for at in plane.across.ticks(4) { (plane.below(at, &short_count(at.round()))) }
        }
        path.line.run-0 d=(path(&plane, &steps)) {}
        @for trial in &picture.trials { (dot(&plane, trial.number as f64, trial)) }
    };
    svg(&format!("{} of each trial", picture.what), "trial", &inside)
}

/// What trials came to against one of their settings; nothing where none has it.
pub(super) fn slice(picture: &Picture, name: &str) -> Markup {
    let of =
        |trial: &'_ Trial| trial.settings.iter().find(|(own, _)| own == name).map(|(_, value)| value.clone());
    let with: Vec<(Setting, &Trial)> =
        picture.trials.iter().filter_map(|trial| Some((of(trial)?, trial))).collect();
    let mut words: Vec<&String> = with
        .iter()
        .filter_map(|(setting, _)| match setting {
            Setting::Word(word) => Some(word),
            Setting::Number(_) => None,
        })
        .collect();
    words.sort();
    words.dedup();
    let place = |setting: &Setting| match setting {
        Setting::Number(number) => *number,
        Setting::Word(word) => words.iter().position(|known| *known == word).unwrap_or(0) as f64,
    };
    let across = if words.is_empty() {
        Axis::of(with.iter().map(|(setting, _)| place(setting)), true)
    } else {
        Axis { low: -0.5, high: words.len() as f64 - 0.5, is_log: false }
    };
    let below = if across.is_log { format!("{name} (on a logarithmic scale)") } else { name.to_owned() };
    let plane = Plane { across, up: values(picture) };
    let inside = html! {
        g.grid {
            (plane.levels())
            @if words.is_empty() {
                @for at in plane.across.ticks(4) { (plane.below(at, &significant(at))) }
            } @else {
                @for (at, word) in words.iter().enumerate() { (plane.below(at as f64, word)) }
            }
        }
        @for (setting, trial) in &with { (dot(&plane, place(setting), trial)) }
    };
    svg(&format!("{} against {name}", picture.what), &below, &inside)
}

/// What trials reported on their way, the best one's in colour; nothing where none reported.
pub(super) fn courses(picture: &Picture) -> Markup {
    let points = || picture.trials.iter().flat_map(|trial| &trial.course);
    if points().next().is_none() {
        return html! {};
    }
    let across = Axis::of(points().map(|point| point.at), false);
    let plane = Plane { across, up: Axis::of(points().map(|point| point.value), true) };
    let inside = html! {
        g.grid {
            (plane.levels())
            @for at in plane.across.ticks(4) { (plane.below(at, &short_count(at.round()))) }
        }
        @for trial in &picture.trials { path.faint d=(path(&plane, &trial.course)) {} }
        @if let Some(best) = picture.best() { path.line.run-0 d=(path(&plane, &best.course)) {} }
    };
    svg(&format!("{} while trials went on", picture.what), "validation", &inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trial(number: u64, value: f64, setting: Setting) -> Trial {
        let course = vec![Point { at: 1.0, value }, Point { at: 2.0, value }];
        Trial { number, value, is_pruned: number == 1, settings: vec![("s".to_owned(), setting)], course }
    }

    #[test]
    fn any_study_is_drawn() {
        let words = [Setting::Word("adam".to_owned()), Setting::Number(3.0), Setting::Word("sgd".to_owned())];
        let numbers = [1e-7, 1.0, 1e9].map(Setting::Number);
        for settings in [words, numbers] {
            let trials = settings.into_iter().enumerate();
            let trials = trials.map(|(at, setting)| trial(at as u64, at as f64 - 1.0, setting)).collect();
            let picture = Picture { what: "MRR".to_owned(), trials, ..Picture::default() };
            for svg in [history(&picture), slice(&picture, "s"), courses(&picture)] {
                let svg = svg.into_string();
                assert!(svg.starts_with("<svg") && !svg.contains("NaN") && !svg.contains("inf"), "{svg}");
            }
        }
        assert_eq!(courses(&Picture::default()).into_string(), "");
    }
}
