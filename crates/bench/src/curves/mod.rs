//! *How did it go?* The numbers that a run writes while it works, as curves: read while they grow, told beside those of other
//! runs, drawn on a page.

mod chart;
mod follow;
mod page;
mod words;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

pub use follow::Follow;
pub use page::{RUNS_MOST, page};
pub use words::{Cell, Row, rows, sparkline};

/// The file of a run's folder that holds its numbers, a line of JSON each.
pub const METRICS: &str = "metrics.jsonl";

/// What the lines of a run are counted by: the candidates of a search, or the steps of training.
const COUNTERS: [&str; 2] = ["renders", "step"];

/// Most curves of a run, and most numbers of one: what is beyond is left out.
const CURVES_MOST: usize = 256;
const POINTS_MOST: usize = 1 << 20;

/// A number at a moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// The step, or how many candidates were tried.
    pub at: f64,
    /// The number: never one that is not finite.
    pub value: f64,
}

/// Which way a curve should go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Losses, errors, scores of a search.
    Down,
    /// What is found, as a share.
    Up,
    /// Neither: rates, lengths, times.
    None,
}

/// Which way a curve of that name should go.
pub fn direction_of(name: &str) -> Direction {
    let last = name.rsplit('.').next().unwrap_or(name);
    let word = last.split('[').next().unwrap_or(last);
    match word {
        "mrr" | "top_mrr" | "recall" | "accuracy" => Direction::Up,
        "rate" | "gradient" | "secs" | "gallery" | "l1_of_mean" => Direction::None,
        _ => Direction::Down,
    }
}

/// The numbers of a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Curves {
    /// What they are counted by: `step`, `renders`.
    pub counter: &'static str,
    /// Each curve by its name, its points in the order of their moments; numbers within numbers are named by their way:
    /// `validation.l1`, `recall[0]`.
    pub curves: BTreeMap<String, Vec<Point>>,
}

/// Why there are no curves.
#[derive(Debug, thiserror::Error)]
pub enum CurvesError {
    /// There is no such file, or it can't be read.
    #[error("`{}` can't be read: a run's folder has one", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// A file without numbers.
    #[error("`{}` holds no line with a `step` or `renders`: it is empty, or no run's", path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
}

impl Curves {
    /// Those of a run's folder, or of such a file itself.
    ///
    /// # Errors
    /// [`CurvesError`].
    pub fn read(run: &Path) -> Result<Self, CurvesError> {
        let mut follow = Follow::new(run);
        follow.look()?;
        let curves = follow.into_curves();
        if curves.curves.is_empty() {
            return Err(CurvesError::Empty { path: file_of(run) });
        }
        Ok(curves)
    }

    /// Takes a line in. A line that is no object with a counter is left out, as is what in it is no number.
    fn take(&mut self, line: &str) {
        let Ok(Value::Object(line)) = serde_json::from_str(line) else { return };
        let Some((counter, at)) =
            COUNTERS.iter().find_map(|counter| Some((*counter, line.get(*counter)?.as_f64()?)))
        else {
            return;
        };
        self.counter = counter;
        for (name, value) in &line {
            if !COUNTERS.contains(&name.as_str()) {
                self.add(name, at, value);
            }
        }
    }

    fn add(&mut self, name: &str, at: f64, value: &Value) {
        match value {
            Value::Object(inner) => {
                inner.iter().for_each(|(key, value)| self.add(&format!("{name}.{key}"), at, value));
            }
            Value::Array(inner) => {
                inner
                    .iter()
                    .enumerate()
                    .for_each(|(index, value)| self.add(&format!("{name}[{index}]"), at, value));
            }
            Value::Number(number) => {
                let Some(value) = number.as_f64().filter(|value| value.is_finite()) else { return };
                if !self.curves.contains_key(name) && self.curves.len() >= CURVES_MOST {
                    return;
                }
                let points = self.curves.entry(name.to_owned()).or_default();
                // A run that went on from an earlier checkpoint says again what came after it.
                let earlier = points.partition_point(|point| point.at < at);
                points.truncate(earlier);
                if points.len() < POINTS_MOST {
                    points.push(Point { at, value });
                }
            }
            _ => {}
        }
    }
}

/// The file of numbers that is meant.
fn file_of(run: &Path) -> PathBuf {
    if run.is_file() { run.to_owned() } else { run.join(METRICS) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curves(lines: &[&str]) -> Curves {
        let mut curves = Curves::default();
        lines.iter().for_each(|line| curves.take(line));
        curves
    }

    #[test]
    fn numbers_become_curves_and_nonsense_none() {
        let read = curves(&[
            r#"{"step":20,"loss":0.5,"note":"words"}"#,
            r#"{"step":40,"loss":0.25,"validation":{"l1":0.1,"recall":[0.5,1]}}"#,
            r#"{"step":60,"loss":1e999}"#,
            "[1,2]",
            "{\"step\":80,\"lo",
            r#"{"loss":7}"#,
        ]);
        assert_eq!(read.counter, "step");
        let names: Vec<&str> = read.curves.keys().map(String::as_str).collect();
        assert_eq!(names, ["loss", "validation.l1", "validation.recall[0]", "validation.recall[1]"]);
        assert_eq!(read.curves["loss"], [Point { at: 20.0, value: 0.5 }, Point { at: 40.0, value: 0.25 }]);
        assert_eq!(curves(&[r#"{"renders":9,"best":3.5,"secs":0.1}"#]).counter, "renders");
    }

    #[test]
    fn steps_that_come_again_replace_what_was_said() {
        let read = curves(&[
            r#"{"step":1,"loss":5}"#,
            r#"{"step":2,"loss":4}"#,
            r#"{"step":3,"loss":3}"#,
            r#"{"step":2,"loss":2}"#,
        ]);
        assert_eq!(read.curves["loss"].iter().map(|point| point.value).collect::<Vec<_>>(), [5.0, 2.0]);
    }

    #[test]
    fn curves_know_which_way_is_better() {
        assert_eq!(direction_of("validation.found.mrr"), Direction::Up);
        assert_eq!(direction_of("validation.found.recall[2]"), Direction::Up);
        assert_eq!(direction_of("validation.found.mean_rank"), Direction::Down);
        assert_eq!((direction_of("loss"), direction_of("rate")), (Direction::Down, Direction::None));
    }

    #[test]
    fn what_is_no_run_is_told() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(Curves::read(folder.path()), Err(CurvesError::Io { .. })));
        std::fs::write(folder.path().join(METRICS), "words\n").unwrap();
        assert!(matches!(Curves::read(folder.path()), Err(CurvesError::Empty { .. })));
        let many: String = (0..2000).map(|at| format!("{{\"step\":1,\"n{at}\":1}}\n")).collect();
        std::fs::write(folder.path().join(METRICS), many).unwrap();
        assert_eq!(Curves::read(&folder.path().join(METRICS)).unwrap().curves.len(), CURVES_MOST);
    }
}
