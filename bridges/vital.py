"""The real Vital engine (in the package vita) as a synth: the controls that are heard, by the names and in the values that
Vital's own preset files have. Vital's initial preset has one wave and no modulation. Ours, which sounds the same, has a
wavetable of five waves of which its saw is one, and connects envelopes 2 and 3 and LFO 1 to what they usually move, by
nothing at first: that makes the wave, the filter's way and the pitch's way controls like the others. Files that are saved
hold all of it. What nothing is connected to (other envelopes, LFOs, random sources, macros) is left out. Where the synth
is to lie on a file, its wavetables, samples, LFO shapes and connections take the place of ours."""

import base64
import json

import numpy as np
import vita

from tonewright_bridge import CAN_FORK, apart, serve

UNHEARD = ("bypass", "beats_per_minute", "effect_chain_order", "mpe_enabled", "oversampling", "polyphony", "pitch_wheel")
# What is heard only where it moves something; the first envelope always does.
SOURCES = ("env_2", "env_3", "env_4", "env_5", "env_6", "lfo_", "macro_", "mod_wheel", "modulation_", "random_")
# Sources, and what they move.
CONNECTED = [
    ("env_2", "filter_1_cutoff"),
    ("env_2", "filter_2_cutoff"),
    ("env_3", "voice_transpose"),
    ("env_3", "osc_1_wave_frame"),
    ("lfo_1", "voice_tune"),
    ("lfo_1", "voice_amplitude"),
]
# What of an LFO is heard.
OF_LFOS = ("frequency", "tempo", "phase", "delay_time", "fade_time")
# LFO 1 counts in seconds, as fast as a vibrato.
BASE_VALUES = {"lfo_1_sync": 0.0, "lfo_1_frequency": 2.5}
# Which frame of the wavetable is the saw.
SAW = 128
# The package fades the last samples of what it renders, fewer than 200; Vital does not.
FADED = 512


