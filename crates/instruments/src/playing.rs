//! How a voice plays what nice-plug hands on: notes at their samples, sound into a buffer.

use nice_plug::midi::Key;
use nice_plug::prelude::*;

use crate::voice::{Knobs, Voice};

/// Plays a block, each event at its sample. `begin` says where the wave of a new note begins.
pub(crate) fn play<P: Plugin>(
    voice: &mut Voice,
    knobs: Knobs,
    buffer: &mut Buffer,
    context: &mut impl ProcessContext<P>,
    mut begin: impl FnMut() -> f32,
) {
    let mut next = context.next_event();
    for (at, frame) in buffer.iter_samples().enumerate() {
        while let Some(event) = next.take_if(|event| event.timing() as usize <= at) {
            match event {
                NoteEvent::NoteOn { key: Key::Number(key), velocity, .. } => {
                    voice.press(key, velocity, begin());
                }
                NoteEvent::NoteOff { key: Key::Number(key), .. } => voice.release(key),
                _ => {}
            }
            next = context.next_event();
        }
        let sample = voice.next(knobs);
        frame.into_iter().for_each(|out| *out = sample);
    }
}

/// What all of them have: no input, two channels, notes.
pub(crate) const LAYOUTS: &[AudioIOLayout] = &[AudioIOLayout {
    main_input_channels: None,
    main_output_channels: NonZeroU32::new(2),
    ..AudioIOLayout::const_default()
}];
