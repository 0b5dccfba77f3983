//! A synth on the other side of a bridge, as a [`Synth`] of the house.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use tonewright_synth::preset::json::Json;
use tonewright_synth::prior::AroundPresets;
use tonewright_synth::{
    FileError, Preset, PresetFormat, Prior, RenderError, RenderSetup, Renderer, Synth, SynthSpec, in_one_line,
};

use super::description::Description;
use super::factory;
use super::file_kinds::{self, DeclaredFile};
use super::renderer::BridgeRenderer;
use super::state_file::StateFile;
use super::texts;
use crate::child::{Child, Launch};
use crate::error::HostError;
use crate::foreign::{ForeignFiles, Target};
use crate::plugin::{Address, PresetKind};
use crate::told::{Quirk, Reset};
use crate::wire::Message;

/// Processes that are kept for the next renderer.
const SPARE_MOST: usize = 64;

/// A synth behind the bridge protocol.
pub struct Bridge {
    shared: Arc<Shared>,
}

/// What the synth and its renderers have in common.
pub(super) struct Shared {
    pub(super) launch: Launch,
    pub(super) description: Description,
    /// How it is made to forget what it played, where that is for us to say.
    pub(super) reset: Option<Reset>,
    /// Processes that are running and have nothing to do.
    spare: Mutex<Vec<Child>>,
    /// The presets that it comes with, once somebody asked; or why they can't be had.
    factory: OnceLock<Result<Vec<Preset>, String>>,
    /// Kinds of preset files that it reads and never writes, once somebody asked.
    file_kinds: OnceLock<Vec<PresetKind>>,
    /// Whether it was asked what it shows for values and did not answer as it should: it is not asked again.
    pub(super) is_without_texts: AtomicBool,
    /// Nanoseconds that plug-ins have played.
    inside_nanos: AtomicU64,
}

impl Bridge {
    /// Starts the synth's process and has it describe itself.
    ///
    /// # Errors
    /// When it does not start, does not answer, or describes what can't be.
    pub fn open(launch: Launch) -> Result<Self, HostError> {
        Ok(Self { shared: Arc::new(Self::begin(launch, None)?) })
    }

    /// Starts a worker that hosts the plug-in of that address, of which that is known.
    ///
    /// # Errors
    /// As [`Bridge::open`].
    pub fn hosting(launch: Launch, address: &Address, quirk: Quirk) -> Result<Self, HostError> {
        Self::worker(launch, address.format().presets, quirk)
    }

    /// Seconds that the plug-in has played in all workers; what a render took beyond is the price of its isolation.
    pub fn inside_secs(&self) -> f64 {
        self.shared.inside_nanos.load(Ordering::Relaxed) as f64 * 1e-9
    }

    pub(crate) fn worker(
        launch: Launch,
        presets: Option<PresetKind>,
        quirk: Quirk,
    ) -> Result<Self, HostError> {
        let mut opened = Self::begin(launch, Some(quirk.reset))?;
        opened.description.spec.repeats = quirk.repeats;
        opened.description.presets = presets;
        Ok(Self { shared: Arc::new(opened) })
    }

    fn begin(launch: Launch, reset: Option<Reset>) -> Result<Shared, HostError> {
        let (child, description) = greeted(&launch)?;
        let spare = Mutex::new(vec![child]);
        let inside_nanos = AtomicU64::new(0);
        let is_without_texts = AtomicBool::new(!description.tells_texts);
        let (factory, file_kinds) = (OnceLock::new(), OnceLock::new());
        Ok(Shared { launch, description, reset, spare, factory, file_kinds, is_without_texts, inside_nanos })
    }
}

/// A new process, and what it says of itself.
fn greeted(launch: &Launch) -> Result<(Child, Description), HostError> {
    let mut child = Child::start(launch)?;
    let question = Message { header: json!({ "ask": "describe" }), payload: Vec::new() };
    let answer = child.ask(question, launch.start_limit)?;
    let mut description = Description::read(answer.header)?;
    if let Some(base) = &launch.base {
        let spec = description.spec;
        let rests_on = format!("{} {}", spec.id, &blake3::hash(base).to_hex()[..16]);
        description.spec = spec.that_rests_on(rests_on);
    }
    Ok((child, description))
}

impl Shared {
    /// A process that waits, or a new one. It must still be the synth that was described.
    pub(super) fn child(&self) -> Result<Child, HostError> {
        let spare = || self.spare.lock().unwrap_or_else(PoisonError::into_inner).pop();
        // One that somebody ended while it had nothing to do is of no use.
        if let Some(child) = std::iter::from_fn(spare).find(|child| !child.has_ended()) {
            return Ok(child);
        }
        let (child, description) = greeted(&self.launch)?;
        let (ours, theirs) = (&self.description.spec, &description.spec);
        if (&ours.params, &ours.id, ours.sound_version) != (&theirs.params, &theirs.id, theirs.sound_version)
        {
            return Err(HostError::Description("it is another synth than before".to_owned()));
        }
        Ok(child)
    }

