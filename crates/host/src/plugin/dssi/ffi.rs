//! The structs of LADSPA 1.1 and DSSI 1.0 as their headers lay them out (ladspa.h, dssi.h, ALSA's sequencer events).

use std::ffi::{c_char, c_int, c_ulong, c_void};

pub(super) type Handle = *mut c_void;

/// `LADSPA_PortRangeHint`.
#[repr(C)]
#[derive(Clone, Copy)]
pub(super) struct RangeHint {
    pub(super) hints: c_int,
    pub(super) low: f32,
    pub(super) high: f32,
}

/// `LADSPA_Descriptor`.
#[repr(C)]
pub(super) struct Ladspa {
    pub(super) unique_id: c_ulong,
    pub(super) label: *const c_char,
    pub(super) properties: c_int,
    pub(super) name: *const c_char,
    pub(super) maker: *const c_char,
    pub(super) copyright: *const c_char,
    pub(super) port_count: c_ulong,
    pub(super) port_descriptors: *const c_int,
    pub(super) port_names: *const *const c_char,
    pub(super) port_range_hints: *const RangeHint,
    pub(super) implementation_data: *mut c_void,
    pub(super) instantiate: Option<unsafe extern "C" fn(*const Ladspa, c_ulong) -> Handle>,
    pub(super) connect_port: Option<unsafe extern "C" fn(Handle, c_ulong, *mut f32)>,
    pub(super) activate: Option<unsafe extern "C" fn(Handle)>,
    pub(super) run: Option<unsafe extern "C" fn(Handle, c_ulong)>,
    pub(super) run_adding: Option<unsafe extern "C" fn(Handle, c_ulong)>,
    pub(super) set_run_adding_gain: Option<unsafe extern "C" fn(Handle, f32)>,
    pub(super) deactivate: Option<unsafe extern "C" fn(Handle)>,
    pub(super) cleanup: Option<unsafe extern "C" fn(Handle)>,
}

/// `DSSI_Program_Descriptor`.
#[repr(C)]
pub(super) struct Program {
    pub(super) bank: c_ulong,
    pub(super) program: c_ulong,
    pub(super) name: *const c_char,
}

/// `DSSI_Descriptor`; what is not called here is a pointer without a type.
#[repr(C)]
pub(super) struct Dssi {
    pub(super) api_version: c_int,
    pub(super) ladspa: *const Ladspa,
    pub(super) configure: Option<unsafe extern "C" fn(Handle, *const c_char, *const c_char) -> *mut c_char>,
    pub(super) get_program: Option<unsafe extern "C" fn(Handle, c_ulong) -> *const Program>,
    pub(super) select_program: Option<unsafe extern "C" fn(Handle, c_ulong, c_ulong)>,
    pub(super) get_midi_controller_for_port: *const c_void,
    pub(super) run_synth: Option<unsafe extern "C" fn(Handle, c_ulong, *mut SequencerEvent, c_ulong)>,
    pub(super) run_synth_adding: *const c_void,
    pub(super) run_multiple_synths:
        Option<unsafe extern "C" fn(c_ulong, *mut Handle, c_ulong, *mut *mut SequencerEvent, *mut c_ulong)>,
    pub(super) run_multiple_synths_adding: *const c_void,
}

/// `snd_seq_event_t` of a note: in DSSI its time is a frame of the block.
#[repr(C)]
#[derive(Clone, Copy, Default)]
pub(super) struct SequencerEvent {
    pub(super) kind: u8,
    pub(super) flags: u8,
    pub(super) tag: u8,
    pub(super) queue: u8,
    pub(super) tick: u32,
    pub(super) time_rest: u32,
    pub(super) source: [u8; 2],
    pub(super) dest: [u8; 2],
    pub(super) channel: u8,
    pub(super) note: u8,
    pub(super) velocity: u8,
    pub(super) off_velocity: u8,
    pub(super) duration: u32,
    pub(super) data_rest: u32,
}

/// `SND_SEQ_EVENT_NOTEON` and `SND_SEQ_EVENT_NOTEOFF`.
pub(super) const NOTE_ON: u8 = 6;
pub(super) const NOTE_OFF: u8 = 7;

/// Bits of a port descriptor.
pub(super) const PORT_INPUT: c_int = 1;
pub(super) const PORT_OUTPUT: c_int = 2;
pub(super) const PORT_CONTROL: c_int = 4;
pub(super) const PORT_AUDIO: c_int = 8;

/// Bits and the default field of a range hint.
pub(super) const BOUNDED_BELOW: c_int = 0x1;
pub(super) const BOUNDED_ABOVE: c_int = 0x2;
pub(super) const TOGGLED: c_int = 0x4;
pub(super) const SAMPLE_RATE: c_int = 0x8;
pub(super) const LOGARITHMIC: c_int = 0x10;
pub(super) const INTEGER: c_int = 0x20;
pub(super) const DEFAULT_MASK: c_int = 0x3c0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn structs_are_as_large_as_the_headers_say() {
        assert_eq!(size_of::<SequencerEvent>(), 28);
        assert_eq!(size_of::<RangeHint>(), 12);
        #[cfg(target_pointer_width = "64")]
        assert_eq!((size_of::<Ladspa>(), size_of::<Dssi>()), (152, 80));
    }
}
