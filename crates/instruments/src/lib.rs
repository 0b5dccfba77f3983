//! Plug-ins that tests of the host talk to, as CLAP and as VST3: `honest` keeps every promise, `forgetful` keeps what it
//! should have forgotten, `evil` does whatever a stranger's plug-in may do.
//!
//! `cargo xtask plug-ins` builds them and puts them where hosts look: `target/plug-ins/`.

mod evil;
mod forgetful;
mod honest;
mod playing;
mod voice;

use evil::Evil;
use forgetful::Forgetful;
use honest::Honest;
use nice_plug::prelude::*;

nice_export_clap!(Honest, Forgetful, Evil);
nice_export_vst3!(Honest, Forgetful, Evil);
