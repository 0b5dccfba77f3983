//! *How far apart are these two sounds?* Every measure of the house on one pair of files.

use std::path::{Path, PathBuf};

use serde::Serialize;
use tonewright_audio::{Audio, read, resample};
use tonewright_bench::report::{Direction, MeasureValue, measure_values};

use crate::catalog;
use crate::error::StudioError;

/// A criterion: a measure must be at least this good.
#[derive(Clone, Debug, PartialEq)]
pub struct Criterion {
    /// The measure's name.
    pub measure: String,
    /// Its worst acceptable value.
    pub limit: f64,
}

/// How far apart two files are.
#[derive(Clone, Debug, Serialize)]
pub struct Comparison {
    /// The first file, taken as the target.
    pub target: PathBuf,
    /// The second file, taken as the candidate.
    pub candidate: PathBuf,
    /// The rate both were measured at.
    pub rate_hz: u32,
    /// What was done before measuring, one sentence each.
    pub remarks: Vec<String>,
    /// Every measure, in the order of the table.
    pub measures: Vec<MeasureValue>,
    /// The criteria that are missed, one sentence each.
    pub missed: Vec<String>,
}

impl std::str::FromStr for Criterion {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let refusal = || format!("`{text}` is no criterion: write `MEASURE=VALUE`, such as `mss=5`");
        let (measure, limit) = text.split_once('=').ok_or_else(refusal)?;
        let limit: f64 =
            limit.trim().parse().ok().filter(|limit: &f64| limit.is_finite()).ok_or_else(refusal)?;
        Ok(Self { measure: measure.trim().to_owned(), limit })
    }
}

/// Compares two files; when their rates differ, the lower one is resampled to the higher.
///
/// # Errors
/// When a file can't be read or a criterion names no measure.
pub fn compare(target: &Path, candidate: &Path, criteria: &[Criterion]) -> Result<Comparison, StudioError> {
    for criterion in criteria {
        catalog::measure(&criterion.measure)?;
    }
    let mut remarks = Vec::new();
    let sounds = [read_sound(target, &mut remarks)?, read_sound(candidate, &mut remarks)?];
    let rate_hz = sounds.iter().map(Audio::rate_hz).max().unwrap_or(44_100);
    let [target_sound, candidate_sound] = [(&sounds[0], target), (&sounds[1], candidate)]
        .map(|(sound, path)| at_rate(sound, rate_hz, path, &mut remarks));
    let measures = measure_values(&target_sound?, &candidate_sound?);
    let missed = missed(&measures, criteria);
    Ok(Comparison {
        target: target.to_owned(),
        candidate: candidate.to_owned(),
        rate_hz,
        remarks,
        measures,
        missed,
    })
}

fn read_sound(path: &Path, remarks: &mut Vec<String>) -> Result<Audio, StudioError> {
    let file = read::open(path)
        .map_err(|error| StudioError::Sound { path: path.to_owned(), source: error.into() })?;
    remarks.extend(file.notes);
    Ok(file.audio)
}

fn at_rate(
    sound: &Audio,
    rate_hz: u32,
    path: &Path,
    remarks: &mut Vec<String>,
) -> Result<Audio, StudioError> {
    if sound.rate_hz() == rate_hz {
        return Ok(sound.clone());
    }
    remarks.push(format!("`{}` was resampled from {} to {rate_hz} Hz", path.display(), sound.rate_hz()));
    resample::resample(sound, rate_hz)
        .map_err(|error| StudioError::Sound { path: path.to_owned(), source: error.into() })
}

/// The criteria that these values miss. A measure without a value misses.
pub fn missed(measures: &[MeasureValue], criteria: &[Criterion]) -> Vec<String> {
    let miss = |criterion: &Criterion| {
        let measure = measures.iter().find(|measure| measure.name == criterion.measure)?;
        let (is_met, word) = match (measure.better, measure.value) {
            (_, None) => (false, "at all"),
            (Direction::Lower, Some(value)) => (value <= criterion.limit, "at most"),
            (Direction::Higher, Some(value)) => (value >= criterion.limit, "at least"),
        };
        let value = measure.value.map_or("without a value".to_owned(), |value| format!("{value:.3}"));
        (!is_met)
            .then(|| format!("{} is {value}, but {word} {} was asked for", measure.name, criterion.limit))
    };
    criteria.iter().filter_map(miss).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(name: &str, better: Direction, value: Option<f64>) -> MeasureValue {
        let text = String::new;
        MeasureValue {
            name: name.to_owned(),
            title: text(),
            summary: text(),
            unit: text(),
            better,
            value,
            note: None,
        }
    }

    #[test]
    fn criteria_follow_the_direction_of_their_measure() {
        let measures = [
            value("mss", Direction::Lower, Some(6.0)),
            value("rms", Direction::Higher, Some(0.8)),
            value("f0", Direction::Lower, None),
        ];
        let misses = |text: &str| missed(&measures, &[text.parse().unwrap()]).len();
        assert_eq!((misses("mss=7"), misses("mss=5")), (0, 1));
        assert_eq!((misses("rms=0.7"), misses("rms=0.9")), (0, 1));
        assert_eq!(misses("f0=1000"), 1);
        for text in ["mss", "mss=", "mss=low", "mss=nan"] {
            assert!(text.parse::<Criterion>().is_err(), "{text}");
        }
    }
}
