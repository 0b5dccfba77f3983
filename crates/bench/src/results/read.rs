//! Files of results, as `tonewright eval proxy --json` writes them.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use serde::Deserialize;

use super::{Figure, Growth, PresetKind, ResultEntry, ResultsError};

/// What one file holds.
#[derive(Clone, Debug, PartialEq)]
pub struct ResultFile {
    /// Its results, in their order: at least one.
    pub entries: Vec<ResultEntry>,
}

/// Files that are larger hold something else: an exam takes some kilobytes.
const BYTES_MOST: u64 = 16 << 20;
/// Figures that are larger are of a network that broke down.
const FIGURE_MOST: f64 = 1e12;
/// Names that are longer are none.
const NAME_MOST: usize = 200;

/// An exam as it stands in a file; what else stands there is for others.
#[derive(Deserialize)]
struct Told {
    network: String,
    synth: String,
    data_name: String,
    kind: PresetKind,
    step: u64,
    found: Found,
}

#[derive(Deserialize)]
struct Found {
    pairs: usize,
    gallery: usize,
    repeats: usize,
    distance: String,
    l1: Spread,
    presets_find_sounds: Way,
    sounds_find_presets: Way,
    #[serde(default)]
    growing: Vec<Grown>,
}

#[derive(Deserialize)]
struct Way {
    mrr: Spread,
}

#[derive(Clone, Copy, Deserialize)]
struct Spread {
    mean: f64,
    deviation: f64,
}

#[derive(Deserialize)]
struct Grown {
    gallery: usize,
    l1: Option<f64>,
    presets_find_sounds: f64,
    sounds_find_presets: f64,
}

impl ResultFile {
    /// Reads one; `name` is what its networks are called instead.
    ///
    /// # Errors
    /// [`ResultsError::Io`], [`ResultsError::Unfit`].
    pub fn read(path: &Path, name: Option<&str>) -> Result<Self, ResultsError> {
        let io = |source| ResultsError::Io { path: path.to_owned(), source };
        let mut bytes = Vec::new();
        File::open(path).and_then(|file| file.take(BYTES_MOST + 1).read_to_end(&mut bytes)).map_err(io)?;
        let entries = if bytes.len() as u64 > BYTES_MOST {
            Err(format!("it is larger than {} MiB", BYTES_MOST >> 20))
        } else {
            entries(&bytes, path, name)
        };
        let unfit = |reason| ResultsError::Unfit { path: path.to_owned(), reason };
        entries.map(|entries| Self { entries }).map_err(unfit)
    }
}

/// The results of a text; in words, why it has none.
fn entries(bytes: &[u8], path: &Path, name: Option<&str>) -> Result<Vec<ResultEntry>, String> {
    let all: Vec<Told> = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    if all.is_empty() {
        return Err("its list is empty".to_owned());
    }
    all.into_iter().map(|told| entry(told, path, name)).collect()
}

fn entry(told: Told, path: &Path, name: Option<&str>) -> Result<ResultEntry, String> {
    let Told { network, synth, data_name, kind, step, found } = told;
    let network = name.map_or(network, str::to_owned);
    for (what, name) in [("network", &network), ("synth", &synth), ("data set", &data_name)] {
        if name.trim().is_empty() || name.chars().count() > NAME_MOST {
            return Err(format!("the name of its {what} is empty, or longer than {NAME_MOST} letters"));
        }
    }
    if !(1..=found.pairs).contains(&found.gallery) || found.repeats == 0 {
        let (gallery, pairs) = (found.gallery, found.pairs);
        return Err(format!("{} galleries of {gallery} of {pairs} pairs can't be", found.repeats));
    }
    let mut growing = found.growing.into_iter().map(grown).collect::<Result<Vec<_>, _>>()?;
    growing.sort_by_key(|grown| grown.gallery);
    if growing.windows(2).any(|pair| pair[0].gallery == pair[1].gallery) {
        return Err("a size of its growing galleries stands there twice".to_owned());
    }
    Ok(ResultEntry {
        network,
        synth,
        data: data_name,
        kind,
        step,
        pairs: found.pairs,
        gallery: found.gallery,
        repeats: found.repeats,
        distance: found.distance,
        presets_find_sounds: figure(found.presets_find_sounds.mrr, 1.0)?,
        sounds_find_presets: figure(found.sounds_find_presets.mrr, 1.0)?,
        l1: figure(found.l1, FIGURE_MOST)?,
        growing,
        file: path.to_owned(),
    })
}

