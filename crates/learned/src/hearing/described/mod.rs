//! Networks of others, as ONNX files: a description says what such a network is given of a sound and how what it says becomes
//! vectors, and with it the network is a model like those of the table.

mod check;
mod cut;
mod description;
mod front;
mod mel;
mod network;
mod said;
mod shipped;
mod trial;

use std::path::Path;
use std::sync::Arc;

pub use description::{Description, Edges, Input, InputAxis, Last, Level, Output, OutputAxis, Segments};
pub use mel::{Centred, Log, Mel, Norm, Scale, Shape};
pub use shipped::{DESCRIPTIONS, ShippedDescription, description_by_name};
use tonewright_nn::onnx::{Onnx, Runtime};
pub use trial::examine;

use super::ear::{Facts, Model, Network};
use super::{Ear, FrontEnd, HearingError, IN_TIME, OverTime, by_name, published};
use front::Given;
use network::{Described, Ports};

/// Changes when the same description begins to mean other numbers.
const MEANING: &[u8] = b"tonewright described audio model 1";

/// What is wrong with a name for a model, if anything: they are names of files and of features.
pub fn unfit_name(name: &str) -> Option<&'static str> {
    let plain = |letter: char| matches!(letter, 'a'..='z' | '0'..='9' | '-' | '_');
    let begins = name.starts_with(|letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit());
    if !begins || !name.chars().all(plain) || name.len() > 64 {
        return Some(
            "is made of a to z, 0 to 9, - and _, begins with a letter or digit, and has at most 64 of them",
        );
    }
    if name.ends_with(IN_TIME) {
        return Some("does not end like the features that are moment by moment");
    }
    if by_name(name).is_some() {
        return Some("is not that of a model of the table");
    }
    let of_feature = tonewright_audio::FEATURES.iter().any(|entry| entry.name == name);
    of_feature.then_some("is not that of a feature")
}

/// A network with its description.
struct Joined {
    read: Description,
    network: Onnx,
    ports: Ports,
}

impl Ear {
    /// The model of that name: a network and what is said of it. It hears a moment of silence, so that what is said is known to
    /// be so. What may come from anywhere is tried in a process of its own first ([`examine`]): the runtime limits neither time
    /// nor memory. It runs where [`Runtime::usual`] says.
    ///
    /// # Errors
    /// [`HearingError`] for descriptions and networks that can't be, and for those that do not go together.
    pub fn described(name: &str, text: &str, network: Vec<u8>) -> Result<Self, HearingError> {
        Self::described_in(&Runtime::usual(), name, text, network)
    }

    /// The same, in that runtime.
    ///
    /// # Errors
    /// As [`Ear::described`], and for a library that can't be loaded.
    pub fn described_in(
        runtime: &Runtime,
        name: &str,
        text: &str,
        network: Vec<u8>,
    ) -> Result<Self, HearingError> {
        let unlike = |reason| HearingError::Unlike { model: name.to_owned(), reason };
        let read = Description::parse(name, text)?;
        let print = fingerprint(&read, &network);
        let network = Onnx::from_bytes(network, runtime)
            .map_err(|source| HearingError::Network { model: name.to_owned(), source })?;
        let front = Given::new(&read).map_err(|error| unlike(error.to_string()))?;
        let shape = front.shape();
        let ports = Ports::find(&read, &network, shape).map_err(unlike)?;
        let joined = Joined { read, network, ports };
        let heard = joined.network().hear(&vec![0.0; shape[0] * shape[1]], shape).map_err(unlike)?;
        let Description { rate_hz, dims, .. } = joined.read;
        let moments = heard.len() / dims;
        let hop_secs = joined.read.hop_samples() as f64 / f64::from(rate_hz) / moments as f64;
        let over_time = OverTime::Mean;
        let facts = Facts { name: name.to_owned(), rate_hz, hop_secs, dims, moments, over_time };
        Ok(Self::of(facts, Arc::new(joined), print))
    }
}

impl Model for Joined {
    fn front_end(&self) -> Box<dyn FrontEnd> {
        Box::new(Given::new(&self.read).expect("it was planned when the model was opened"))
    }

    fn network(&self) -> Box<dyn Network> {
        let network = Described::new(&self.read, &self.network, self.ports);
        Box::new(network.expect("the ports were found in this network"))
    }
}

/// What a model is known by: its network, and what of its description its numbers depend on.
fn fingerprint(read: &Description, network: &[u8]) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(MEANING).update(blake3::hash(network).as_bytes()).update(&read.meaning());
    hasher.finalize().to_hex().to_string()
}

/// The network's file, or what lies at the place that the description names in a wheel.
///
/// # Errors
/// [`HearingError::Io`] and [`HearingError::Kind`] when it can't be read.
pub fn read_network(read: &Description, path: &Path) -> Result<Vec<u8>, HearingError> {
    published::read(path, read.in_wheel.as_deref())
}
