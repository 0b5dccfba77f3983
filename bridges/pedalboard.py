"""Any instrument that pedalboard hosts (VST3; Audio Units on macOS) as a synth: `pedalboard:PATH` or `pedalboard:PATH#NAME`.
Every parameter is on its knob, 0 to 1, but for those that take few values. Each sound comes from a fresh instance unless pedalboard's
reset is found to leave nothing behind. It has no preset file of its own: what pedalboard reads of a .vstpreset, plug-ins need not take
on (0.9.26)."""

import math
import random
import re
import sys

import numpy as np
import pedalboard

from tonewright_bridge import serve

# What JUCE makes of MIDI controllers.
PROXY = re.compile(r"MIDI CC \d+\|\d+")
# A parameter with more values is a scale.
CHOICE_MOST = 256
BLOCK = 512
SETTLE_SECS = 0.05
RATE_HZ = 44100.0

path, _, wanted = sys.argv[1].partition("#")


def load():
    return pedalboard.load_plugin(path, plugin_name=wanted or None)


def used(plugin):
    """Parameters by pedalboard's names, without what belongs to hosts."""
    rows = plugin.parameters.items()
    return {key: row for key, row in rows if not PROXY.fullmatch(row.name) and row.name.lower() != "bypass"}


def described(key, row, taken):
    slug = re.sub(r"[^a-z0-9]+", "-", row.name.lower()).strip("-")[:100] or "x"
    taken[slug] = taken.get(slug, 0) + 1
    told = {"id": slug if taken[slug] == 1 else f"{slug}-{taken[slug]}", "name": row.name}
    count = row.num_steps
    if row.is_boolean or count == 2:
        return {**told, "kind": "toggle", "default": round(row.raw_value)}
    if 2 < count <= CHOICE_MOST:
        labels = [row.get_text_for_raw_value(step / (count - 1)) for step in range(count)]
        default = round(row.raw_value * (count - 1))
        if len(set(labels)) == count and not all(is_number(label) for label in labels):
            return {**told, "kind": "choice", "labels": labels, "default": default}
        return {**told, "kind": "stepped", "high": count - 1, "default": default}
    return {**told, "kind": "continuous", "default": row.raw_value}


def is_number(text):
    return re.match(r"\s*[-+]?\d", text) is not None


def highest(told):
    return len(told["labels"]) - 1 if "labels" in told else told.get("high", 1)


def set_all(plugin, values):
    for (told, row), value in zip(zip(parameters, used(plugin).values()), values):
        row.raw_value = value / highest(told)


def play(plugin, values, note, velocity, gate_secs, rate_hz, samples):
    set_all(plugin, values)
    secs = samples / rate_hz
    press, release = bytes([0x90, note, velocity]), bytes([0x80, note, 64])
    # A key that is held to the end is let go behind it.
    events = [(press, 0.0)] + ([(release, gate_secs)] if gate_secs < secs else [])
    # What glides comes to rest first.
    blocks = math.ceil(SETTLE_SECS * rate_hz / BLOCK)
    plugin([], blocks * BLOCK / rate_hz, rate_hz, 2, BLOCK, True)
    sound = plugin(events, secs + BLOCK / rate_hz, rate_hz, 2, BLOCK, False)
    return np.ascontiguousarray(sound[:, :samples], dtype=np.float32)


def render(values, note, velocity, gate_secs, rate_hz, samples):
    plugin = kept if forgets else load()
    return play(plugin, values, note, velocity, gate_secs, float(rate_hz), samples)


def texts(values):
    rows = zip(parameters, used(kept).values(), values)
    return [with_unit(row.get_text_for_raw_value(value / highest(told)), row.label) for told, row, value in rows]


def with_unit(text, unit):
    """JUCE tells the unit beside the text, where the text has none."""
    return f"{text} {unit.strip()}" if unit and text[-1:].isdigit() else text


def forgets_by_reset():
    """Whether presets sound the same after others as on fresh instances."""
    generator = random.Random(0)
    drawn = [[told["default"] for told in parameters]]
    drawn += [[uniform(told, generator) for told in parameters] for _ in range(3)]
    note = (57, 110, 9.0, RATE_HZ, int(0.3 * RATE_HZ))
    alone = [play(load(), values, *note) for values in drawn]
    after = [play(kept, values, *note) for values in drawn + drawn[::-1]]
    return all(np.array_equal(a, b) for a, b in zip(alone + alone[::-1], after))


def uniform(told, generator):
    return generator.random() if told["kind"] == "continuous" else generator.randint(0, highest(told))


kept = load()
if not kept.is_instrument:
    raise SystemExit(f"{path} is no instrument")
taken = {}
parameters = [described(key, row, taken) for key, row in used(kept).items()]
forgets = forgets_by_reset()
serve(
    {
        "id": re.sub(r"[^a-z0-9]+", "-", kept.name.lower()).strip("-") or "plug-in",
        "name": f"{kept.name} (pedalboard)",
        "parameters": parameters,
    },
    render,
    texts=texts,
)
