//! The command as users meet it: whole outputs, exit codes and files, from the built binary.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says so by panicking")]

mod bench;
mod bridge;
mod command;
mod compare;
mod contest;
mod corpus;
mod dataset;
#[cfg(feature = "s3")]
mod dataset_store;
mod definitions;
#[cfg(target_os = "linux")]
mod docker_engine;
mod engines;
mod errors;
mod eval_report;
mod find;
mod help;
mod interrupt;
#[cfg(target_os = "linux")]
mod launch_containers;
mod launch_kubernetes;
#[cfg(target_os = "linux")]
mod launch_slurm;
mod learn;
mod lists;
mod match_sound;
mod models;
#[cfg(feature = "learned")]
mod own_models;
mod plugin_presets;
mod plugins;
mod presets;
mod recipes;
mod render;
mod runs;
#[cfg(target_os = "linux")]
mod slurm_cluster;
#[cfg(feature = "s3")]
mod store_server;
#[cfg(target_os = "linux")]
mod system;
mod train;
#[cfg(feature = "learned")]
mod tune;
