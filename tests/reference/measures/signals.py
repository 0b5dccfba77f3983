"""Test sounds made from the operations whose result IEEE 754 fixes, so that Rust makes the same bits.

A sound is a sum of decaying rotating phasors (the rotation comes from a half-angle tangent: only +, -, *, /),
noise from a 64-bit linear congruential generator, and silence before the onset.
"""

import math

import numpy as np

RATE_HZ = 44_100


def exact(number):
    """Twelve decimals: every JSON reader makes the same double of them."""
    return round(number, 12)


def partial(hz, amplitude, decay_secs, phase_quarter=False):
    """One partial as the JSON holds it: half-angle tangent, amplitude, decay per sample, start on the cosine."""
    return {
        "half_angle_tangent": exact(math.tan(math.pi * hz / RATE_HZ)),
        "amplitude": exact(amplitude),
        "decay": exact(math.exp(-1.0 / (decay_secs * RATE_HZ))) if decay_secs else 1.0,
        "cosine": phase_quarter,
    }


def sound(partials, onset=0, noise=0.0, noise_decay_secs=0.0, len_samples=39_690, channels=None):
    return {
        "len_samples": len_samples,
        "onset": onset,
        "noise": noise,
        "noise_decay": exact(math.exp(-1.0 / (noise_decay_secs * RATE_HZ))) if noise_decay_secs else 1.0,
        "partials": partials,
        **({"right": channels} if channels else {}),
    }


def render_channel(spec):
    out = np.zeros(spec["len_samples"], dtype=np.float64)
    count = spec["len_samples"] - spec["onset"]
    for p in spec["partials"]:
        t = p["half_angle_tangent"]
        c, s = (1.0 - t * t) / (1.0 + t * t), (2.0 * t) / (1.0 + t * t)
        re, im, decay = p["amplitude"], 0.0, p["decay"]
        wave = np.empty(count)
        for i in range(count):
            wave[i] = re if p["cosine"] else im
            re, im = (re * c - im * s) * decay, (re * s + im * c) * decay
        out[spec["onset"] :] += wave
    if spec["noise"]:
        state, level, wave = 1, spec["noise"], np.empty(count)
        for i in range(count):
            state = (state * 6364136223846793005 + 1442695040888963407) & 0xFFFF_FFFF_FFFF_FFFF
            wave[i] = ((state >> 11) / 4503599627370496.0 - 1.0) * level
            level *= spec["noise_decay"]
        out[spec["onset"] :] += wave
    return out.astype(np.float32)


def render(spec):
    rows = [render_channel(spec)]
    if "right" in spec:
        rows.append(render_channel(spec["right"]))
    return np.stack(rows)


def harmonics(f0, count, slope, amplitude, decay_secs, stretch=0.0):
    hz = [f0 * n * math.sqrt(1.0 + stretch * n * n) for n in range(1, count + 1)]
    return [partial(f, amplitude / n**slope, decay_secs / n**0.5 if decay_secs else 0.0) for n, f in enumerate(hz, 1)]


def all_sounds():
    pluck = harmonics(220.0, 12, 1.0, 0.35, 0.4, stretch=1e-4)
    bell = [partial(330.0 * r, 0.2 / (i + 1) ** 0.5, 0.6 / (i + 1) ** 0.5) for i, r in enumerate((1, 2.01, 2.76, 5.4, 8.93))]
    right = sound(harmonics(221.0, 8, 1.2, 0.3, 0.5), onset=441)
    return {
        "pluck": sound(pluck, onset=441),
        "pluck-late": sound(pluck, onset=1323),
        "pluck-quiet": sound(harmonics(220.0, 12, 1.0, 0.035, 0.4, stretch=1e-4), onset=441),
        "pluck-sharp": sound(harmonics(233.08, 12, 1.0, 0.35, 0.4, stretch=1e-4), onset=441),
        "pluck-octave": sound(harmonics(440.0, 10, 1.0, 0.35, 0.4), onset=441),
        "pluck-noisy": sound(pluck, onset=441, noise=0.01),
        "organ": sound(harmonics(146.8, 16, 0.7, 0.12, 0.0)),
        "hollow": sound([partial(146.8 * n, 0.3 / n, 0.0, True) for n in (1, 3, 5, 7, 9, 11)]),
        "bell": sound(bell, onset=200),
        "bell-short": sound(bell, onset=200, len_samples=22_050),
        "bass": sound(harmonics(41.2, 20, 1.3, 0.5, 0.8)),
        "tone": sound([partial(1000.0, 0.5, 0.0)]),
        "hiss": sound([], noise=0.3),
        "hit": sound([partial(180.0, 0.4, 0.05)], onset=882, noise=0.6, noise_decay_secs=0.03),
        "silence": sound([]),
        "wide": sound(harmonics(220.0, 8, 1.0, 0.3, 0.4), onset=441, channels=right),
        "wide-organ": sound(harmonics(196.0, 10, 0.8, 0.15, 0.0), channels=sound(harmonics(196.5, 10, 1.1, 0.2, 0.0))),
    }


PAIRS = [
    ("pluck", "pluck"),
    ("pluck", "pluck-late"),
    ("pluck", "pluck-quiet"),
    ("pluck", "pluck-sharp"),
    ("pluck", "pluck-octave"),
    ("pluck", "pluck-noisy"),
    ("pluck", "bell"),
    ("pluck", "bass"),
    ("pluck", "hiss"),
    ("organ", "hollow"),
    ("organ", "tone"),
    ("organ", "pluck"),
    ("hollow", "bass"),
    ("bell", "bell-short"),
    ("bell-short", "bell"),
    ("bell", "hit"),
    ("bass", "organ"),
    ("tone", "hollow"),
    ("hiss", "hit"),
    ("hit", "pluck"),
    ("silence", "pluck"),
    ("pluck", "silence"),
    ("wide", "wide-organ"),
    ("wide-organ", "wide"),
]