/// A figure whose mean lies from 0 to so much.
fn figure(spread: Spread, most: f64) -> Result<Figure, String> {
    let mean = within(spread.mean, most)?;
    Ok(Figure { mean, deviation: within(spread.deviation, FIGURE_MOST)? })
}

fn within(value: f64, most: f64) -> Result<f64, String> {
    if (0.0..=most).contains(&value) {
        return Ok(value);
    }
    Err(format!("a figure of it is {value}, where only 0 to {most} can be"))
}

fn grown(told: Grown) -> Result<Growth, String> {
    if told.gallery == 0 {
        return Err("one of its growing galleries has no pairs".to_owned());
    }
    Ok(Growth {
        gallery: told.gallery,
        l1: told.l1.map(|l1| within(l1, FIGURE_MOST)).transpose()?,
        presets_find_sounds: within(told.presets_find_sounds, 1.0)?,
        sounds_find_presets: within(told.sounds_find_presets, 1.0)?,
    })
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use serde_json::{Value, json};

    use super::super::Results;
    use super::*;
    use crate::retrieval::{Exam, Found, Grown, Spread};
    use crate::stats::Interval;

    /// A file as exams write it.
    fn told() -> Value {
        let spread =
            |mean: f64| Spread { mean, deviation: 0.125, middle_95: Interval { low: 0.0, high: 1.0 } };
        let way = |mrr: f64| Found {
            mrr: spread(mrr),
            top_mrr: [spread(0.5); 5],
            recall: [spread(0.5); 3],
            mean_rank: spread(0.5),
            median_rank: spread(0.5),
        };
        let found = Exam {
            pairs: 600,
            gallery: 512,
            repeats: 100,
            seed: 42,
            distance: "l1",
            l1: spread(0.0625),
            l1_of_mean: 0.5,
            gap: spread(0.25),
            told: None,
            presets_find_sounds: way(0.75),
            sounds_find_presets: way(0.5),
            growing: vec![
                Grown { gallery: 600, l1: 0.0625, presets_find_sounds: 0.7, sounds_find_presets: 0.4 },
                Grown { gallery: 512, l1: 0.0625, presets_find_sounds: 0.8, sounds_find_presets: 0.5 },
            ],
        };
        json!([{ "model": "runs/a", "network": "tfm", "synth": "dx7", "data": "sets/a", "data_name": "a",
            "kind": "hand-crafted", "step": 7, "found": found }])
    }

    fn read(value: &Value) -> Result<Vec<ResultEntry>, String> {
        entries(value.to_string().as_bytes(), Path::new("a.json"), None)
    }

    #[test]
    fn what_an_exam_writes_is_read() {
        let read = read(&told()).unwrap();
        let entry = &read[0];
        assert_eq!((entry.network.as_str(), entry.synth.as_str(), entry.data.as_str()), ("tfm", "dx7", "a"));
        assert_eq!((entry.kind, entry.step, entry.gallery), (PresetKind::HandCrafted, 7, 512));
        assert_eq!(entry.presets_find_sounds, Figure { mean: 0.75, deviation: 0.125 });
        assert_eq!((entry.sounds_find_presets.mean, entry.l1.mean), (0.5, 0.0625));
        let sizes: Vec<usize> = entry.growing.iter().map(|grown| grown.gallery).collect();
        assert_eq!((sizes, entry.growing[0].l1), (vec![512, 600], Some(0.0625)));
        let named = entries(told().to_string().as_bytes(), Path::new("a.json"), Some("mine")).unwrap();
        assert_eq!(named[0].network, "mine");
    }

    #[test]
    fn what_can_be_no_result_is_refused() {
        let with = |pointer: &str, value: Value| {
            let mut told = told();
            *told.pointer_mut(pointer).unwrap() = value;
            read(&told).unwrap_err()
        };
        assert!(with("/0/network", json!(" ")).contains("network"));
        assert!(with("/0/synth", json!("x".repeat(201))).contains("synth"));
        assert!(with("/0/kind", json!("baked")).contains("baked"));
        assert!(with("/0/found/gallery", json!(0)).contains("galleries"));
        assert!(with("/0/found/gallery", json!(601)).contains("galleries"));
        assert!(with("/0/found/pairs", json!(-1)).contains("-1"));
        assert!(with("/0/found/presets_find_sounds/mrr/mean", json!(1.5)).contains("1.5"));
        assert!(with("/0/found/l1/deviation", json!(-0.5)).contains("-0.5"));
        assert!(with("/0/found/l1/mean", json!(1e300)).contains("000000000"));
        assert!(with("/0/found/l1/mean", json!(null)).contains("null"));
        assert!(with("/0/found/growing/0/gallery", json!(512)).contains("twice"));
        assert!(with("/0/found/growing/0/l1", json!(-1.0)).contains("-1"));
        assert!(with("/0/found", json!({})).contains("missing field"));
        for text in ["", "[]", "{}", "[1]", "null", "[{\"network\":1}]", "\u{0}", &"[".repeat(100_000)] {
            assert!(entries(text.as_bytes(), Path::new("a.json"), None).is_err(), "{text:.20}");
        }
        let huge = told().to_string().replace("0.0625", "1e999");
        assert!(entries(huge.as_bytes(), Path::new("a.json"), None).is_err());
    }

    #[test]
    fn one_place_of_the_table_takes_one_result() {
        let entry = read(&told()).unwrap().remove(0);
        let error = Results::new(vec![entry.clone(), entry.clone()]).unwrap_err().to_string();
        assert!(error.contains("`tfm` stands there twice for hand-crafted presets of `dx7`"), "{error}");
        let drawn = ResultEntry { kind: PresetKind::Synthetic, ..entry.clone() };
        assert!(Results::new(vec![entry.clone(), drawn]).is_ok());
        let other = ResultEntry { network: "b".to_owned(), distance: "cosine".to_owned(), ..entry.clone() };
        let error = Results::new(vec![entry, other]).unwrap_err();
        assert!(matches!(error, ResultsError::Distances { .. }), "{error}");
    }

    #[test]
    fn files_are_read_or_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("exam.json");
        let missing = ResultFile::read(&path, None).unwrap_err();
        assert!(matches!(missing, ResultsError::Io { .. }));
        std::fs::write(&path, told().to_string()).unwrap();
        let results =
            Results::read([(None, path.as_path()), (Some("b"), path.as_path())].into_iter()).unwrap();
        assert_eq!((results.networks(), results.synths()), (vec!["tfm", "b"], vec!["dx7"]));
        assert!(results.get("b", "dx7", PresetKind::HandCrafted).is_some());
        assert!(results.get("b", "dx7", PresetKind::Synthetic).is_none());
        let large = folder.path().join("large.json");
        std::fs::write(&large, vec![b' '; BYTES_MOST as usize + 1]).unwrap();
        let error = ResultFile::read(&large, None).unwrap_err().to_string();
        assert!(error.contains("larger than 16 MiB"), "{error}");
        assert!(matches!(ResultFile::read(&PathBuf::from("/"), None), Err(ResultsError::Io { .. })));
    }
}
