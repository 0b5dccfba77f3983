"""Writes measures.json: every measure on synthetic pairs, on real pairs and on the check pair of synth-permutations.

Usage: python make.py [LISTENERS_FOLDER]   (without the folder, the real pairs of the old file are kept)
The venv needs tests/reference/requirements.txt and, for this script only: torch, torchaudio, auraloss, dtw-python, nnAudio.
"""

import json
import pathlib
import sys

import numpy as np
import soundfile

import originals
import signals

HERE = pathlib.Path(__file__).parent
REAL_SECS = 1.0


def values(a, b, rate):
    length = max(a.shape[-1], b.shape[-1])
    pad = lambda y: np.pad(y, ((0, 0), (0, length - y.shape[-1])))
    a, b = pad(a), pad(b)
    return {name: compute(a, b, rate) for name, compute in originals.MEASURES.items()}


def synthetic():
    sounds = signals.all_sounds()
    made = {name: signals.render(spec) for name, spec in sounds.items()}
    # A few samples of each sound, to check that both sides made the same one.
    probes = {name: [float(y[0, i]) for i in (500, 2_000, 20_000)] for name, y in made.items()}
    pairs = [{"a": a, "b": b, "values": values(made[a], made[b], signals.RATE_HZ)} for a, b in signals.PAIRS]
    return {"sounds": sounds, "probes": probes, "pairs": pairs}


def real(folder):
    """Two pairs of each study: the first file with the second, and with one further on; cut to the first second."""
    pairs = []
    for study in sorted(p for p in pathlib.Path(folder).iterdir() if p.is_dir()):
        files = sorted(p.name for p in study.iterdir())
        for a, b in ((files[0], files[1]), (files[2], files[len(files) // 2 + 2])):
            load = lambda name: soundfile.read(study / name, dtype="float32", always_2d=True)
            (x, rate), (y, _) = load(a), load(b)
            count = int(REAL_SECS * rate)
            pairs.append({"study": study.name, "a": a, "b": b, "values": values(x.T[:, :count], y.T[:, :count], rate)})
    return {"secs": REAL_SECS, "pairs": pairs}


def check_pair():
    """The pair of synth-permutations' check values: two decaying tones, 4 s, stereo, float32."""
    t = np.arange(176_400) / 44_100
    e, f = np.exp(-3 * t) * (t >= 0.1), np.exp(-2 * t) * (t >= 0.15)
    tone = lambda hz: np.sin(2 * np.pi * hz * t)
    a = np.stack([0.5 * e * tone(440), 0.4 * e * tone(442)])
    b = np.stack([0.5 * f * tone(466.16) + 0.1 * f * tone(932.32)] * 2)
    a, b = a.astype(np.float32), b.astype(np.float32)
    quiet, silent = (a * np.float32(0.1)).astype(np.float32), np.zeros_like(b)
    return {"a-b": values(a, b, 44_100), "a-quiet": values(a, quiet, 44_100), "silent-b": values(silent, b, 44_100)}


def main():
    path = HERE / "measures.json"
    old = json.loads(path.read_text()) if path.exists() else {}
    out = {"synthetic": synthetic(), "check": check_pair(), "real": old.get("real")}
    if len(sys.argv) > 1:
        out["real"] = real(sys.argv[1])
    path.write_text(json.dumps(out, indent=1) + "\n")
    print(len(out["synthetic"]["pairs"]), "synthetic pairs,", len(out["real"]["pairs"]), "real pairs")


if __name__ == "__main__":
    main()
