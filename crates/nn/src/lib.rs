//! *What can be learned?* Networks, their first weights, and the devices they run on.
//!
//! A network is made by a config, which is plain data: all its sizes, and nothing of a synth's name. What a preset is to a
//! network is said by a [`tonewright_synth::PresetLayout`] alone.

mod asked;
pub mod audio;
pub mod block;
pub mod checkpoint;
pub mod config;
pub mod device;
pub mod encoder;
mod fused;
mod graph;
pub mod init;
pub mod input;
pub mod onnx;
mod recurrent;
mod stack;
pub mod train;
mod transformer;
pub mod weights;
pub mod zoo;

pub use asked::{Asked, Sloped};
pub use audio::{AUDIO_ENCODERS, AudioEncoder, AudioEncoderEntry};
pub use checkpoint::CheckpointError;
pub use config::{BlockConfig, ConfigError, EncoderConfig, StackInput};
pub use encoder::PresetEncoder;
pub use init::Init;
pub use input::PresetBatch;
pub use onnx::{Onnx, OnnxError, Runtime};
pub use weights::{Weights, WeightsError};
pub use zoo::{PRESET_ENCODERS, PresetEncoderEntry};

/// The tensor library, for rooms above that train.
pub use burn;
