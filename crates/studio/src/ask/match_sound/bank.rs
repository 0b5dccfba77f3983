//! The user's presets: read once, listened to once per note, and put in order so that the likeliest are tried first.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use tonewright_audio::Audio;
use tonewright_synth::{Gesture, Preset, RenderSetup, Synth};

use crate::ask::heard::heard;
use crate::error::StudioError;
use crate::events::Listener;

/// Banks of no more presets are simply tried in their own order.
const SMALL: usize = 64;
/// Gates and lengths at which banks are listened to: a few classes, so that an index serves many targets.
const GATES_SECS: [f64; 6] = [0.05, 0.1, 0.25, 0.5, 1.0, 2.0];
const LENGTHS_SECS: [f64; 4] = [0.5, 1.0, 2.0, 3.0];

/// The bank with the presets that sound likest to the target first.
pub(super) fn in_order(
    bank: &Arc<Vec<Preset>>,
    synth: &Arc<dyn Synth>,
    target: &Audio,
    gesture: Gesture,
    threads: usize,
    stop: &AtomicBool,
    listener: &mut dyn Listener,
) -> Result<Arc<Vec<Preset>>, StudioError> {
    if bank.len() <= SMALL {
        return Ok(Arc::clone(bank));
    }
    let (gesture, setup) = class_of(gesture, target);
    let Some(index) = heard((synth, gesture, setup), bank, threads, stop, listener)? else {
        return Ok(Arc::clone(bank));
    };
    let order = index.nearest(bank, target, bank.len());
    Ok(Arc::new(order.into_iter().map(|near| bank[near.at].clone()).collect()))
}

/// The class of gesture and length that a target is looked up in.
fn class_of(gesture: Gesture, target: &Audio) -> (Gesture, RenderSetup) {
    let nearest = |classes: &[f64], secs: f64| {
        let far = |class: &f64| (class.ln() - secs.max(0.01).ln()).abs();
        classes.iter().copied().min_by(|a, b| far(a).total_cmp(&far(b))).unwrap_or(1.0)
    };
    let gesture = Gesture { gate_secs: nearest(&GATES_SECS, gesture.gate_secs), ..gesture };
    (gesture, RenderSetup::of_secs(target.rate_hz(), nearest(&LENGTHS_SECS, target.duration_secs())))
}
