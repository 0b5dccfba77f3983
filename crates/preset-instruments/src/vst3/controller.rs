//! The controllers: what hosts ask of parameters and programs. They hear of what a program sets from the processor's state
//! alone.

use std::cell::Cell;
use std::ffi::c_char;
use std::marker::PhantomData;

use vst3::Class;
use vst3::Steinberg::Vst::*;
use vst3::Steinberg::*;

use super::memory::{put_wide, read};
use crate::lie::Lie;
use crate::panel::{COUNT, KNOBS, Panel};
use crate::programs::PROGRAMS;

/// The parameter that selects a program.
pub(super) const PROGRAM: u32 = 1_000;
/// The list of programs.
const LIST: i32 = 1;

/// A controller that lists its programs by a unit.
pub(super) struct Listed;
/// A controller that has a parameter for them, and no more.
pub(super) struct Bare;

/// What both kinds have.
pub(super) struct Controller<Kind> {
    panel: Panel,
    program: Cell<f64>,
    kind: PhantomData<Kind>,
}

impl<Kind> Default for Controller<Kind> {
    fn default() -> Self {
        Self { panel: Panel::default(), program: Cell::new(0.0), kind: PhantomData }
    }
}

impl Class for Controller<Listed> {
    type Interfaces = (IEditController, IUnitInfo);
}

impl Class for Controller<Bare> {
    type Interfaces = (IEditController,);
}

/// The value of a knob at that way from 0 to 1.
pub(super) fn plain_from_norm(index: usize, norm: f64) -> f64 {
    KNOBS.get(index).map_or(0.0, |knob| knob.low + norm * (knob.high - knob.low))
}

fn norm_from_plain(index: usize, plain: f64) -> f64 {
    KNOBS.get(index).map_or(0.0, |knob| (plain - knob.low) / (knob.high - knob.low))
}

/// Which of the programs a way from 0 to 1 stands for.
pub(super) fn program_from_norm(norm: f64) -> usize {
    let last = PROGRAMS.len() - 1;
    ((norm * last as f64).round().max(0.0) as usize).min(last)
}

/// How many programs there are said to be.
fn told_programs() -> i32 {
    if Lie::asked() == Some(Lie::Many) { i32::MAX } else { PROGRAMS.len() as i32 }
}

fn program_name(index: usize) -> String {
    let name = PROGRAMS[index % PROGRAMS.len()].name;
    match Lie::asked() {
        Some(lie) => {
            lie.act();
            format!("\u{1b}[31m{name}\u{7}")
        }
        None => name.to_owned(),
    }
}

impl<Kind> IPluginBaseTrait for Controller<Kind> {
    unsafe fn initialize(&self, _: *mut FUnknown) -> tresult {
        kResultOk
    }

    unsafe fn terminate(&self) -> tresult {
        kResultOk
    }
}

impl<Kind> IEditControllerTrait for Controller<Kind> {
    unsafe fn setComponentState(&self, state: *mut IBStream) -> tresult {
        if self.panel.set_bytes(&read(8 * COUNT, state)) { kResultOk } else { kInvalidArgument }
    }

    unsafe fn setState(&self, _: *mut IBStream) -> tresult {
        kResultOk
    }

    unsafe fn getState(&self, _: *mut IBStream) -> tresult {
        kResultOk
    }

    unsafe fn getParameterCount(&self) -> i32 {
        COUNT as i32 + 1
    }

    unsafe fn getParameterInfo(&self, index: i32, info: *mut ParameterInfo) -> tresult {
        // SAFETY: the host gives room for it.
        let info = unsafe { &mut *info };
        let index = index as usize;
        if index > COUNT {
            return kInvalidArgument;
        }
        let (name, default) = match KNOBS.get(index) {
            Some(knob) => (knob.name, norm_from_plain(index, PROGRAMS[0].values[index])),
            None => ("Program", 0.0),
        };
        let words = KNOBS.get(index).map_or(0, |knob| knob.words.len() as i32);
        let (automated, program) = (
            ParameterInfo_::ParameterFlags_::kCanAutomate,
            ParameterInfo_::ParameterFlags_::kIsProgramChange,
        );
        put_wide(name, &mut info.title);
        put_wide(name, &mut info.shortTitle);
        put_wide("", &mut info.units);
        info.unitId = kRootUnitId;
        info.defaultNormalizedValue = default;
        (info.id, info.stepCount, info.flags) = match index {
            COUNT => (PROGRAM, told_programs() - 1, automated | program),
            index => (index as u32, (words - 1).max(0), automated),
        };
        kResultOk
    }

