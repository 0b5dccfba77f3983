//! What plug-ins and programs show for values: told as they show it, kept short and plain, and never at the price of more.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tonewright_host::definition::{Definition, View};
use tonewright_host::{Bridge, Launch};
use tonewright_synth::{Norm, Preset, Synth};

use crate::instruments::addresses;
use crate::plugins::opened;
use crate::{open, play, script};

/// The text of a parameter in a preset.
fn shown(synth: &dyn Synth, preset: &Preset, id: &str) -> Option<String> {
    let texts = synth.texts(preset).unwrap_or_else(|| panic!("{} tells texts", synth.spec().id));
    assert_eq!(texts.len(), synth.spec().params.len());
    texts[synth.spec().index_of(id).unwrap()].clone()
}

/// The number before a unit.
fn number(text: Option<String>, unit: &str) -> f64 {
    let text = text.unwrap_or_default();
    let number = text.strip_suffix(unit).unwrap_or_else(|| panic!("`{text}` is in {unit}"));
    number.parse().unwrap_or_else(|_| panic!("`{text}` begins with a number"))
}

#[test]
fn our_plug_in_tells_what_it_shows_in_each_format() {
    for address in addresses("honest") {
        let Some(bridge) = opened(&address.to_string()) else { continue };
        let mut preset = Preset::init(bridge.spec());
        let level = number(shown(&bridge, &preset, "level"), " dB");
        let cutoff = number(shown(&bridge, &preset, "cutoff"), " Hz");
        assert!((level + 6.0).abs() < 0.01 && (cutoff - 8_000.0).abs() < 1.0, "{address}: {level}, {cutoff}");
        assert_eq!(shown(&bridge, &preset, "wave").as_deref(), Some("Saw"), "{address}");
        for (id, norm) in [("level", 1.0), ("cutoff", 0.0), ("wave", 1.0)] {
            preset.values[bridge.spec().index_of(id).unwrap()] = Norm::saturating(norm);
        }
        let level = number(shown(&bridge, &preset, "level"), " dB");
        let cutoff = number(shown(&bridge, &preset, "cutoff"), " Hz");
        assert!(level.abs() < 0.01 && (cutoff - 20.0).abs() < 0.01, "{address}: {level}, {cutoff}");
        assert_eq!(shown(&bridge, &preset, "wave").as_deref(), Some("Square"), "{address}");
    }
}

#[test]
fn formats_whose_units_are_known_are_not_asked() {
    for address in ["lv2:http://drobilla.net/plugins/mda/JX10", "dssi:/usr/lib/dssi/xsynth-dssi.so#Xsynth"] {
        let Some(bridge) = opened(address) else { continue };
        assert_eq!(bridge.texts(&Preset::init(bridge.spec())), None, "{address}");
    }
}

/// A synth of three knobs that plays a constant, and shows what that expression says.
fn showing(expression: &str) -> String {
    format!(
        r#"
import os, time
from tonewright_bridge import serve
def render(values, note, velocity, gate_secs, rate_hz, samples):
    return [note / 128] * samples
def texts(values):
    return {expression}
knob = lambda name: {{"id": name, "name": name, "kind": "continuous", "high": 2}}
serve({{"id": "shows", "parameters": [knob("a"), knob("b"), knob("c")]}}, render, texts=texts)
"#
    )
}

#[test]
fn a_program_tells_texts_and_a_definition_hands_on_those_of_its_knobs() {
    let Some(bridge) = open(&showing(r#"[f"{value:.1f} sec" for value in values]"#)) else { return };
    let bridge = bridge.unwrap();
    let text = r#"
        name = "two"
        summary = "Two of three knobs"
        underneath = [{ native = "shows" }]
        fixed = ["b"]
        [[part]]
        parameters = [{ name = "c", interval = [0.5, 1.0] }, { name = "a" }, { name = "b" }]
    "#;
    let definition = Definition::parse("two.toml", text, None).unwrap();
    let view = View::new(definition, Arc::new(bridge)).unwrap();
    let preset = Preset { name: "x".into(), values: vec![Norm::saturating(0.5), Norm::ONE] };
    assert_eq!(view.texts(&preset).unwrap(), [Some("1.5 sec".to_owned()), Some("2.0 sec".to_owned())]);
}

#[test]
fn texts_of_strangers_are_short_and_plain_or_none() {
    let answer = r#"["\x1b[2J" + "x" * 5000, None if values[0] else 7, " \n "]"#;
    let Some(bridge) = open(&showing(answer)) else { return };
    let bridge = bridge.unwrap();
    let texts = bridge.texts(&Preset::init(bridge.spec())).unwrap();
    let first = texts[0].as_deref().unwrap();
    assert!(first.chars().count() <= 41 && !first.contains('\x1b'), "{first}");
    assert_eq!(texts[1..], [None, None]);
}

#[test]
fn who_tells_them_wrongly_is_not_asked_again_and_plays_on() {
    let answers =
        ["['one']", "'abc'", "[][0]", "os._exit(3)", "time.sleep(1000)", "os.write(3, b'nonsense\\n')"];
    for answer in answers {
        let Some(launch) = script(&showing(answer)) else { return };
        let launch = Launch { render_limit: Duration::from_secs(2), ..launch };
        let bridge = Bridge::open(launch).unwrap();
        let init = Preset::init(bridge.spec());
        assert_eq!(bridge.texts(&init), None, "{answer}");
        let start = Instant::now();
        assert_eq!(bridge.texts(&init), None, "{answer}");
        assert!(start.elapsed() < Duration::from_millis(100), "{answer}: it was asked again");
        assert_eq!(play(&bridge, 64).unwrap()[0], 0.5, "{answer}");
    }
}
