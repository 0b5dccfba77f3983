//! What LFOs and the free envelope move, how far and how often; and that every knob is heard.

use tonewright_synth::engines::subtractive::spec::spec;
use tonewright_synth::engines::subtractive::{Engine, Patch};
use tonewright_synth::{Gesture, Kind, Norm, Preset};

use super::spectrum::Spectrum;
use super::{RATE_HZ, db, held, preset, render, rms};

/// A preset in which every knob matters.
const BUSY: [(&str, f64); 40] = [
    ("osc1.wave", 1.0),
    ("osc1.pulse-width", 30.0),
    ("osc2.wave", 1.0),
    ("osc2.level", 60.0),
    ("osc2.tune", 5.0),
    ("osc2.pulse-width", 30.0),
    ("osc2.sync", 1.0),
    ("osc2.fm", 1.0),
    ("sub.level", 30.0),
    ("noise.level", 20.0),
    ("ring", 30.0),
    ("detune", 20.0),
    ("filter.cutoff", 900.0),
    ("filter.resonance", 40.0),
    ("filter.key-follow", 50.0),
    ("filter.contour", 2.0),
    ("filter.drive", 8.0),
    ("filter-env.attack", 0.05),
    ("filter-env.decay", 0.3),
    ("filter-env.sustain", 50.0),
    ("amp-env.decay", 0.5),
    ("amp-env.sustain", 50.0),
    ("amp-env.release", 0.3),
    ("free-env.amount", 40.0),
    ("free-env.destination", 1.0),
    ("lfo1.amount", 40.0),
    ("lfo1.rate", 7.0),
    ("lfo1.destination", 1.0),
    ("lfo2.amount", 40.0),
    ("lfo2.rate", 3.0),
    ("lfo2.destination", 5.0),
    ("velocity.volume", 50.0),
    ("velocity.contour", 50.0),
    ("velocity.filter", 50.0),
    ("crusher.bits", 6.0),
    ("high-pass.cutoff", 80.0),
    ("chorus.slow", 1.0),
    ("reverb.wet", 50.0),
    ("reverb.decay", 0.8),
    ("reverb.pre-delay", 0.05),
];

#[test]
fn every_knob_is_heard() {
    let busy = preset(&BUSY);
    let gesture = Gesture { note: 50, velocity: 80, gate_secs: 0.35 };
    let mut presets = vec![busy.clone()];
    for (index, param) in spec().params.iter().enumerate() {
        let now = busy.values[index].get();
        let steps = param.cardinality().map_or(0.35, |count| 1.0 / (count - 1) as f32);
        let other = if now < 0.5 { now + steps } else { now - steps };
        let mut moved = busy.clone();
        moved.values[index] = param.snap(Norm::saturating(other));
        presets.push(moved);
    }
    let patches: Vec<Patch> = presets.iter().map(|preset| Patch::from_preset(preset).unwrap()).collect();
    let notes: Vec<(&Patch, Gesture)> = patches.iter().map(|patch| (patch, gesture)).collect();
    let mut sounds = vec![vec![0.0; 30_000]; notes.len()];
    let mut channels: Vec<&mut [f32]> = sounds.iter_mut().map(Vec::as_mut_slice).collect();
    Engine::new(RATE_HZ).render_into(&notes, &mut channels);
    for (param, sound) in spec().params.iter().zip(&sounds[1..]) {
        let difference: Vec<f32> = sound.iter().zip(&sounds[0]).map(|(a, b)| a - b).collect();
        let share = db(rms(&difference) / rms(&sounds[0]));
        assert!(share > -50.0, "`{}` changes the sound by {share} dB only", param.id);
    }
}

#[test]
fn every_choice_is_another_sound() {
    let busy = preset(&BUSY);
    let sound = |preset: &Preset| {
        let patch = Patch::from_preset(preset).unwrap();
        let mut sound = vec![0.0; 12_000];
        Engine::new(RATE_HZ).render_into(&[(&patch, held(50))], &mut [&mut sound]);
        sound
    };
    for (index, param) in spec().params.iter().enumerate() {
        let Kind::Choice { labels } = &param.kind else { continue };
        let mut all: Vec<Vec<f32>> = Vec::new();
        for value in 0..labels.len() {
            let mut moved = busy.clone();
            moved.values[index] = Norm::saturating(value as f32 / (labels.len() - 1) as f32);
            let found = sound(&moved);
            assert!(!all.contains(&found), "`{}`: {} sounds like another", param.id, labels[value]);
            all.push(found);
        }
    }
}

/// A spectrum while an LFO of the slowest rate stands at the top of its square, or at the bottom.
fn while_square(phase: f64, destination: f64, moved: &[(&str, f64)]) -> Spectrum {
    let mut all = vec![
        ("lfo1.wave", 4.0),
        ("lfo1.rate", 0.05),
        ("lfo1.amount", 100.0),
        ("lfo1.phase", phase),
        ("lfo1.destination", destination),
        ("osc1.wave", 3.0),
        ("osc2.wave", 3.0),
        ("osc1.level", 20.0),
    ];
    all.extend(moved);
    Spectrum::of(&render(&all, held(57), RATE_HZ, 1.0), RATE_HZ)
}

