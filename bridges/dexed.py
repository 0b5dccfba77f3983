"""The real Dexed engine (its Mark I, in the package dexed-py) as a synth: every parameter of a voice by the name that
Tonewright's own DX7 gives it, so that presets of the one are presets of the other. At the plug-in's level, without the
plug-in's filter and its blocker of direct current."""

import numpy as np
from dexed._dexed import DexedSynth

from tonewright_bridge import serve

# dexed-py is so many times louder than the plug-in.
GAIN = 8.0

WAVES = ["triangle", "saw down", "saw up", "square", "sine", "sample and hold"]
CURVES = ["-lin", "-exp", "+exp", "+lin"]


def stepped(name, high, default):
    return {"id": name, "kind": "stepped", "high": high, "default": default}


def choice(name, labels):
    return {"id": name, "kind": "choice", "labels": labels}


def toggle(name, default):
    return {"id": name, "kind": "toggle", "default": default}


def operator(number):
    """The 21 bytes of an operator in the order of a voice dump."""
    part = {"group": f"op{number}", "family": "operator"}
    rows = [stepped(f"eg-rate-{i}", 99, 99) for i in (1, 2, 3, 4)]
    rows += [stepped(f"eg-level-{i}", 99, 0 if i == 4 else 99) for i in (1, 2, 3, 4)]
    rows += [stepped("break-point", 99, 39), stepped("left-depth", 99, 0), stepped("right-depth", 99, 0)]
    rows += [choice("left-curve", CURVES), choice("right-curve", CURVES)]
    rows += [stepped("rate-scaling", 7, 0), stepped("amp-mod-sensitivity", 3, 0)]
    rows += [stepped("velocity-sensitivity", 7, 0), stepped("output-level", 99, 99 if number == 1 else 0)]
    rows += [choice("mode", ["ratio", "fixed"]), stepped("coarse", 31, 1), stepped("fine", 99, 0)]
    rows += [stepped("detune", 14, 7)]
    return [{**row, "id": f"op{number}.{row['id']}", **part} for row in rows]


def voice():
    """The 145 bytes of a voice before its name."""
    rows = [row for number in (6, 5, 4, 3, 2, 1) for row in operator(number)]
    rows += [{**stepped(f"pitch-eg.rate-{i}", 99, 99), "group": "pitch-eg"} for i in (1, 2, 3, 4)]
    rows += [{**stepped(f"pitch-eg.level-{i}", 99, 50), "group": "pitch-eg"} for i in (1, 2, 3, 4)]
    rows += [choice("algorithm", [str(i) for i in range(1, 33)]), stepped("feedback", 7, 0)]
    rows += [toggle("oscillator-sync", 1)]
    lfo = [stepped("speed", 99, 35), stepped("delay", 99, 0), stepped("pitch-depth", 99, 0)]
    lfo += [stepped("amp-depth", 99, 0), toggle("sync", 1), choice("wave", WAVES)]
    lfo += [stepped("pitch-sensitivity", 7, 3)]
    rows += [{**row, "id": f"lfo.{row['id']}", "group": "lfo"} for row in lfo]
    return rows + [stepped("transpose", 48, 24)]


def render(values, note, velocity, gate_secs, rate_hz, samples):
    # A fresh engine each time: a sound depends on nothing that was played before.
    engine = DexedSynth(float(rate_hz), 0)
    engine.load_sysex(bytes(int(value) for value in values) + b"TONEWRIGHT" + bytes([0x3F]))
    sound = np.asarray(engine.render(note, velocity, gate_secs, samples / rate_hz), dtype=np.float32) / GAIN
    return np.pad(sound, (0, max(0, samples - len(sound))))[:samples]


serve(
    {
        "id": "dexed-py",
        "name": "Dexed (dexed-py, Mark I)",
        "rates_hz": [16384, 192000],
        "parameters": voice(),
    },
    render,
)
