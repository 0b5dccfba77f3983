//! All that a run needs to go on exactly: one file, which is there whole or not at all.

use std::collections::HashMap;
use std::io::Write as _;
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;
use tonewright_data::write_whole;
use tonewright_nn::train::{AdamW, Moments};
use tonewright_nn::weights::{Precision, Tensors, Values, Weights, from_bytes, to_bytes_as};

use crate::LearnError;

/// The checkpoint that a run goes on from.
pub const LAST: &str = "last.safetensors";

/// What the names of weights begin with.
const NETWORK: &str = "network/";

/// The remark that holds a run's card.
const CARD: &str = "tonewright";

/// A network on its way, with what its optimizer remembers.
#[derive(Clone, Debug)]
pub struct Checkpoint<C> {
    /// What the run says of itself.
    pub card: C,
    /// What the network knows.
    pub weights: Weights,
    /// Other tensors that belong to it.
    pub extras: Tensors,
    /// What the optimizer remembers, in the network's order.
    pub moments: Vec<Moments>,
}

impl<C: Serialize + DeserializeOwned> Checkpoint<C> {
    /// Keeps it.
    ///
    /// # Errors
    /// [`LearnError::Io`]; an earlier one in that place is then as it was.
    pub fn write(&self, path: &Path) -> Result<(), LearnError> {
        self.write_as(path, Precision::Single)
    }

    /// Keeps it, and its weights as exactly as that.
    ///
    /// # Errors
    /// As [`Self::write`], and [`LearnError::Weights`] for weights that are too large to be kept so.
    pub fn write_as(&self, path: &Path, precision: Precision) -> Result<(), LearnError> {
        let mut tensors = Tensors::new();
        let all = self.weights.0.iter().map(|(name, values)| (format!("{NETWORK}{name}"), values));
        let extras = self.extras.iter().map(|(name, values)| (format!("extra/{name}"), values));
        tensors.extend(all.chain(extras).map(|(name, values)| (name, values.clone())));
        for (index, moments) in self.moments.iter().enumerate() {
            for (name, values) in named(moments) {
                tensors.insert(format!("moments/{index:05}/{name}"), Values::row(values.clone()));
            }
        }
        let card = serde_json::to_string(&self.card).map_err(std::io::Error::other);
        let card = card.map_err(LearnError::io("written", path))?;
        let of = |name: &str| if name.starts_with(NETWORK) { precision } else { Precision::Single };
        let bytes = to_bytes_as(&tensors, of, HashMap::from([(CARD.to_owned(), card)]));
        let bytes = bytes.map_err(|source| LearnError::Weights { path: path.to_owned(), source })?;
        write_whole(path, |out| out.write_all(&bytes)).map_err(LearnError::io("written", path))
    }

    /// Reads one.
    ///
    /// # Errors
    /// [`LearnError::Io`], [`LearnError::Weights`] for a damaged file, [`LearnError::Unfit`] for one of something else.
    pub fn read(path: &Path) -> Result<Self, LearnError> {
        let bytes = std::fs::read(path).map_err(LearnError::io("read", path))?;
        Self::of_bytes(&bytes, path)
    }

    /// The one that a file of these bytes holds; `path` is where it lies, for errors.
    ///
    /// # Errors
    /// [`LearnError::Weights`] for a damaged file, [`LearnError::Unfit`] for one of something else.
    pub fn of_bytes(bytes: &[u8], path: &Path) -> Result<Self, LearnError> {
        let (tensors, remarks) =
            from_bytes(bytes).map_err(|source| LearnError::Weights { path: path.to_owned(), source })?;
        let card =
            remarks.get(CARD).ok_or_else(|| LearnError::unfit(path, "it is no checkpoint of a run"))?;
        let card = serde_json::from_str(card).map_err(|error| {
            LearnError::unfit(path, format!("what it says of itself can't be read: {error}"))
        })?;
        let mut read =
            Self { card, weights: Weights::default(), extras: Tensors::new(), moments: Vec::new() };
        for (name, values) in tensors {
            let unknown =
                || LearnError::unfit(path, format!("it has a tensor `{name}`, which no run writes"));
            match name.split_once('/').ok_or_else(unknown)? {
                ("network", name) => drop(read.weights.0.insert(name.to_owned(), values)),
                ("extra", name) => drop(read.extras.insert(name.to_owned(), values)),
                ("moments", place) => read.moment(place, values.values).ok_or_else(unknown)?,
                _ => return Err(unknown()),
            }
        }
        Ok(read)
    }

    fn moment(&mut self, place: &str, values: Vec<f32>) -> Option<()> {
        let (index, name) = place.split_once('/')?;
        let index = index.parse().ok().filter(|index| *index < MOST_PARAMETERS)?;
        if self.moments.len() <= index {
            self.moments.resize(index + 1, Moments::default());
        }
        let moments = &mut self.moments[index];
        match name {
            "first" => moments.first = values,
            "second" => moments.second = values,
            "average" => moments.average = values,
            _ => return None,
        }
        Some(())
    }

    /// Hands its memory to an optimizer that did so many steps.
    ///
    /// # Errors
    /// [`LearnError::Unfit`] where it is that of another network.
    pub fn remind(&self, path: &Path, optimizer: &mut AdamW, steps: u64) -> Result<(), LearnError> {
        // Each parameter's moments are as long as each other; that they are as long as the parameter is seen in the step.
        let uneven = |m: &Moments| {
            m.first.len() != m.second.len() || !(m.average.is_empty() || m.average.len() == m.first.len())
        };
        if self.moments.iter().any(uneven) {
            return Err(LearnError::unfit(path, "what its optimizer remembers is damaged"));
        }
        (optimizer.steps, optimizer.moments) = (steps, self.moments.clone());
        Ok(())
    }
}

/// More parameters than any network has.
const MOST_PARAMETERS: usize = 1 << 20;

fn named(moments: &Moments) -> impl Iterator<Item = (&'static str, &Vec<f32>)> {
    let all = [("first", &moments.first), ("second", &moments.second), ("average", &moments.average)];
    all.into_iter().filter(|(_, values)| !values.is_empty())
}
