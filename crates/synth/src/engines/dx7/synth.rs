//! The DX7 as the house sees it: a [`Synth`] that opens a [`Renderer`].

use tonewright_audio::Audio;

use super::engine::{Engine, Mode};
use super::prior::RealVoices;
use super::spec::spec;
use super::sysex::Syx;
use super::voice::Voice;
use crate::preset::json::Json;
use crate::{
    Gesture, Job, PresetFormat, Prior, RenderError, RenderSetup, Renderer, SpareSounds, Synth, SynthSpec,
};

/// Lowest and highest sample rate.
const RATES_HZ: (u32, u32) = (16_000, 96_000);

/// Most sounds whose memory is kept: two groups that are rendered together.
const SPARE_MOST: usize = 128;

/// The DX7 as Dexed plays it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Dx7 {
    mode: Mode,
}

impl Dx7 {
    /// Dexed's default engine: the chip's own arithmetic.
    pub fn mark_one() -> Self {
        Self { mode: Mode::MarkOne }
    }

    /// Dexed's 24-bit engine, cleaner than the instrument.
    pub fn modern() -> Self {
        Self { mode: Mode::Modern }
    }
}

impl Synth for Dx7 {
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
        let engine = Engine::new(self.mode, setup.rate_hz);
        Ok(Box::new(Dx7Renderer { engine, setup, spare: SpareSounds::new(setup.len_samples, SPARE_MOST) }))
    }

    fn formats(&self) -> Vec<Box<dyn PresetFormat + '_>> {
        vec![Box::new(Syx), Box::new(Json(spec()))]
    }

    fn own_prior(&self) -> Option<Box<dyn Prior>> {
        Some(Box::new(RealVoices::new()))
    }
}

/// An engine at one rate, for sounds of one length.
struct Dx7Renderer {
    engine: Engine,
    setup: RenderSetup,
    /// Memory of sounds that were given back.
    spare: SpareSounds,
}

impl Renderer for Dx7Renderer {
    fn render(&mut self, job: &Job) -> Result<Audio, RenderError> {
        job.gesture.check()?;
        let voice = Voice::from_preset(job.preset)?;
        let mut samples = self.spare.take();
        self.engine.render_into(&[(&voice, job.gesture)], &mut [&mut samples]);
        Ok(Audio::mono(samples, self.setup.rate_hz))
    }

    fn render_batch(&mut self, jobs: &[Job]) -> Vec<Result<Audio, RenderError>> {
        let voices: Vec<Result<Voice, RenderError>> = jobs
            .iter()
            .map(|job| job.gesture.check().and_then(|()| Voice::from_preset(job.preset)))
            .collect();
        let playable: Vec<(&Voice, Gesture)> = voices
            .iter()
            .zip(jobs)
            .filter_map(|(voice, job)| voice.as_ref().ok().map(|voice| (voice, job.gesture)))
            .collect();
        let mut sounds: Vec<Vec<f32>> = playable.iter().map(|_| self.spare.take()).collect();
        let mut channels: Vec<&mut [f32]> = sounds.iter_mut().map(Vec::as_mut_slice).collect();
        self.engine.render_into(&playable, &mut channels);
        let mut sounds = sounds.into_iter();
        let audio = |samples: Option<Vec<f32>>| Audio::mono(samples.unwrap_or_default(), self.setup.rate_hz);
        voices.into_iter().map(|voice| voice.map(|_| audio(sounds.next()))).collect()
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
        let mut renderer = Dx7::mark_one().open(SETUP).unwrap();
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
        let mut renderer = Dx7::mark_one().open(SETUP).unwrap();
        let preset = Preset::init(spec());
        let job = |velocity| Job { preset: &preset, gesture: Gesture { velocity, ..Gesture::default() } };
        let fresh = renderer.render_batch(&[job(100), job(40)]).into_iter().map(Result::unwrap);
        let [loud, soft]: [Audio; 2] = fresh.collect::<Vec<_>>().try_into().unwrap();
        let address = soft.channel(0).as_ptr();
        renderer.recycle(soft.clone());
        renderer.recycle(soft);
        let again = renderer.render_batch(&[job(100)]).remove(0).unwrap();
        assert_eq!(again.channel(0).as_ptr(), address);
        assert_eq!(again, loud);
        // Sounds that don't fit are not kept.
        renderer.recycle(Audio::mono(vec![0.5; 3], SETUP.rate_hz));
        for _ in 0..2 {
            assert_eq!(renderer.render(&job(100)).unwrap(), loud);
        }
    }

    #[test]
    fn what_cannot_be_played_is_refused() {
        let mut renderer = Dx7::modern().open(SETUP).unwrap();
        let preset = Preset::init(spec());
        for (velocity, gate_secs) in
            [(0, 1.0), (128, 1.0), (100, -0.1), (100, f64::NAN), (100, f64::INFINITY)]
        {
            let job = Job { preset: &preset, gesture: Gesture { note: 60, velocity, gate_secs } };
            assert!(renderer.render(&job).is_err(), "{velocity} {gate_secs}");
        }
        for rate_hz in [0, 15_999, 96_001] {
            assert!(Dx7::mark_one().open(RenderSetup { rate_hz, ..SETUP }).is_err());
        }
    }
}
