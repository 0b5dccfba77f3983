//! The subtractive synth as the house sees it: a [`Synth`] that opens a [`Renderer`].

use tonewright_audio::Audio;

use super::engine::Engine;
use super::patch::Patch;
use super::prior::Families;
use super::spec::spec;
use crate::{Gesture, Job, Prior, RenderError, RenderSetup, Renderer, SpareSounds, Synth, SynthSpec};

/// Lowest and highest sample rate.
const RATES_HZ: (u32, u32) = (16_000, 96_000);

/// Most sounds whose memory is kept: two groups of 64 that are rendered together.
const SPARE_MOST: usize = 128;

/// The house's subtractive synth.
#[derive(Clone, Copy, Debug, Default)]
pub struct Subtractive;

impl Synth for Subtractive {
    fn spec(&self) -> &SynthSpec {
        spec()
    }

    fn open(&self, setup: RenderSetup) -> Result<Box<dyn Renderer>, RenderError> {
        let (low_hz, high_hz) = RATES_HZ;
        if !(low_hz..=high_hz).contains(&setup.rate_hz) {
            return Err(RenderError::Rate {
                synth: spec().id.to_string(),
                rate_hz: setup.rate_hz,
                low_hz,
                high_hz,
            });
        }
        Ok(Box::new(SubtractiveRenderer {
            engine: Engine::new(setup.rate_hz),
            setup,
            spare: SpareSounds::new(setup.len_samples, SPARE_MOST),
        }))
    }

    fn own_prior(&self) -> Option<Box<dyn Prior>> {
        Some(Box::new(Families::new()))
    }
}

/// An engine at one rate, for sounds of one length.
struct SubtractiveRenderer {
    engine: Engine,
    setup: RenderSetup,
    /// Memory of sounds that were given back.
    spare: SpareSounds,
}

/// The patch of a job that can be played.
fn patch_of(job: &Job) -> Result<Patch, RenderError> {
    job.gesture.check()?;
    Patch::from_preset(job.preset)
}

impl Renderer for SubtractiveRenderer {
    fn render(&mut self, job: &Job) -> Result<Audio, RenderError> {
        let patch = patch_of(job)?;
        let mut samples = self.spare.take();
        self.engine.render_into(&[(&patch, job.gesture)], &mut [&mut samples]);
        Ok(Audio::mono(samples, self.setup.rate_hz))
    }

    fn render_batch(&mut self, jobs: &[Job]) -> Vec<Result<Audio, RenderError>> {
        let patches: Vec<Result<Patch, RenderError>> = jobs.iter().map(patch_of).collect();
        let playable: Vec<(&Patch, Gesture)> = patches
            .iter()
            .zip(jobs)
            .filter_map(|(patch, job)| patch.as_ref().ok().map(|patch| (patch, job.gesture)))
            .collect();
        let mut sounds: Vec<Vec<f32>> = playable.iter().map(|_| self.spare.take()).collect();
        let mut channels: Vec<&mut [f32]> = sounds.iter_mut().map(Vec::as_mut_slice).collect();
        self.engine.render_into(&playable, &mut channels);
        let mut sounds = sounds.into_iter();
        let audio = |samples: Option<Vec<f32>>| Audio::mono(samples.unwrap_or_default(), self.setup.rate_hz);
        patches.into_iter().map(|patch| patch.map(|_| audio(sounds.next()))).collect()
    }

    fn full_batch(&self) -> usize {
        Engine::FULL_BATCH
    }

    fn recycle(&mut self, sound: Audio) {
        self.spare.give_back(sound);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Preset;

    const SETUP: RenderSetup = RenderSetup { rate_hz: 44_100, len_samples: 4_000 };

    #[test]
    fn one_failure_never_sinks_a_batch() {
        let mut renderer = Subtractive.open(SETUP).unwrap();
        let good = Preset::init(spec());
        let short = Preset { name: "short".to_owned(), values: Vec::new() };
        let job = |preset, note| Job { preset, gesture: Gesture { note, ..Gesture::default() } };
        let sounds =
            renderer.render_batch(&[job(&good, 60), job(&short, 60), job(&good, 128), job(&good, 72)]);
        let alone = renderer.render(&job(&good, 72)).unwrap();
        assert!(sounds[0].as_ref().unwrap().peak() > 0.05);
        assert!(matches!(sounds[1], Err(RenderError::PresetSize { .. })));
        assert!(matches!(sounds[2], Err(RenderError::Gesture { what: "note", .. })));
        assert_eq!(sounds[3].as_ref().unwrap(), &alone);
    }

    #[test]
    fn memory_is_used_again_and_holds_nothing_of_the_old_sound() {
        let mut renderer = Subtractive.open(SETUP).unwrap();
        let preset = Preset::init(spec());
        let job = |note| Job { preset: &preset, gesture: Gesture { note, ..Gesture::default() } };
        let one = renderer.render(&job(60)).unwrap();
        let other = renderer.render(&job(67)).unwrap();
        let address = other.channel(0).as_ptr();
        renderer.recycle(other.clone());
        renderer.recycle(other);
        let again = renderer.render(&job(60)).unwrap();
        assert_eq!(again.channel(0).as_ptr(), address);
        assert_eq!(again, one);
        // Sounds that don't fit are not kept.
        renderer.recycle(Audio::mono(vec![0.5; 3], SETUP.rate_hz));
        for _ in 0..2 {
            assert_eq!(renderer.render(&job(60)).unwrap(), one);
        }
    }

    #[test]
    fn what_cannot_be_played_is_refused() {
        let mut renderer = Subtractive.open(SETUP).unwrap();
        let preset = Preset::init(spec());
        for (velocity, gate_secs) in
            [(0, 1.0), (128, 1.0), (100, -0.1), (100, f64::NAN), (100, f64::INFINITY)]
        {
            let job = Job { preset: &preset, gesture: Gesture { note: 60, velocity, gate_secs } };
            assert!(renderer.render(&job).is_err(), "{velocity} {gate_secs}");
        }
        for rate_hz in [0, 15_999, 96_001] {
            assert!(Subtractive.open(RenderSetup { rate_hz, ..SETUP }).is_err());
        }
    }
}