    /// Asks a process something, and keeps it where it is still of use.
    pub(super) fn ask(&self, header: Value, payload: Vec<u8>, limit: Duration) -> Result<Message, HostError> {
        let mut child = self.child()?;
        let answer = child.ask(Message { header, payload }, limit);
        if matches!(answer, Ok(_) | Err(HostError::Refused(_))) {
            self.keep(child);
        }
        answer
    }

    /// The values of a preset as questions have them, each in its own unit.
    pub(super) fn payload(&self, preset: &Preset) -> Vec<u8> {
        let values = self.description.spec.params.iter().zip(&preset.values);
        values.flat_map(|(param, value)| param.plain_from_norm(*value).0.to_le_bytes()).collect()
    }

    /// Adds what a worker says that its plug-in took.
    pub(super) fn add_inside_secs(&self, secs: f64) {
        self.inside_nanos.fetch_add((secs * 1e9) as u64, Ordering::Relaxed);
    }

    /// Takes back a process that is still of use.
    pub(super) fn keep(&self, child: Child) {
        let mut spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner);
        if spare.len() < SPARE_MOST {
            spare.push(child);
        }
    }
}

impl Bridge {
    /// The presets that it comes with, found once: what it tells, else what lies in files beside it.
    fn factory(&self) -> Result<&[Preset], &str> {
        let find = || match factory::ask(&self.shared) {
            Ok(told) if told.is_empty() => Ok(factory::beside(&self.spec().id, self.target())),
            told => told.map_err(|error| in_one_line(&error)),
        };
        self.shared.factory.get_or_init(find).as_deref().map_err(String::as_str)
    }

    /// What files of other programs fill.
    fn target(&self) -> Target<'_> {
        let spec = self.spec();
        let called = vec![spec.id.to_string(), spec.name.to_string()];
        Target { spec, called, also: Vec::new(), start: Preset::init(spec).values }
    }
}

impl Synth for Bridge {
    fn spec(&self) -> &SynthSpec {
        &self.shared.description.spec
    }

    fn open(&self, setup: RenderSetup) -> Result<Box<dyn Renderer>, RenderError> {
        let (low_hz, high_hz) = self.shared.description.rates_hz;
        if !(low_hz..=high_hz).contains(&setup.rate_hz) {
            let synth = self.spec().id.to_string();
            return Err(RenderError::Rate { synth, rate_hz: setup.rate_hz, low_hz, high_hz });
        }
        Ok(Box::new(BridgeRenderer::new(Arc::clone(&self.shared), setup)))
    }

    fn formats(&self) -> Vec<Box<dyn PresetFormat + '_>> {
        let own = self.shared.description.presets.map(|kind| StateFile::new(Arc::clone(&self.shared), kind));
        let own = own.map(|file| Box::new(file) as Box<dyn PresetFormat>);
        let mut formats: Vec<Box<dyn PresetFormat + '_>> = own.into_iter().collect();
        formats.extend(self.shared.description.twin.iter().flat_map(|twin| twin.formats()));
        let kinds = self.shared.file_kinds.get_or_init(|| file_kinds::ask(&self.shared));
        let declared = |kind: &PresetKind| DeclaredFile::new(Arc::clone(&self.shared), *kind);
        formats.extend(kinds.iter().map(|kind| Box::new(declared(kind)) as Box<dyn PresetFormat>));
        formats.push(Box::new(Json(self.spec())));
        formats.push(Box::new(ForeignFiles(self.target())));
        formats
    }

    fn factory_presets(&self) -> Result<Vec<Preset>, FileError> {
        let fault = |reason: &str| FileError::FactoryPresets {
            synth: self.spec().id.to_string(),
            reason: reason.to_owned(),
        };
        self.factory().map(<[Preset]>::to_vec).map_err(fault)
    }

    fn texts(&self, preset: &Preset) -> Option<Vec<Option<String>>> {
        texts::of(&self.shared, preset)
    }

    fn own_prior(&self) -> Option<Box<dyn Prior>> {
        // Who asks for the presets themselves is told why they can't be had.
        if let Some(twin) = &self.shared.description.twin {
            return Arc::clone(twin).prior();
        }
        let presets = self.factory().ok().filter(|presets| !presets.is_empty())?;
        // Where it starts is a preset as well.
        let all = [presets, &[Preset::init(self.spec())]].concat();
        Some(Box::new(AroundPresets::new(self.spec(), &all)?))
    }
}
