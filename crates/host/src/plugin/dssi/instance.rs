//! A living DSSI plug-in.

use std::cell::Cell;
use std::ffi::{CString, c_ulong};
use std::rc::Rc;

use super::ffi::{
    Dssi as Descriptor, Handle, Ladspa, NOTE_OFF, NOTE_ON, PORT_AUDIO, PORT_INPUT, PORT_OUTPUT,
    SequencerEvent,
};
use super::{Loaded, text};
use crate::plugin::{BLOCK, Event, Instance, PluginError, as_written};

/// A plug-in that was instantiated.
pub(super) struct DssiInstance {
    loaded: Rc<Loaded>,
    handle: Handle,
    /// One number for each port. The plug-in holds pointers to all this memory, which is never moved.
    controls: Box<[Cell<f32>]>,
    silence: Box<[Cell<f32>]>,
    /// Audio outputs.
    sound: Vec<Box<[Cell<f32>]>>,
}

impl DssiInstance {
    pub(super) fn new(loaded: &Rc<Loaded>, defaults: &[f32], rate_hz: u32) -> Result<Self, PluginError> {
        let lacks = |what: &str| PluginError::Unfit(format!("it has no `{what}`"));
        let ladspa = ladspa(loaded);
        let instantiate = ladspa.instantiate.ok_or_else(|| lacks("instantiate"))?;
        let connect = ladspa.connect_port.ok_or_else(|| lacks("connect_port"))?;
        // SAFETY: the descriptor lives as long as the library, which `loaded` holds.
        let handle = unsafe { instantiate(ladspa, c_ulong::from(rate_hz)) };
        if handle.is_null() {
            return Err(PluginError::Refused(format!("it makes no instance at {rate_hz} Hz")));
        }
        let is_output = |kind: &&i32| *kind & PORT_AUDIO != 0 && *kind & PORT_OUTPUT != 0;
        let channels = loaded.ports.iter().filter(is_output).count();
        let made = Self {
            loaded: Rc::clone(loaded),
            handle,
            controls: cells(loaded.ports.len()),
            silence: cells(BLOCK),
            sound: (0..channels).map(|_| cells(BLOCK)).collect(),
        };
        for (port, default) in loaded.controls.iter().zip(defaults) {
            made.controls[*port].set(*default);
        }
        let mut sound = made.sound.iter();
        for (index, kind) in loaded.ports.iter().enumerate() {
            let memory = match () {
                () if kind & PORT_AUDIO == 0 => made.controls[index].as_ptr(),
                () if kind & PORT_INPUT != 0 => made.silence.as_ptr().cast::<f32>().cast_mut(),
                () => sound
                    .next()
                    .map_or(std::ptr::null_mut(), |channel| channel.as_ptr().cast::<f32>().cast_mut()),
            };
            // SAFETY: the memory is as long as the kind of port needs (one number, or a block) and lives with the
            // instance.
            unsafe { connect(handle, index as c_ulong, memory) };
        }
        made.tell_where();
        if let Some(activate) = ladspa.activate {
            // SAFETY: the instance is alive and all its ports are connected.
            unsafe { activate(handle) };
        }
        Ok(made)
    }

    fn descriptor(&self) -> &Descriptor {
        // SAFETY: a descriptor lives as long as the library, which `loaded` holds.
        unsafe { &*self.loaded.dssi }
    }

    /// Plug-ins look for their own files below the project folder.
    fn tell_where(&self) {
        let folder = self.loaded.folder.to_string_lossy().into_owned();
        let _ = self.configure("DSSI:PROJECT_DIRECTORY", &folder);
    }

    /// Gives the plug-in a text of its own kind; what it answers is an error.
    pub(super) fn configure(&self, key: &str, value: &str) -> Result<(), PluginError> {
        let Some(configure) = self.descriptor().configure else { return Ok(()) };
        let c = |text: &str| CString::new(text).map_err(|error| PluginError::Refused(error.to_string()));
        let (key, value) = (c(key)?, c(value)?);
        // SAFETY: both texts live through the call. The answer, if any, is memory that the plug-in made for its
        // host, and stays with this short-lived process.
        let answer = unsafe { configure(self.handle, key.as_ptr(), value.as_ptr()) };
        if answer.is_null() { Ok(()) } else { Err(PluginError::Refused(text(answer))) }
    }

