//! The processor: it takes parameters and programs with each block, and plays.

use std::cell::{Cell, RefCell};
use std::slice;

use vst3::Steinberg::Vst::*;
use vst3::Steinberg::*;
use vst3::{Class, ComRef};

use super::controller::{PROGRAM, plain_from_norm, program_from_norm};
use super::memory::{put_wide, read, write};
use crate::panel::{COUNT, Panel};
use crate::programs::PROGRAMS;
use crate::voice::Voice;

/// The processor of both instruments.
pub(super) struct Component {
    controller: TUID,
    panel: Panel,
    rate_hz: Cell<f32>,
    voice: RefCell<Voice>,
}

impl Class for Component {
    type Interfaces = (IComponent, IAudioProcessor);
}

impl Component {
    pub(super) fn new(controller: TUID) -> Self {
        let voice = RefCell::new(Voice::at(44_100.0));
        Self { controller, panel: Panel::default(), rate_hz: Cell::new(44_100.0), voice }
    }

    /// The last value that a block brings for each parameter.
    fn take_parameters(&self, changes: *mut IParameterChanges) {
        // SAFETY: the host lends the list for the block.
        let Some(changes) = (unsafe { ComRef::from_raw(changes) }) else { return };
        // SAFETY: indices are below the counts, and the numbers have room here.
        unsafe {
            for index in 0..changes.getParameterCount() {
                let Some(queue) = ComRef::from_raw(changes.getParameterData(index)) else { continue };
                let (mut at, mut norm) = (0, 0.0);
                if queue.getPoint(queue.getPointCount() - 1, &mut at, &mut norm) != kResultOk {
                    continue;
                }
                match queue.getParameterId() {
                    PROGRAM => self.panel.set_all(&PROGRAMS[program_from_norm(norm)].values),
                    id => self.panel.set(id as usize, plain_from_norm(id as usize, norm)),
                }
            }
        }
    }

    /// The sound of a block.
    fn play(&self, events: *mut IEventList, frames: usize) -> Vec<f32> {
        // SAFETY: the host lends the list for the block.
        let events = unsafe { ComRef::from_raw(events) };
        // SAFETY: an index below the count, and room for an event of numbers alone.
        let event = |index| unsafe {
            let mut event: Event = std::mem::zeroed();
            (events.as_ref()?.getEvent(index, &mut event) == kResultOk).then_some(event)
        };
        // SAFETY: the list is there.
        let count = events.as_ref().map_or(0, |events| unsafe { events.getEventCount() });
        let mut coming = (0..count).filter_map(event).peekable();
        let (mut voice, knobs) = (self.voice.borrow_mut(), self.panel.knobs());
        let sample = |at: usize| {
            while let Some(event) = coming.next_if(|event| event.sampleOffset as usize <= at) {
                // SAFETY: the type says which of the two it is.
                unsafe {
                    match Event_::EventTypes::from(event.r#type) {
                        Event_::EventTypes_::kNoteOnEvent => {
                            let note = event.__field0.noteOn;
                            voice.press(note.pitch as u8, note.velocity, 0.0);
                        }
                        Event_::EventTypes_::kNoteOffEvent => {
                            voice.release(event.__field0.noteOff.pitch as u8)
                        }
                        _ => {}
                    }
                }
            }
            voice.next(knobs)
        };
        (0..frames).map(sample).collect()
    }
}

impl IPluginBaseTrait for Component {
    unsafe fn initialize(&self, _: *mut FUnknown) -> tresult {
        kResultOk
    }

    unsafe fn terminate(&self) -> tresult {
        kResultOk
    }
}

impl IComponentTrait for Component {
    unsafe fn getControllerClassId(&self, id: *mut TUID) -> tresult {
        // SAFETY: the host gives room for it.
        unsafe { *id = self.controller };
        kResultOk
    }

    unsafe fn setIoMode(&self, _: IoMode) -> tresult {
        kResultOk
    }

    unsafe fn getBusCount(&self, media: MediaType, direction: BusDirection) -> i32 {
        i32::from(channels(media, direction).is_some())
    }

