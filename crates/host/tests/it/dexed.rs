//! The real Dexed engine behind its bridge is the engine that ours is compared with.

use tonewright_host::{ADAPTERS, Bridge};
use tonewright_synth::engines::dx7::Dx7;
use tonewright_synth::{Gesture, Job, Preset, RenderSetup, Synth, seed};
use tonewright_testkit::contract::synths::{Nature, check};

use crate::python;

#[test]
fn it_keeps_every_promise_and_plays_the_presets_of_our_dx7() {
    let adapter = ADAPTERS.iter().find(|adapter| adapter.name == "dexed-py").unwrap();
    let Some(python) = python() else {
        eprintln!("SKIPPED dexed: there is no Python");
        return;
    };
    let bridge = match Bridge::open(adapter.launch(python, None)) {
        Ok(bridge) => bridge,
        Err(error) if error.to_string().contains("ModuleNotFoundError") => {
            eprintln!("SKIPPED dexed: {}", adapter.needs);
            return;
        }
        Err(error) => panic!("{error}"),
    };
    let nature = Nature { preset_count: 3, rates_hz: &[44_100, 22_050, 48_000], ..Nature::default() };
    let broken = check(&bridge, &nature);
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    let ours = Dx7::mark_one();
    let (prior, setup) = (ours.prior(), RenderSetup::of_secs(44_100, 0.6));
    let gesture = Gesture { note: 48, velocity: 90, gate_secs: 0.4 };
    let (mut real, mut native) = (bridge.open(setup).unwrap(), ours.open(setup).unwrap());
    for index in 0..20 {
        let mut preset = prior.draw(&mut seed::stream(3, "dexed-bridge", index));
        // What a voice file can't hold is at its default on both sides.
        let init = Preset::init(ours.spec());
        for (at, param) in ours.spec().params.iter().enumerate() {
            if !param.in_preset_file {
                preset.values[at] = init.values[at];
            }
        }
        let theirs = Preset { name: preset.name.clone(), values: carried_over(&preset, &ours, &bridge) };
        let mut heard = real.render(&Job { preset: &theirs, gesture }).unwrap().to_mono().into_owned();
        block_direct_current(&mut heard);
        let expected = native.render(&Job { preset: &preset, gesture }).unwrap().to_mono().into_owned();
        let difference = heard.iter().zip(&expected).map(|(a, b)| (a - b).abs());
        let most = difference.fold(0.0, f32::max);
        assert!(most < 1e-5, "preset {index} differs by {most}");
    }
}

/// The values of the parameters that both have, by their names.
fn carried_over(preset: &Preset, from: &Dx7, to: &Bridge) -> Vec<tonewright_synth::Norm> {
    let value = |param: &tonewright_synth::ParamSpec| {
        let at = from.spec().index_of(&param.id).unwrap_or_else(|| panic!("our DX7 has no `{}`", param.id));
        let known = &from.spec().params[at];
        assert_eq!((known.range, known.default), (param.range, param.default), "{}", param.id);
        param.norm_from_plain(known.plain_from_norm(preset.values[at]))
    };
    to.spec().params.iter().map(value).collect()
}

/// The plug-in's high-pass, which our DX7 has and the bare engine has not (docs/synths/dx7.md).
fn block_direct_current(samples: &mut [f32]) {
    let keep = 1.0 - 126.0 / 44_100.0;
    let (mut last_in, mut last_out) = (0.0, 0.0);
    for sample in samples {
        let x = *sample;
        last_out = x - last_in + keep * last_out;
        last_in = x;
        *sample = last_out;
    }
}
