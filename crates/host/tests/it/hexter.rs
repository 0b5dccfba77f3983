//! hexter is a DX7 by somebody else: it takes the presets of ours, and what it plays of them is what ours plays.

use tonewright_audio::mel::{Compression, MelSpectrogram, MelSpectrogramConfig};
use tonewright_audio::pitch;
use tonewright_host::Bridge;
use tonewright_synth::engines::dx7::Dx7;
use tonewright_synth::{Gesture, Job, Preset, RenderSetup, Synth, seed};

use crate::plugins::opened;

const RATE_HZ: u32 = 22_050;
const VOICES: u64 = 32;

fn hexter() -> Option<Bridge> {
    opened("dssi:/usr/lib/dssi/hexter.so#hexter")
}

#[test]
fn it_plays_the_voices_of_our_dx7() {
    let Some(hexter) = hexter() else { return };
    let ours = Dx7::mark_one();
    let files = [ours.formats(), hexter.formats()].map(|mut formats| formats.swap_remove(0));
    let [own_file, their_file] = &files;
    assert_eq!((own_file.name(), their_file.name()), ("syx", "syx"));
    let (prior, setup) = (ours.prior(), RenderSetup::of_secs(RATE_HZ, 1.0));
    let (mut native, mut hosted) = (ours.open(setup).unwrap(), hexter.open(setup).unwrap());
    let gesture = Gesture { note: 57, velocity: 100, gate_secs: 0.7 };
    let mut heard = Vec::new();
    for index in 0..VOICES {
        let bytes = own_file.write(&[prior.draw(&mut seed::stream(11, "hexter", index))]).unwrap();
        let [one, other] =
            [own_file, their_file].map(|file| file.read(&bytes).unwrap().presets.swap_remove(0));
        let again = their_file.write(std::slice::from_ref(&other)).unwrap();
        assert_eq!(again, bytes, "a voice comes back as it was");
        let ours = native.render(&Job { preset: &one, gesture }).unwrap();
        let theirs = hosted.render(&Job { preset: &other, gesture }).unwrap();
        heard.push((ours.to_mono().into_owned(), theirs.to_mono().into_owned()));
    }
    same_pitch(&heard);
    // Each is likest to its own voice, by far the most often: two makers of one synth differ (docs/guides/plug-ins.md).
    let mels: Vec<_> = heard.iter().map(|(ours, theirs)| (mel(ours), mel(theirs))).collect();
    let nearest = |theirs: &[f32]| {
        let distances = mels.iter().map(|(ours, _)| distance_db(ours, theirs)).enumerate();
        distances.min_by(|a, b| a.1.total_cmp(&b.1)).unwrap().0
    };
    let found = mels.iter().enumerate().filter(|(index, (_, theirs))| nearest(theirs) == *index).count();
    assert!(found >= 28, "{found} of {VOICES} voices are found again");
}

/// Where both have a pitch it is the same, but for voices whose octave is a matter of taste.
fn same_pitch(heard: &[(Vec<f32>, Vec<f32>)]) {
    let note = |sound: &[f32]| Some(pitch::note_from_hz(pitch::note(sound, RATE_HZ)?.hz));
    let pairs: Vec<(f64, f64)> =
        heard.iter().filter_map(|(ours, theirs)| Some((note(ours)?, note(theirs)?))).collect();
    let same = pairs.iter().filter(|(ours, theirs)| (ours - theirs).abs() < 0.1).count();
    assert!(pairs.len() >= 10 && 10 * same >= 8 * pairs.len(), "{same} of {pairs:?}");
}

fn mel(sound: &[f32]) -> Vec<f32> {
    let config = MelSpectrogramConfig::librosa(RATE_HZ, 1_024, 256, 64);
    let config = config.with_compression(Compression::LnPlus(1e-4));
    // hexter is not as loud.
    let peak = sound.iter().fold(1e-6_f32, |peak, x| peak.max(x.abs()));
    let loud: Vec<f32> = sound.iter().map(|x| x / peak).collect();
    MelSpectrogram::new(config).unwrap().process(&loud).unwrap().values().to_vec()
}

fn distance_db(one: &[f32], other: &[f32]) -> f64 {
    one.iter().zip(other).map(|(a, b)| f64::from((a - b).abs())).sum::<f64>() / one.len() as f64
}

#[test]
fn its_presets_are_drawn_as_ours_are_and_its_volume_stays() {
    let Some(hexter) = hexter() else { return };
    let init = Preset::init(hexter.spec());
    let outside: Vec<usize> =
        (0..init.values.len()).filter(|at| !hexter.spec().params[*at].in_preset_file).collect();
    let names: Vec<&str> = outside.iter().map(|at| hexter.spec().params[*at].id.as_ref()).collect();
    assert_eq!(names, ["tuning", "volume"]);
    let prior = hexter.prior();
    for index in 0..20 {
        let drawn = prior.draw(&mut seed::stream(4, "hexter-prior", index));
        let varied = prior.perturb(&drawn, 0.3, &mut seed::stream(5, "hexter-prior", index));
        for preset in [&drawn, &varied] {
            assert!(
                preset.values != init.values
                    && outside.iter().all(|at| preset.values[*at] == init.values[*at])
            );
        }
        assert!(varied.values != drawn.values);
    }
}
