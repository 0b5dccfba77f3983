//! One note on an instance: a little silence for what glides to settle, the key, its release, and the sound of it.

use crate::plugin::{BLOCK, Event, Instance, PluginError};

/// How long an instance runs in silence before the key, so that parameters which glide are where they belong.
const SETTLE_SECS: f64 = 0.05;

/// What is played.
#[derive(Clone, Copy)]
pub(super) struct Note {
    pub(super) key: u8,
    pub(super) velocity: u8,
    /// When it is let go, counted from the key press.
    pub(super) gate_samples: usize,
}

/// Plays a note of so many samples; `put` is told each piece of it: the channel, the sample that it begins with, and what
/// sounds there. Blocks begin at the key press, so that nothing depends on how long it was waited.
pub(super) fn perform(
    instance: &mut dyn Instance,
    note: Note,
    rate_hz: u32,
    samples: usize,
    mut put: impl FnMut(usize, usize, &[f32]),
) -> Result<(), PluginError> {
    let mut block = vec![vec![0.0; BLOCK]; instance.channels()];
    settle(instance, rate_hz)?;
    let late = instance.latency();
    let press = Event { at: 0, key: note.key, velocity: Some(note.velocity) };
    // A key that is let go at once is still pressed.
    let release = Event { at: 0, key: note.key, velocity: None };
    let release_at = note.gate_samples.max(1);
    for start in (0..late + samples).step_by(BLOCK) {
        let mut events = Vec::with_capacity(2);
        if start == 0 {
            events.push(press);
        }
        if (start..start + BLOCK).contains(&release_at) {
            events.push(Event { at: release_at - start, ..release });
        }
        instance.process(&events, &mut block)?;
        // What lies before the latency is not the note's, what lies behind its end nobody wants.
        let (from, to) = (late.max(start), (late + samples).min(start + BLOCK));
        if from < to {
            let pieces = block.iter().map(|channel| &channel[from - start..to - start]).enumerate();
            pieces.for_each(|(channel, piece)| put(channel, from - late, piece));
        }
    }
    Ok(())
}

/// Silence, in which parameters arrive and what glides comes to rest.
pub(super) fn settle(instance: &mut dyn Instance, rate_hz: u32) -> Result<(), PluginError> {
    let mut block = vec![vec![0.0; BLOCK]; instance.channels()];
    for _ in 0..((SETTLE_SECS * f64::from(rate_hz)) as usize).div_ceil(BLOCK) {
        instance.process(&[], &mut block)?;
    }
    Ok(())
}
