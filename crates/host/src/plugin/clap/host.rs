//! What a plug-in is told of its host: there is one thread, nothing is shown, and nothing is automated.

use std::cell::Cell;

use clack_extensions::latency::{HostLatency, HostLatencyImpl};
use clack_extensions::log::{HostLog, HostLogImpl, LogSeverity};
use clack_extensions::params::{
    HostParams, HostParamsImplMainThread, HostParamsImplShared, ParamClearFlags, ParamRescanFlags,
};
use clack_extensions::state::{HostState, HostStateImpl};
use clack_extensions::thread_check::{HostThreadCheck, HostThreadCheckImpl};
use clack_host::prelude::{HostExtensions, HostHandlers, MainThreadHandler, SharedHandler};
use clack_host::utils::ClapId;

/// A host that renders without anybody waiting.
pub(super) struct Offline;

/// What threads share: nothing.
pub(super) struct Shared;

/// What the one thread has: nothing.
pub(super) struct MainThread;

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
    }
}

impl SharedHandler<'_> for Shared {
    // Renders begin and end when we say so.
    fn request_restart(&self) {}
    fn request_process(&self) {}
    fn request_callback(&self) {}
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