def five_waves(table):
    """The initial wavetable, whose one wave is a saw, with four more around it: sine, triangle, saw, square, thin pulse.
    The first partials of all are in phase."""
    size = 2048
    k = np.arange(1, size // 2)
    is_odd = k % 2 == 1
    strengths = {
        0: np.where(k == 1, 1.0, 0.0),
        64: np.where(is_odd, np.where(k % 4 == 1, 1.0, -1.0) / k**2, 0.0),
        192: np.where(is_odd, 1.0 / k, 0.0),
        256: np.sin(0.1 * np.pi * k) / k,
    }
    source = table["groups"][0]["components"][0]
    source["keyframes"][0]["position"] = SAW
    for position, strength in strengths.items():
        wave = np.fft.irfft(np.concatenate([[0], -1j * strength * (-1.0) ** k, [0]]), size)
        wave = (wave / np.abs(wave).max()).astype("<f4")
        keyframe = {"position": position, "wave_data": base64.b64encode(wave.tobytes()).decode()}
        source["keyframes"].append(keyframe)
    source["keyframes"].sort(key=lambda keyframe: keyframe["position"])
    table.update(name="Five Waves", full_normalize=False)


def base():
    """The initial preset that everything lies on."""
    engine = vita.Synth()
    for source, destination in CONNECTED:
        engine.connect_modulation(source, destination)
    preset = json.loads(engine.to_json())
    settings = preset["settings"]
    for table in settings["wavetables"]:
        five_waves(table)
    for name in settings:
        if name.startswith("osc_") and name.endswith("wave_frame"):
            settings[name] = SAW
    settings.update(BASE_VALUES)
    return preset


def lie_on(preset):
    """Makes that preset the one that everything lies on."""
    # The first engine is kept: what belongs to it ends with it.
    global BASE, amounts, first, controls, details
    settings = preset["settings"]
    for name in settings:
        # Oscillators start at the same phase each time: a sound must not depend on luck.
        if name.endswith("random_phase"):
            settings[name] = 0.0
    BASE = json.dumps(preset)
    engines.clear()
    first, controls = fresh()
    titles = {name: first.get_control_details(name).display_name for name in controls}
    titles |= {f"env_{n}": f"Envelope {n}" for n in range(1, 7)} | {f"lfo_{n}": f"LFO {n}" for n in range(1, 9)}
    amounts = {}
    for slot, row in enumerate(settings["modulations"], 1):
        if row.get("source"):
            ends = [titles.get(row[end], row[end].replace("_", " ").title()) for end in ("source", "destination")]
            amounts[f"modulation_{slot}_amount"] = (row["source"], row["destination"]), " to ".join(ends)
    sources = {source for (source, _), _ in amounts.values()}
    # An LFO goes by seconds or by the beat.
    silent = {f"{source}_frequency" if settings.get(f"{source}_sync") else f"{source}_tempo" for source in sources}
    details = [first.get_control_details(name) for name in controls if is_heard(name, sources) and name not in silent]


def is_heard(name, sources):
    if name.startswith(SOURCES):
        source, rest = parted(name)
        return name in amounts or name in sources or (source in sources and (source[:4] != "lfo_" or rest in OF_LFOS))
    is_seen_only = name.startswith("view_") or name.endswith("_view_2d")
    return not (name in UNHEARD or is_seen_only or name.endswith("random_phase"))


def parted(name):
    """`env_2` and `decay_power` of `env_2_decay_power`."""
    words = name.split("_")
    return "_".join(words[:2]), "_".join(words[2:])


def group_of(name):
    """`osc_1` of `osc_1_level`, `reverb` of `reverb_size`, and whether it is one of several."""
    words = name.split("_")
    if words[0] == "modulation":
        return {"group": "modulation"}
    if len(words) > 1 and words[1].isdigit():
        return {"group": "_".join(words[:2]), "family": words[0]}
    return {"group": words[0]}


def described(info, default):
    shown = amounts[info.name][1] if info.name in amounts else info.display_name
    row = {"id": info.name, "name": shown, "default": default, **group_of(info.name)}
    if not info.is_discrete:
        return {**row, "kind": "continuous", "low": info.min, "high": info.max}
    if (info.min, info.max) == (0.0, 1.0):
        return {**row, "kind": "toggle"}
    if info.min == 0.0 and len(info.options) == info.max + 1:
        return {**row, "kind": "choice", "labels": list(info.options)}
    return {**row, "kind": "stepped", "low": info.min, "high": info.max}


def fresh():
    """An engine that has not played. One that has remembers."""
    engine = vita.Synth()
    engine.load_json(BASE)
    return engine, engine.get_controls()


def with_values(values):
    engine, controls = fresh()
    for info, value in zip(details, values):
        controls[info.name].set(value)
    return engine


engines = {}


def ready(rate_hz):
    """An engine that has not played yet, made anew where a copy of it can't play in its stead."""
    if rate_hz not in engines or not CAN_FORK:
        engine, controls = fresh()
        engine.set_sample_rate(rate_hz)
        engines.clear()
        engines[rate_hz] = engine, controls
    return engines[rate_hz]


def render(values, note, velocity, gate_secs, rate_hz, samples):
    engine, controls = ready(rate_hz)

    def play():
        for info, value in zip(details, values):
            controls[info.name].set(value)
        sound = np.asarray(engine.render(note, velocity / 127, gate_secs, (samples + FADED) / rate_hz))
        return np.pad(sound, ((0, 0), (0, max(0, samples - sound.shape[1]))))[:, :samples]

    return apart(play)


def texts(values):
    engine = with_values(values)
    controls = engine.get_controls()
    return [controls[info.name].get_text() for info in details]


def save(values):
    return with_values(values).to_json().encode()


def load(file):
    settings = json.loads(file)["settings"]
    engine, controls = fresh()
    if not engine.load_json(file.decode()):
        raise ValueError("Vital does not read it")
    moved, warnings = amounts_of(settings)
    if waves_of(settings) != waves_of(json.loads(BASE)["settings"]):
        warnings.append("its wavetables are left out: to keep them, lie on it (`--synth \"vital on FILE\"`)")
    value = lambda info: moved.get(info.name, controls[info.name].value())
    values = [min(max(value(info), info.min), info.max) for info in details]
    return values, warnings


def amounts_of(settings):
    """How far a file moves what we connect as well, at whatever place, and a sentence about its other modulations."""
    ours = {ends: name for name, (ends, _) in amounts.items()}
    moved, others = dict.fromkeys(amounts, 0.0), 0
    for slot, row in enumerate(settings.get("modulations", []), 1):
        ends = row.get("source"), row.get("destination")
        if ends in ours:
            moved[ours[ends]] = settings.get(f"modulation_{slot}_amount", 0.0)
        elif ends[0]:
            others += 1
    return moved, [f"{others} of its modulations are left out"] if others else []


def waves_of(settings):
    """The waves of all wavetables, which is what they sound by."""
    return [[group["components"] for group in table["groups"]] for table in settings.get("wavetables", [])]


def lie_on_file(file):
    engine = vita.Synth()
    if not engine.load_json(file.decode()):
        raise ValueError("Vital does not read it")
    lie_on(json.loads(engine.to_json()))


def description():
    return {
        "id": "vital",
        "name": "Vital (vita)",
        "sound_version": 2,
        "rates_hz": [22050, 96000],
        # Some of its filters and effects draw random numbers from what belongs to the process: a copy starts with the same.
        "repeats": "exactly" if CAN_FORK else "statistically",
        "preset_file": {"name": "vital", "extensions": ["vital"], "summary": "Vital's own preset file"},
        "parameters": [described(info, controls[info.name].value()) for info in details],
    }


lie_on(base())
serve(description, render, save, load, texts, lie_on_file)