#[test]
fn an_lfo_moves_its_destination_by_its_depth() {
    let peak = |phase, destination, moved: &[(&str, f64)]| {
        while_square(phase, destination, moved).peak_hz(20.0, 8_000.0)
    };
    let near = |hz: f64, wanted: f64| assert!((hz / wanted - 1.0).abs() < 0.01, "{hz} for {wanted}");
    let whistle = [("osc1.level", 0.0), ("filter.resonance", 100.0), ("filter.cutoff", 220.0)];
    near(peak(0.0, 1.0, &whistle), 3_520.0);
    let other = [("osc1.level", 0.0), ("osc2.level", 20.0)];
    for (destination, first, second) in
        [(0.0, 220.0, 220.0), (2.0, 440.0, 440.0), (3.0, 440.0, 220.0), (4.0, 220.0, 440.0)]
    {
        near(peak(0.0, destination, &[]), first);
        near(peak(0.0, destination, &other), second);
    }
    near(peak(180.0, 2.0, &[]), 110.0);
    // A pulse of a half goes to 95 %: its even partials come.
    let pulse = while_square(0.0, 5.0, &[("osc1.wave", 1.0)]);
    assert!(pulse.amplitude(440.0) > 0.9 * pulse.amplitude(220.0));
    // An FM index of 5, where J0 is small: the side bands are stronger than the carrier.
    let fm = while_square(0.0, 6.0, &[("osc1.level", 0.0), ("osc2.level", 20.0), ("osc2.tune", 24.0)]);
    assert!(fm.amplitude(220.0 * 8.0) > 1.5 * fm.amplitude(880.0), "J4 and J0");
    assert!(while_square(180.0, 7.0, &[]).amplitude(220.0) < 1e-6, "no volume at all");
    assert!(
        while_square(0.0, 7.0, &[]).amplitude(220.0) > 0.5 * while_square(0.0, 0.0, &[]).amplitude(220.0)
    );
}

#[test]
fn lfos_keep_their_rates() {
    for id in ["lfo1", "lfo2"] {
        for rate_hz in [16_000, 44_100, 96_000] {
            for lfo_hz in [2.0, 11.0, 50.0] {
                let knob = |name: &str| format!("{id}.{name}");
                let (wave, rate, amount, to) =
                    (knob("wave"), knob("rate"), knob("amount"), knob("destination"));
                let moved = [
                    ("osc1.wave", 3.0),
                    (wave.as_str(), 0.0),
                    (rate.as_str(), lfo_hz),
                    (amount.as_str(), 80.0),
                    (to.as_str(), 7.0),
                ];
                // Its side bands lie one LFO period from the pitch.
                let spectrum = Spectrum::of(&render(&moved, held(93), rate_hz, 4.5), rate_hz);
                let side = spectrum.peak_hz(1_760.0 + 0.6 * lfo_hz, 1_760.0 + 1.6 * lfo_hz) - 1_760.0;
                assert!((side - lfo_hz).abs() < 0.1, "{id} at {rate_hz} Hz: {side} for {lfo_hz}");
            }
        }
    }
}

#[test]
fn the_free_envelope_moves_its_destination_and_comes_back() {
    let at = |destination: f64, moved: &[(&str, f64)], from: f64| {
        let mut all = vec![
            ("free-env.destination", destination),
            ("free-env.amount", 100.0),
            ("free-env.decay", 0.3),
            ("osc1.wave", 3.0),
            ("osc2.wave", 3.0),
        ];
        all.extend(moved);
        let sound = render(&all, Gesture { gate_secs: 0.01, ..held(57) }, RATE_HZ, 1.2);
        sound[(from * f64::from(RATE_HZ)) as usize..][..4_096].to_vec()
    };
    let crossings = |part: &[f32]| part.windows(2).filter(|pair| pair[0] < 0.0 && pair[1] >= 0.0).count();
    let long = [("amp-env.release", 20.0)];
    // 24 semitones, falling by 60 dB in 0.3 s.
    let (early, late) = (crossings(&at(2.0, &long, 0.0)), crossings(&at(2.0, &long, 0.9)));
    assert!((35..=75).contains(&early) && (20..=21).contains(&late), "{early} {late}");
    let other = [("amp-env.release", 20.0), ("osc1.level", 0.0), ("osc2.level", 80.0)];
    let (early, late) = (crossings(&at(3.0, &other, 0.0)), crossings(&at(3.0, &other, 0.9)));
    assert!((35..=75).contains(&early) && (20..=21).contains(&late), "{early} {late}");
    let dark = [("amp-env.release", 20.0), ("osc1.wave", 0.0), ("filter.cutoff", 100.0)];
    assert!(db(rms(&at(1.0, &dark, 0.0)) / rms(&at(1.0, &dark, 0.9))) > 6.0);
}
