"""The real Vital engine (in the package vita) as a synth: the controls that are heard in its initial preset, by the names
and in the values that Vital's own preset files have. Nothing is modulated there but by the first envelope, so the other
envelopes, LFOs, random sources, macros and modulation amounts are left out."""

import json

import numpy as np
import vita

from tonewright_bridge import serve

UNHEARD = ("bypass", "beats_per_minute", "effect_chain_order", "mpe_enabled", "oversampling", "polyphony", "pitch_wheel")
UNMODULATED = ("env_2", "env_3", "env_4", "env_5", "env_6", "lfo_", "macro_", "mod_wheel", "modulation_", "random_")


def is_heard(name):
    # Oscillators start at the same phase each time: a sound must not depend on luck.
    is_seen_only = name.startswith("view_") or name.endswith("_view_2d")
    return not (name in UNHEARD or name.startswith(UNMODULATED) or is_seen_only or name.endswith("random_phase"))


def group_of(name):
    """`osc_1` of `osc_1_level`, `reverb` of `reverb_size`, and whether it is one of several."""
    words = name.split("_")
    if len(words) > 1 and words[1].isdigit():
        return {"group": "_".join(words[:2]), "family": words[0]}
    return {"group": words[0]}


def described(info):
    row = {"id": info.name, "name": info.display_name, "default": info.default_value, **group_of(info.name)}
    if not info.is_discrete:
        return {**row, "kind": "continuous", "low": info.min, "high": info.max}
    if (info.min, info.max) == (0.0, 1.0):
        return {**row, "kind": "toggle"}
    if info.min == 0.0 and len(info.options) == info.max + 1:
        return {**row, "kind": "choice", "labels": list(info.options)}
    return {**row, "kind": "stepped", "low": info.min, "high": info.max}


def fresh():
    """An engine whose oscillators start at the same phase each time. One that has played remembers."""
    engine = vita.Synth()
    controls = engine.get_controls()
    for name, control in controls.items():
        if name.endswith("random_phase"):
            control.set(0.0)
    return engine, controls


def with_values(values):
    engine, controls = fresh()
    for info, value in zip(details, values):
        controls[info.name].set(value)
    return engine


def render(values, note, velocity, gate_secs, rate_hz, samples):
    engine = with_values(values)
    engine.set_sample_rate(rate_hz)
    sound = np.asarray(engine.render(note, velocity / 127, gate_secs, (samples + 0.5) / rate_hz))
    return np.pad(sound, ((0, 0), (0, max(0, samples - sound.shape[1]))))[:, :samples]


def texts(values):
    engine = with_values(values)
    controls = engine.get_controls()
    return [controls[info.name].get_text() for info in details]


def save(values):
    return with_values(values).to_json().encode()


def load(file):
    preset = json.loads(file)
    engine, controls = fresh()
    if not engine.load_json(file.decode()):
        raise ValueError("Vital does not read it")
    warnings = []
    modulations = [row for row in preset["settings"].get("modulations", []) if row.get("source")]
    if modulations:
        warnings.append(f"its {len(modulations)} modulations are left out: here a preset is its controls")
    return [min(max(controls[info.name].value(), info.min), info.max) for info in details], warnings


first, controls = fresh()
details = [first.get_control_details(name) for name in controls if is_heard(name)]

serve(
    {
        "id": "vital",
        "name": "Vital (vita)",
        "rates_hz": [22050, 96000],
        # Some of its filters and effects draw random numbers even in a fresh engine.
        "repeats": "statistically",
        "preset_file": {"name": "vital", "extensions": ["vital"], "summary": "Vital's own preset file"},
        "parameters": [described(info) for info in details],
    },
    render,
    save,
    load,
    texts,
)