    /// Its programs in its own order, most of them at least.
    pub(super) fn programs(&self, most: usize) -> Vec<Program> {
        let Some(get) = self.descriptor().get_program else { return Vec::new() };
        // SAFETY: the answer lives until the next call, and is read before it.
        let program = |index: usize| unsafe {
            let told = get(self.handle, index as c_ulong).as_ref()?;
            Some(Program { bank: told.bank, number: told.program, name: text(told.name) })
        };
        (0..most).map_while(program).collect()
    }

    /// Takes on a program, which sets control ports.
    pub(super) fn select(&mut self, program: &Program) {
        if let Some(select) = self.descriptor().select_program {
            // SAFETY: the program is one that it told of, and control ports are memory of ours.
            unsafe { select(self.handle, program.bank, program.number) };
        }
    }
}

/// A preset that a plug-in comes with.
pub(super) struct Program {
    bank: c_ulong,
    number: c_ulong,
    pub(super) name: String,
}

/// Memory that a plug-in may write while we hold it.
fn cells(len: usize) -> Box<[Cell<f32>]> {
    std::iter::repeat_with(|| Cell::new(0.0)).take(len).collect()
}

fn ladspa(loaded: &Loaded) -> &Ladspa {
    // SAFETY: both descriptors live as long as the library, which `loaded` holds; they were found not to be null.
    unsafe { &*(*loaded.dssi).ladspa }
}

fn event(event: &Event) -> SequencerEvent {
    SequencerEvent {
        kind: if event.velocity.is_some() { NOTE_ON } else { NOTE_OFF },
        tick: event.at as u32,
        note: event.key,
        velocity: event.velocity.unwrap_or(0),
        off_velocity: 64,
        ..SequencerEvent::default()
    }
}

impl Instance for DssiInstance {
    fn set(&mut self, raws: &[f64]) -> Result<(), PluginError> {
        for (port, raw) in self.loaded.controls.iter().zip(raws) {
            self.controls[*port].set(*raw as f32);
        }
        Ok(())
    }

    fn values(&mut self) -> Result<Vec<f64>, PluginError> {
        Ok(self.loaded.controls.iter().map(|port| as_written(self.controls[*port].get())).collect())
    }

    fn channels(&self) -> usize {
        self.sound.len()
    }

    fn process(&mut self, events: &[Event], out: &mut [Vec<f32>]) -> Result<(), PluginError> {
        let mut events: Vec<SequencerEvent> = events.iter().map(event).collect();
        let (frames, mut count) = (BLOCK as c_ulong, events.len() as c_ulong);
        let mut pointer = events.as_mut_ptr();
        let mut handle = self.handle;
        let descriptor = self.descriptor();
        // SAFETY: ports are connected to a block each, and events lie in memory for the time of the call.
        unsafe {
            if let Some(run) = descriptor.run_synth {
                run(handle, frames, pointer, count);
            } else if let Some(run) = descriptor.run_multiple_synths {
                run(1, &raw mut handle, frames, &raw mut pointer, &raw mut count);
            } else {
                return Err(PluginError::Unfit("it has no `run_synth`".into()));
            }
        }
        for (channel, sound) in out.iter_mut().zip(&self.sound) {
            channel.iter_mut().zip(sound).for_each(|(out, sample)| *out = sample.get());
        }
        Ok(())
    }

    fn reset(&mut self) -> Result<(), PluginError> {
        let ladspa = ladspa(&self.loaded);
        // SAFETY: an instance may be deactivated and activated again between two runs.
        unsafe {
            if let Some(deactivate) = ladspa.deactivate {
                deactivate(self.handle);
            }
            if let Some(activate) = ladspa.activate {
                activate(self.handle);
            }
        }
        Ok(())
    }

    fn save(&mut self, _name: &str) -> Result<Vec<u8>, PluginError> {
        // The format has no state beyond its ports.
        let values: Vec<String> = self.values()?.iter().map(|value| format!("{value}\n")).collect();
        Ok(values.concat().into_bytes())
    }

    fn load(&mut self, state: &[u8]) -> Result<String, PluginError> {
        let text = String::from_utf8_lossy(state);
        let numbers: Result<Vec<f64>, _> = text.lines().map(str::parse).collect();
        self.set(&numbers.map_err(|error| PluginError::Refused(format!("a state of numbers: {error}")))?)?;
        Ok(String::new())
    }
}

impl Drop for DssiInstance {
    fn drop(&mut self) {
        let ladspa = ladspa(&self.loaded);
        // SAFETY: the instance is alive, and nothing is asked of it afterwards.
        unsafe {
            if let Some(deactivate) = ladspa.deactivate {
                deactivate(self.handle);
            }
            if let Some(cleanup) = ladspa.cleanup {
                cleanup(self.handle);
            }
        }
    }
}
