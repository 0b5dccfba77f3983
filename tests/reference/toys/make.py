"""Makes values.json: the toy synths computed from their published formulas in double precision, with NumPy and
SciPy (../requirements.txt). Run:

    python tests/reference/toys/make.py

Written from descriptions of the formulas, not from our engines. Knobs are multiples of 1/1024, which are exact in
single precision, so both sides start from the same numbers. Per case: what is played, the knobs 0..1 in the order of
the synth's parameters, peak and RMS of the sound, and some of its samples.
"""
import json
import pathlib

import numpy as np
from scipy.signal import butter, sosfilt

RATE = 44100
TOY_LEN = 1024
PICKS = 48
CASES = []


def case(synth, knobs, sound, rate=RATE, note=60, gate=2.0, edges=()):
    picks = np.random.default_rng(len(CASES)).integers(0, len(sound), PICKS)
    picks = np.unique(np.concatenate([[0, 1, 2, len(sound) - 1], picks, np.asarray(edges, int)]))
    CASES.append(dict(
        synth=synth, rate_hz=rate, len_samples=len(sound), note=note, gate_secs=gate, knobs=list(knobs),
        peak=float(np.abs(sound).max()), rms=float(np.sqrt(np.mean(sound ** 2))),
        picks=[[int(n), float(sound[n])] for n in picks if n < len(sound)]))


def drawn(rng, count):
    """Knobs, a few of them at their ends."""
    knobs = rng.integers(0, 1025, count)
    at_end = rng.random(count) < 0.05
    knobs[at_end] = rng.choice([0, 1024], at_end.sum())
    return knobs / 1024


def cut(x, low, high):
    return min(max(x, low), high)


def k_osc(x, broken):
    """Mean of band-limited oscillators; x is [freqs, amps, waves], each -1..1."""
    freqs, amps, waves = np.reshape(np.clip(x, -1, 1), (3, -1))
    k, n = len(freqs), np.arange(TOY_LEN)
    lowest, highest = 2 * np.pi * 20 / 44100, 2 * np.pi * 4000 / 44100
    total = np.zeros(TOY_LEN)
    for i in range(k):
        f = (freqs[i] + 1) / 2
        if broken:
            f = i / k + f / k
        omega = lowest + (highest - lowest) * f
        dt = omega / (2 * np.pi)
        phase = np.mod(n * dt, 1)
        half = np.mod(phase - 0.5, 1)
        below = lambda p: (p / max(dt, 1e-6) - 1) ** 2
        above = lambda p: ((p - 1) / max(dt, 1e-6) + 1) ** 2
        sine = -np.sin(omega * n)
        saw = 2 * phase - 1 + (phase < dt) * below(phase) - (phase > 1 - dt) * above(phase)
        square = np.where(phase - 0.5 > 0, 1.0, -1.0)
        square += (phase < dt) * below(phase)
        square -= ((phase > 0.5) & (phase < 0.5 + dt)) * below(half)
        square += ((phase > 0.5 - dt) & (phase < 0.5)) * above(half)
        square -= (phase > 1 - dt) * above(phase)
        w = waves[i]
        wave = cut(-w, 0, 1) * sine + (1 - abs(w)) * square + cut(w, 0, 1) * saw
        total += (amps[i] + 1) / 2 * wave
    return total / k


def k_sin(x, broken):
    """Sum of sines; x is [freqs, amps], each -1..1."""
    freqs, amps = np.reshape(x, (2, -1))
    k, n = len(freqs), np.arange(TOY_LEN)
    omega = np.pi * (freqs + 1) / 2
    if broken:
        omega = np.arange(k) * np.pi / k + omega / k
    return ((amps + 1) / 2 * np.sin(np.outer(n, omega))).sum(1)


