//! The instrument as VST3 plug-ins, processor and controller apart: one lists its programs by a unit, one has no more than
//! a parameter that changes them, as plug-ins made with JUCE have it.
#![expect(unsafe_code, reason = "VST3 is calls through pointers, which hosts promise to be good for")]

mod component;
mod controller;
mod memory;

use std::ffi::{c_char, c_void};

use vst3::Steinberg::*;
use vst3::{Class, ComWrapper};

use component::Component;
use controller::{Bare, Controller, Listed};
use memory::put_text;

/// Class ids are sixteen letters.
const fn id(letters: &[u8; 16]) -> TUID {
    let mut id = [0; 16];
    let mut at = 0;
    while at < 16 {
        id[at] = letters[at] as c_char;
        at += 1;
    }
    id
}

/// The parts of an instrument: the processor, and the controller that belongs to it.
struct Parts {
    name: &'static str,
    processor: TUID,
    controller: TUID,
}

const LISTED: Parts = Parts {
    name: "Tonewright Listed",
    processor: id(b"TonewrightListed"),
    controller: id(b"TonewrightListCo"),
};

const BARE: Parts = Parts {
    name: "Tonewright Bare",
    processor: id(b"Tonewright__Bare"),
    controller: id(b"TonewrightBareCo"),
};

struct Factory;

impl Class for Factory {
    type Interfaces = (IPluginFactory,);
}

impl IPluginFactoryTrait for Factory {
    unsafe fn getFactoryInfo(&self, info: *mut PFactoryInfo) -> tresult {
        // SAFETY: the host gives memory for it.
        let info = unsafe { &mut *info };
        put_text("Tonewright", &mut info.vendor);
        info.flags = PFactoryInfo_::FactoryFlags_::kUnicode as int32;
        kResultOk
    }

    unsafe fn countClasses(&self) -> i32 {
        4
    }

    unsafe fn getClassInfo(&self, index: i32, info: *mut PClassInfo) -> tresult {
        let (processor, controller) = ("Audio Module Class", "Component Controller Class");
        let (class, category, name) = match index {
            0 => (LISTED.processor, processor, LISTED.name),
            1 => (LISTED.controller, controller, LISTED.name),
            2 => (BARE.processor, processor, BARE.name),
            3 => (BARE.controller, controller, BARE.name),
            _ => return kInvalidArgument,
        };
        // SAFETY: the host gives memory for it.
        let info = unsafe { &mut *info };
        info.cid = class;
        info.cardinality = PClassInfo_::ClassCardinality_::kManyInstances as int32;
        put_text(category, &mut info.category);
        put_text(name, &mut info.name);
        kResultOk
    }

    unsafe fn createInstance(&self, class: FIDString, iid: FIDString, made: *mut *mut c_void) -> tresult {
        // SAFETY: the host points at sixteen bytes.
        let class = unsafe { *class.cast::<TUID>() };
        let instance = match () {
            () if class == LISTED.processor => unknown(Component::new(LISTED.controller)),
            () if class == LISTED.controller => unknown(Controller::<Listed>::default()),
            () if class == BARE.processor => unknown(Component::new(BARE.controller)),
            () if class == BARE.controller => unknown(Controller::<Bare>::default()),
            () => None,
        };
        let Some(instance) = instance else { return kInvalidArgument };
        let pointer = instance.as_ptr();
        // SAFETY: the pointer is alive through the call; the host points at sixteen bytes and at memory for a pointer.
        unsafe { ((*(*pointer).vtbl).queryInterface)(pointer, iid.cast::<TUID>(), made) }
    }
}

fn unknown<C>(class: C) -> Option<vst3::ComPtr<FUnknown>>
where
    C: Class + 'static,
    C::Interfaces: vst3::com_scrape_types::MakeHeader<C, ComWrapper<C>>,
{
    ComWrapper::new(class).to_com_ptr()
}

#[unsafe(no_mangle)]
extern "system" fn GetPluginFactory() -> *mut IPluginFactory {
    ComWrapper::new(Factory)
        .to_com_ptr::<IPluginFactory>()
        .map_or(std::ptr::null_mut(), |made| made.into_raw())
}

// What each system calls first and last: there is nothing to do.
macro_rules! entry {
    ($system:literal, $($name:ident($($handle:ty)?)),*) => {$(
        #[cfg(target_os = $system)]
        #[unsafe(no_mangle)]
        extern "system" fn $name($(_: $handle)?) -> bool {
            true
        }
    )*};
}
entry!("linux", ModuleEntry(*mut c_void), ModuleExit());
entry!("macos", bundleEntry(*mut c_void), bundleExit());
entry!("windows", InitDll(), ExitDll());
