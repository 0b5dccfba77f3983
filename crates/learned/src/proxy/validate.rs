//! How near a proxy comes, and how often it finds a sound's preset among others.

use serde::{Deserialize, Serialize};
use tonewright_measure::retrieval::{
    Retrieval, Vectors, centroid_distance, distance_by_name, group_ranks, mean_l1, mean_l1_of_mean,
};
use tonewright_nn::PresetEncoder;
use tonewright_nn::burn::tensor::{Device, Tensor};

use super::{Loss, Pairs, Scale};
use crate::LearnError;

/// What a validation found.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
pub struct Validation {
    /// Mean absolute difference between what the network says and what the feature says, in the scale's units.
    pub l1: f64,
    /// The same of one who always says the mean of the vectors that were looked at: what knowing nothing comes to.
    pub l1_of_mean: f64,
    /// How far the two kinds of vectors lie apart as wholes: 0 where a vector does not tell which kind it is of, at most 2.
    pub gap: f64,
    /// How well sounds find their presets.
    pub found: Retrieval,
    /// Presets among which each sound's was looked for.
    pub gallery: usize,
}

/// Presets that go through the network at a time.
const BATCH: usize = 512;

/// Asks a network for all pairs' vectors. Sounds of the first `group` pairs look for their presets: each among as many as
/// there are whole groups, as synth-proxy validates (there 256 sounds among 512 presets, ascending by L1). Where pairs
/// make less than two groups, groups are half as large as there are pairs. What the loss is tells by which distance.
///
/// # Errors
/// [`LearnError::Data`] for damaged shards, [`LearnError::Retrieval`] where the network says what is no number.
pub fn validate(
    network: &PresetEncoder,
    pairs: &Pairs,
    scale: &Scale,
    (group, loss): (usize, Loss),
    device: &Device,
) -> Result<Validation, LearnError> {
    let (said, truth) = answers(network, pairs, scale, device)?;
    let (presets, sounds) = (Vectors::new(&said, pairs.dim())?, Vectors::new(&truth, pairs.dim())?);
    let group = group.min(pairs.len() / 2).max(1);
    let distance = distance_by_name(loss.distance()).expect("in the table");
    let gallery = pairs.len() / group;
    let ranks = group_ranks(sounds, presets, distance, group)?;
    Ok(Validation {
        l1: mean_l1(presets, sounds)?,
        l1_of_mean: mean_l1_of_mean(sounds),
        gap: centroid_distance(presets, sounds)?,
        found: Retrieval::of(&ranks, gallery),
        gallery,
    })
}

/// What a network says of all pairs, and what the feature says, in units of a scale, row after row.
pub(super) fn answers(
    network: &PresetEncoder,
    pairs: &Pairs,
    scale: &Scale,
    device: &Device,
) -> Result<(Vec<f32>, Vec<f32>), LearnError> {
    says(network, pairs, &(0..pairs.len()).collect::<Vec<_>>(), scale, device)
}

/// The same of some of them.
pub(super) fn says(
    network: &PresetEncoder,
    pairs: &Pairs,
    indices: &[usize],
    scale: &Scale,
    device: &Device,
) -> Result<(Vec<f32>, Vec<f32>), LearnError> {
    let (mut said, mut truth) = (Vec::new(), Vec::new());
    let values = |tensor: Tensor<2>| {
        tensor.into_data().try_into_vec_as::<f32>().expect("networks compute in 32-bit floating point")
    };
    for some in indices.chunks(BATCH) {
        let (presets, vectors) = pairs.batch(some.iter().copied(), scale, device)?;
        said.extend(values(network.forward(&presets)));
        truth.extend(values(vectors));
    }
    Ok((said, truth))
}