    unsafe fn getParamStringByValue(&self, id: u32, norm: f64, text: *mut String128) -> tresult {
        let shown = match KNOBS.get(id as usize) {
            Some(knob) => knob.text(plain_from_norm(id as usize, norm)),
            None if id == PROGRAM => program_name(program_from_norm(norm)),
            None => return kInvalidArgument,
        };
        // SAFETY: the host gives room for it.
        put_wide(&shown, unsafe { &mut *text });
        kResultOk
    }

    unsafe fn getParamValueByString(&self, _: u32, _: *mut TChar, _: *mut f64) -> tresult {
        kNotImplemented
    }

    unsafe fn normalizedParamToPlain(&self, id: u32, norm: f64) -> f64 {
        plain_from_norm(id as usize, norm)
    }

    unsafe fn plainParamToNormalized(&self, id: u32, plain: f64) -> f64 {
        norm_from_plain(id as usize, plain)
    }

    unsafe fn getParamNormalized(&self, id: u32) -> f64 {
        match self.panel.value(id as usize) {
            Some(plain) => norm_from_plain(id as usize, plain),
            None => self.program.get(),
        }
    }

    unsafe fn setParamNormalized(&self, id: u32, norm: f64) -> tresult {
        match id {
            PROGRAM => self.program.set(norm),
            id => self.panel.set(id as usize, plain_from_norm(id as usize, norm)),
        }
        kResultOk
    }

    unsafe fn setComponentHandler(&self, _: *mut IComponentHandler) -> tresult {
        kResultOk
    }

    unsafe fn createView(&self, _: *const c_char) -> *mut IPlugView {
        std::ptr::null_mut()
    }
}

impl IUnitInfoTrait for Controller<Listed> {
    unsafe fn getUnitCount(&self) -> i32 {
        1
    }

    unsafe fn getUnitInfo(&self, index: i32, info: *mut UnitInfo) -> tresult {
        if index != 0 {
            return kInvalidArgument;
        }
        // SAFETY: the host gives room for it.
        let info = unsafe { &mut *info };
        (info.id, info.parentUnitId, info.programListId) = (kRootUnitId, kNoParentUnitId, LIST);
        put_wide("Root", &mut info.name);
        kResultOk
    }

    unsafe fn getProgramListCount(&self) -> i32 {
        1
    }

    unsafe fn getProgramListInfo(&self, index: i32, info: *mut ProgramListInfo) -> tresult {
        if index != 0 {
            return kInvalidArgument;
        }
        // SAFETY: the host gives room for it.
        let info = unsafe { &mut *info };
        (info.id, info.programCount) = (LIST, told_programs());
        put_wide("Factory", &mut info.name);
        kResultOk
    }

    unsafe fn getProgramName(&self, list: ProgramListID, index: i32, name: *mut String128) -> tresult {
        if list != LIST || index < 0 {
            return kInvalidArgument;
        }
        // SAFETY: the host gives room for it.
        put_wide(&program_name(index as usize), unsafe { &mut *name });
        kResultOk
    }

    unsafe fn getProgramInfo(
        &self,
        _: ProgramListID,
        _: i32,
        _: *const c_char,
        _: *mut String128,
    ) -> tresult {
        kNotImplemented
    }

    unsafe fn hasProgramPitchNames(&self, _: ProgramListID, _: i32) -> tresult {
        kResultFalse
    }

    unsafe fn getProgramPitchName(&self, _: ProgramListID, _: i32, _: i16, _: *mut String128) -> tresult {
        kNotImplemented
    }

    unsafe fn getSelectedUnit(&self) -> UnitID {
        kRootUnitId
    }

    unsafe fn selectUnit(&self, _: UnitID) -> tresult {
        kResultOk
    }

    unsafe fn getUnitByBus(
        &self,
        _: MediaType,
        _: BusDirection,
        _: i32,
        _: i32,
        unit: *mut UnitID,
    ) -> tresult {
        // SAFETY: the host gives room for it.
        unsafe { *unit = kRootUnitId };
        kResultOk
    }

    unsafe fn setUnitProgramData(&self, _: i32, _: i32, _: *mut IBStream) -> tresult {
        kNotImplemented
    }
}
