//! What a plug-in is told of its host: there is one thread, nothing is shown, and nothing is automated.

use std::cell::{Cell, RefCell};
use std::ffi::CStr;
use std::sync::atomic::{AtomicBool, Ordering};

use clack_extensions::latency::{HostLatency, HostLatencyImpl};
use clack_extensions::log::{HostLog, HostLogImpl, LogSeverity};
use clack_extensions::params::{
    HostParams, HostParamsImplMainThread, HostParamsImplShared, ParamClearFlags, ParamRescanFlags,
};
use clack_extensions::preset_discovery::HostPresetLoadImpl;
use clack_extensions::preset_discovery::prelude::{HostPresetLoad, Location};
use clack_extensions::state::{HostState, HostStateImpl};
use clack_extensions::thread_check::{HostThreadCheck, HostThreadCheckImpl};
use clack_host::prelude::{HostExtensions, HostHandlers, MainThreadHandler, SharedHandler};
use clack_host::utils::ClapId;

/// A host that renders without anybody waiting.
pub(super) struct Offline;

/// What threads share: whether the plug-in has something to do on the one thread.
#[derive(Default)]
pub(super) struct Shared {
    is_waiting: AtomicBool,
}

impl Shared {
    /// Whether it asked since it was last looked.
    pub(super) fn was_waiting(&self) -> bool {
        self.is_waiting.swap(false, Ordering::Relaxed)
    }
}

/// What the one thread has: why the last preset that it was to load was not.
#[derive(Default)]
pub(super) struct MainThread {
    complaint: RefCell<Option<String>>,
}

impl MainThread {
    /// Takes what was complained of since it was last asked.
    pub(super) fn complaint(&self) -> Option<String> {
        self.complaint.take()
    }
}

thread_local! {
    /// Whether sound is being made: then the one thread is the audio thread.
    static IS_AUDIO: Cell<bool> = const { Cell::new(false) };
}

/// Does something as the audio thread.
pub(super) fn as_audio_thread<T>(work: impl FnOnce() -> T) -> T {
    IS_AUDIO.set(true);
    let done = work();
    IS_AUDIO.set(false);
    done
}

impl HostHandlers for Offline {
    type Shared<'a> = Shared;
    type MainThread<'a> = MainThread;
    type AudioProcessor<'a> = ();

    fn declare_extensions(builder: &mut HostExtensions<Self>, _: &Self::Shared<'_>) {
        builder.register::<HostParams>();
        builder.register::<HostState>();
        builder.register::<HostLatency>();
        builder.register::<HostLog>();
        builder.register::<HostThreadCheck>();
        builder.register::<HostPresetLoad>();
    }
}

impl SharedHandler<'_> for Shared {
    // Renders begin and end when we say so.
    fn request_restart(&self) {}
    fn request_process(&self) {}

    fn request_callback(&self) {
        self.is_waiting.store(true, Ordering::Relaxed);
    }
}

impl MainThreadHandler<'_> for MainThread {}

impl HostParamsImplShared for Shared {
    // Every block takes parameters along.
    fn request_flush(&self) {}
}

impl HostParamsImplMainThread for MainThread {
    fn rescan(&self, _: ParamRescanFlags) {}
    fn clear(&self, _: ClapId, _: ParamClearFlags) {}
}

impl HostStateImpl for MainThread {
    fn mark_dirty(&self) {}
}

impl HostPresetLoadImpl for MainThread {
    fn on_error(&self, _: Location, _: Option<&CStr>, _: i32, message: Option<&CStr>) {
        self.complaint.replace(message.map(|message| message.to_string_lossy().into_owned()));
    }

    fn loaded(&self, _: Location, _: Option<&CStr>) {}
}

impl HostLatencyImpl for MainThread {
    fn changed(&self) {}
}

impl HostLogImpl for Shared {
    fn log(&self, severity: LogSeverity, message: &str) {
        // Standard error is kept for messages about what went wrong.
        if matches!(severity, LogSeverity::Error | LogSeverity::Fatal) {
            eprintln!("{message}");
        }
    }
}

impl HostThreadCheckImpl for Shared {
    fn is_main_thread(&self) -> bool {
        !IS_AUDIO.get()
    }

    fn is_audio_thread(&self) -> bool {
        IS_AUDIO.get()
    }
}