def fm(modulator_count, stacks):
    """A sum of carriers; x is [freqs, amps], modulators first. Stacks are (carrier, its modulators)."""
    def sound(x, broken):
        freqs, amps = np.reshape(x, (2, -1)).copy()
        n = np.arange(TOY_LEN)
        amps[:modulator_count] *= 2
        omega = np.pi / 4 * (freqs + 1) / 2
        level = (amps + 1) / 2
        if broken:
            for members in (omega[:modulator_count], omega[modulator_count:]):
                members[:] = (np.arange(len(members)) * np.pi + members) / len(members)
        total = np.zeros(TOY_LEN)
        for carrier, modulators in stacks:
            bend = sum(level[m] * np.sin(omega[m] * n) for m in modulators)
            total += level[carrier] * np.sin(omega[carrier] * n + bend)
        return total
    return sound


def level_at(t, gate, attack, decay, sustain, release):
    """A linear ADSR whose release starts wherever the level is."""
    def held(t):
        if t < attack:
            return t / attack
        if t < attack + decay:
            return 1 - (1 - sustain) * (t - attack) / decay
        return sustain
    if t < gate:
        return held(t)
    return held(gate) * (1 - (t - gate) / release) if t < gate + release else 0.0


def simple(knobs, wave, rate, note, gate, secs):
    attack, decay, sustain, release = np.array(knobs[:4]) * [1, 0.5, 1, 1]
    cutoff = 20 + knobs[4] * 9980
    t = np.arange(int(rate * secs)) / rate
    cycles = 440 * 2 ** ((note - 69) / 12) * t
    phase = cycles - np.floor(cycles)
    raw = 2 * phase - 1 if wave == "saw" else np.sin(2 * np.pi * phase)
    env = np.array([level_at(x, gate, attack, decay, sustain, release) for x in t])
    sound = sosfilt(butter(5, cutoff, fs=rate, output="sos"), 0.01 * raw * env)
    sound[t >= gate + release] = 0
    return sound


def super_simple(knobs, rate, note, gate, secs):
    t = np.arange(int(rate * secs)) / rate
    hz = 440 * 2 ** ((note - 69) / 12)
    moved = knobs[1] * 1000 * np.sin(2 * np.pi * np.mod(knobs[0] * 8 * t, 1))
    return np.where(t < gate, 0.01 * np.sin(2 * np.pi * np.mod(hz * t, 1) + moved), 0)


def main():
    rng = np.random.default_rng(20261)
    toys = [(f"k-osc-{k}", k_osc, 3 * k) for k in (4, 8, 16, 32)] + [(f"k-sin-{k}", k_sin, 2 * k) for k in (4, 8, 16, 32)] + [
        ("fm-conditional", fm(1, [(2, [0]), (1, [])]), 6),
        ("fm-mixed", fm(2, [(2, [0]), (3, [1])]), 8),
        ("fm-hierarchical", fm(4, [(4, [0, 1]), (5, [2, 3])]), 12),
    ]
    for name, sound, count in toys:
        for broken in (False, True):
            for _ in range(3):
                knobs = drawn(rng, count)
                case(name + "-broken" * broken, knobs, sound(2 * knobs - 1, broken))
    for rate, note, gate in [(44100, 64, 0.5), (44100, 69, 0.25), (48000, 40, 0.4), (22050, 81, 0.05)]:
        for name, wave in [("simple-synth", "saw"), ("simple-synth-sine", "sine")]:
            knobs = rng.integers(8, 1017, 5) / 1024
            secs = 1.0
            release = int((gate + knobs[3]) * rate)
            edges = [int(gate * rate) + 1, release - 1, release + 1]
            case(name, knobs, simple(knobs, wave, rate, note, gate, secs), rate, note, gate, edges)
        knobs = rng.integers(0, 1025, 2) / 1024
        case("super-simple-synth", knobs, super_simple(knobs, rate, note, gate, 0.6), rate, note, gate, [int(gate * rate) - 1])
    # The lowest cutoff, where one recursion of fifth order loses its precision, and stages of no length.
    for knobs in [[0, 0, 1, 1, 0], [0, 0, 0.5, 0, 1], [1, 0, 0.5, 1, 0.0625]]:
        case("simple-synth", knobs, simple(knobs, "saw", RATE, 45, 0.5, 1.0), RATE, 45, 0.5)
    lines = ",\n".join(" " + json.dumps(c) for c in CASES)
    pathlib.Path(__file__).with_name("values.json").write_text("[\n" + lines + "\n]\n")


if __name__ == "__main__":
    main()
