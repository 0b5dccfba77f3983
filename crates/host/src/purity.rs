//! Whether a plug-in's sounds depend on what it played before, measured; and the cheapest way to make it forget.

use serde::{Deserialize, Serialize};
use tonewright_audio::Audio;
use tonewright_synth::{Gesture, Job, Preset, Prior as _, RenderSetup, Repeats, Synth as _, prior, seed};

use crate::bridge::Bridge;
use crate::child::Launch;
use crate::error::HostError;
use crate::told::{Quirk, Reset};

/// Presets that are played: the initial one, seven around it, and eight with all knobs anywhere.
const PRESETS: usize = 16;
/// A key that is never let go, as what lives on is what leaks.
const GESTURE: Gesture = Gesture { note: 57, velocity: 110, gate_secs: 10.0 };
/// How long each sounds.
const SECS: f64 = 0.3;

/// What was found out of a plug-in's memory.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Purity {
    /// The cheapest way of forgetting that leaves nothing, or the most thorough; and whether fresh processes give the
    /// same samples.
    pub quirk: Quirk,
    /// What each way left behind, as far as they were tried.
    pub tried: Vec<Leak>,
    /// How far sounds of fresh processes lie from each other: the rest's power in dB of the sound's; none where they
    /// are the same.
    pub noise_db: Option<f64>,
}

/// What one way of forgetting left behind.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Leak {
    /// Which way.
    pub reset: Reset,
    /// Sounds that were other than from a fresh process.
    pub differing: usize,
    /// Sounds that were compared.
    pub compared: usize,
    /// The largest difference: the rest's power in dB of the sound's; none where there was no difference.
    pub worst_db: Option<f64>,
}

impl Purity {
    /// Plays presets in fresh processes, then one after another with each way of forgetting.
    ///
    /// # Errors
    /// When the worker does not start, or no preset can be played.
    pub fn measure(launch: &Launch) -> Result<Self, HostError> {
        let fresh =
            Bridge::worker(launch.clone(), None, Quirk { reset: Reset::Process, ..Quirk::default() })?;
        let presets = presets(&fresh);
        let alone = play(&fresh, presets.iter());
        if alone.iter().all(Option::is_none) {
            return Err(HostError::Sound("none of sixteen presets can be played".to_owned()));
        }
        let again = play(&fresh, presets.iter());
        let noise = compare(Reset::Process, &alone, &again);
        let mut found = Self {
            quirk: Quirk {
                reset: Reset::Process,
                repeats: if noise.differing == 0 { Repeats::Exactly } else { Repeats::Statistically },
            },
            tried: Vec::new(),
            noise_db: noise.worst_db,
        };
        for reset in Reset::ALL.into_iter().filter(|reset| *reset != Reset::Process) {
            let leak = leak(launch, reset, &presets, &alone)?;
            let is_clean = is_clean(&leak, &found);
            found.tried.push(leak);
            if is_clean {
                found.quirk.reset = reset;
                break;
            }
        }
        Ok(found)
    }
}

/// Nothing is left, or no more than lies between fresh processes anyway.
fn is_clean(leak: &Leak, found: &Purity) -> bool {
    match found.quirk.repeats {
        Repeats::Exactly => leak.differing == 0,
        Repeats::Statistically => leak.worst_db <= found.noise_db.map(|noise_db| noise_db + 3.0),
    }
}

fn presets(bridge: &Bridge) -> Vec<Preset> {
    let (around, uniform) = (prior::AroundDefault::new(bridge.spec()), prior::Uniform::new(bridge.spec()));
    let drawn = |index: usize| {
        let mut rng = seed::stream(0, "purity", index as u64);
        if index < PRESETS / 2 { around.draw(&mut rng) } else { uniform.draw(&mut rng) }
    };
    std::iter::once(Preset::init(bridge.spec())).chain((1..PRESETS).map(drawn)).collect()
}

/// The sounds of presets one after another by one renderer; none where one failed.
fn play<'a>(bridge: &Bridge, presets: impl Iterator<Item = &'a Preset>) -> Vec<Option<Audio>> {
    let Ok(mut renderer) = bridge.open(RenderSetup::of_secs(44_100, SECS)) else { return Vec::new() };
    presets.map(|preset| renderer.render(&Job { preset, gesture: GESTURE }).ok()).collect()
}

fn leak(
    launch: &Launch,
    reset: Reset,
    presets: &[Preset],
    alone: &[Option<Audio>],
) -> Result<Leak, HostError> {
    let bridge = Bridge::worker(launch.clone(), None, Quirk { reset, ..Quirk::default() })?;
    // Forth and back: each comes after two different ones.
    let order: Vec<usize> = (0..presets.len()).chain((0..presets.len()).rev()).collect();
    let sounds = play(&bridge, order.iter().map(|index| &presets[*index]));
    let alone: Vec<Option<Audio>> = order.iter().map(|index| alone[*index].clone()).collect();
    Ok(compare(reset, &alone, &sounds))
}

fn compare(reset: Reset, alone: &[Option<Audio>], sounds: &[Option<Audio>]) -> Leak {
    let pairs: Vec<_> =
        alone.iter().zip(sounds).filter_map(|(a, b)| Some((a.as_ref()?, b.as_ref()?))).collect();
    let differing: Vec<f64> =
        pairs.iter().filter(|(a, b)| a != b).map(|(a, b)| difference_db(a, b)).collect();
    Leak {
        reset,
        differing: differing.len(),
        compared: pairs.len(),
        worst_db: differing.into_iter().max_by(f64::total_cmp),
    }
}

/// Power of the difference in dB of the first sound's power, between -200 and 200.
fn difference_db(sound: &Audio, other: &Audio) -> f64 {
    let power = |samples: &mut dyn Iterator<Item = f64>| samples.map(|x| x * x).sum::<f64>();
    let (sound, other) = (sound.to_mono(), other.to_mono());
    let rest = power(&mut sound.iter().zip(other.iter()).map(|(a, b)| f64::from(a - b)));
    let whole = power(&mut sound.iter().map(|x| f64::from(*x)));
    (10.0 * ((rest + 1e-30) / (whole + 1e-30)).log10()).clamp(-200.0, 200.0)
}
