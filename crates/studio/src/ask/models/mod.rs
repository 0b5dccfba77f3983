//! *What does a model hear?* Audio models, their weights on this machine, and what they say of sounds.

#[cfg(feature = "learned")]
mod embed;
#[cfg(feature = "learned")]
mod enabled;
mod folder;
#[cfg(feature = "learned")]
mod kept;
#[cfg(feature = "learned")]
mod known;
#[cfg(feature = "learned")]
mod table;
#[cfg(feature = "learned")]
mod trial;

#[cfg(not(feature = "learned"))]
#[path = "disabled.rs"]
mod enabled;

use std::path::PathBuf;

use serde::Serialize;

pub(crate) use enabled::kinds;
pub use enabled::{add, embed, list, remove, show, try_model};
pub use folder::models_dir;

/// An audio model that is known.
#[derive(Clone, Debug, Serialize)]
pub struct ListedModel {
    /// What users type.
    pub name: String,
    /// What it is.
    pub summary: String,
    /// Who made it.
    pub source: String,
    /// What its weights may be used for.
    pub licence: String,
    /// How one comes by its weights.
    pub obtain: String,
    /// Rate of the sounds that it hears; others are resampled.
    pub rate_hz: u32,
    /// Time from one vector to the next, where that is known without its network.
    pub hop_secs: Option<f64>,
    /// Numbers of a vector.
    pub dims: usize,
    /// Its weights, or its network, if they are on this machine.
    pub weights: Option<PathBuf>,
}

/// A model that was taken in.
#[derive(Clone, Debug)]
pub struct AddedModel {
    /// Where its weights, or its network, are kept.
    pub path: PathBuf,
    /// How much that is, in words.
    pub what: String,
    /// The models that listen with it.
    pub models: Vec<String>,
}

/// What to listen to, and with what.
#[derive(Clone, Debug)]
pub struct EmbedRequest {
    /// The model, by name.
    pub model: String,
    /// The sounds.
    pub sounds: Vec<PathBuf>,
    /// Whether each moment's vector is wanted and not what stands for all of them.
    pub in_time: bool,
    /// The file to write: its ending says of which kind.
    pub out: Option<PathBuf>,
    /// Where its network computes, by its name.
    pub device: String,
}

/// What a model says of a sound.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Embedded {
    /// The sound.
    pub sound: PathBuf,
    /// A vector per moment, or one for all of them.
    pub vectors: Vec<Vec<f32>>,
    /// Time from one vector to the next, where there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hop_secs: Option<f64>,
}

impl Embedded {
    /// The mean of its vectors.
    pub fn mean(&self) -> Vec<f64> {
        let mut mean = vec![0.0; self.vectors.first().map_or(0, Vec::len)];
        for vector in &self.vectors {
            mean.iter_mut().zip(vector).for_each(|(sum, value)| *sum += f64::from(*value));
        }
        mean.iter_mut().for_each(|sum| *sum /= self.vectors.len() as f64);
        mean
    }

    /// One minus the cosine of the angle between two sounds' mean vectors: 0 for the same direction, 1 for a right angle;
    /// 1 as well where one of them is nothing.
    pub fn cosine_distance(&self, other: &Self) -> f64 {
        let (a, b) = (self.mean(), other.mean());
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let lengths = (dot(&a, &a) * dot(&b, &b)).sqrt();
        if lengths > 0.0 { 1.0 - dot(&a, &b) / lengths } else { 1.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn angles_between_sounds() {
        let of = |vectors: &[&[f32]]| Embedded {
            sound: PathBuf::from("a.wav"),
            vectors: vectors.iter().map(|vector| vector.to_vec()).collect(),
            hop_secs: None,
        };
        let (a, b, c) = (of(&[&[1.0, 0.0], &[3.0, 0.0]]), of(&[&[0.0, 7.0]]), of(&[&[-2.0, 0.0]]));
        assert_eq!((a.mean(), a.cosine_distance(&a)), (vec![2.0, 0.0], 0.0));
        assert_eq!((a.cosine_distance(&b), a.cosine_distance(&c)), (1.0, 2.0));
        assert_eq!(a.cosine_distance(&of(&[&[0.0, 0.0]])), 1.0);
    }
}