    unsafe fn getBusInfo(
        &self,
        media: MediaType,
        direction: BusDirection,
        index: i32,
        bus: *mut BusInfo,
    ) -> tresult {
        let Some(count) = channels(media, direction).filter(|_| index == 0) else { return kInvalidArgument };
        // SAFETY: the host gives room for it.
        let bus = unsafe { &mut *bus };
        (bus.mediaType, bus.direction, bus.channelCount) = (media, direction, count);
        put_wide("Main", &mut bus.name);
        bus.busType = BusTypes_::kMain as BusType;
        bus.flags = BusInfo_::BusFlags_::kDefaultActive as uint32;
        kResultOk
    }

    unsafe fn getRoutingInfo(&self, _: *mut RoutingInfo, _: *mut RoutingInfo) -> tresult {
        kNotImplemented
    }

    unsafe fn activateBus(&self, _: MediaType, _: BusDirection, _: i32, _: TBool) -> tresult {
        kResultOk
    }

    unsafe fn setActive(&self, _: TBool) -> tresult {
        *self.voice.borrow_mut() = Voice::at(self.rate_hz.get());
        kResultOk
    }

    unsafe fn setState(&self, state: *mut IBStream) -> tresult {
        if self.panel.set_bytes(&read(8 * COUNT, state)) { kResultOk } else { kInvalidArgument }
    }

    unsafe fn getState(&self, state: *mut IBStream) -> tresult {
        if write(&self.panel.bytes(), state) { kResultOk } else { kResultFalse }
    }
}

/// Channels of the one bus for notes and the one for sound; there are no others.
fn channels(media: MediaType, direction: BusDirection) -> Option<i32> {
    match (media as MediaTypes, direction as BusDirections) {
        (MediaTypes_::kEvent, BusDirections_::kInput) => Some(16),
        (MediaTypes_::kAudio, BusDirections_::kOutput) => Some(2),
        _ => None,
    }
}

impl IAudioProcessorTrait for Component {
    unsafe fn setBusArrangements(
        &self,
        _: *mut SpeakerArrangement,
        inputs: i32,
        arrangements: *mut SpeakerArrangement,
        outputs: i32,
    ) -> tresult {
        // SAFETY: as many are there as are told.
        let is_ours = inputs == 0 && outputs == 1 && unsafe { *arrangements } == SpeakerArr::kStereo;
        if is_ours { kResultTrue } else { kResultFalse }
    }

    unsafe fn getBusArrangement(
        &self,
        direction: BusDirection,
        index: i32,
        arrangement: *mut SpeakerArrangement,
    ) -> tresult {
        if direction as BusDirections != BusDirections_::kOutput || index != 0 {
            return kInvalidArgument;
        }
        // SAFETY: the host gives room for it.
        unsafe { *arrangement = SpeakerArr::kStereo };
        kResultOk
    }

    unsafe fn canProcessSampleSize(&self, size: i32) -> tresult {
        if size as SymbolicSampleSizes == SymbolicSampleSizes_::kSample32 {
            kResultOk
        } else {
            kNotImplemented
        }
    }

    unsafe fn getLatencySamples(&self) -> u32 {
        0
    }

    unsafe fn setupProcessing(&self, setup: *mut ProcessSetup) -> tresult {
        // SAFETY: the host lends it for the call.
        self.rate_hz.set(unsafe { (*setup).sampleRate } as f32);
        kResultOk
    }

    unsafe fn setProcessing(&self, _: TBool) -> tresult {
        self.voice.borrow_mut().reset();
        kResultOk
    }

    unsafe fn process(&self, data: *mut ProcessData) -> tresult {
        // SAFETY: the host lends it for the call.
        let data = unsafe { &*data };
        self.take_parameters(data.inputParameterChanges);
        if data.numOutputs != 1 || data.numSamples <= 0 {
            return kResultOk;
        }
        // SAFETY: there is one output of two channels, as the bus says, each as long as the block.
        let outputs = unsafe {
            let channels = slice::from_raw_parts((*data.outputs).__field0.channelBuffers32, 2);
            [0, 1].map(|index: usize| slice::from_raw_parts_mut(channels[index], data.numSamples as usize))
        };
        let sound = self.play(data.inputEvents, data.numSamples as usize);
        outputs.into_iter().for_each(|channel| channel.copy_from_slice(&sound));
        kResultOk
    }

    unsafe fn getTailSamples(&self) -> u32 {
        0
    }
}
