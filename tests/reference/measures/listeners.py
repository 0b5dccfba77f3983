"""Recomputes three rows of the listeners protocol with the Python originals and writes listeners.json.

Usage: python listeners.py LISTENERS_FOLDER
For each study the sounds are padded to the longest; a measure's matrix of dissimilarities is compared with the
listeners' by Spearman's rank correlation over the pairs and by the share of triplets ordered alike, leaving out
triplets whose two ratings differ by less than a tenth of the study's largest. Figures are means over the studies.
"""

import itertools
import json
import pathlib
import sys

import auraloss
import librosa
import numpy as np
import scipy.stats
import soundfile
import torch

import originals

HERE = pathlib.Path(__file__).parent
TRIPLET_MARGIN = 0.1


def load(folder):
    sounds = [soundfile.read(p, dtype="float32") for p in sorted(folder.iterdir())]
    length = max(len(y) for y, _ in sounds)
    return [np.pad(y, (0, length - len(y))) for y, _ in sounds], sounds[0][1]


def ratings(path):
    rows = np.array([[float(x) for x in line.split()] for line in path.read_text().splitlines() if line.strip()])
    if rows.shape[0] + 1 == rows.shape[1]:  # some files leave out the last row, which is all zeros
        rows = np.vstack([rows, np.zeros(rows.shape[1])])
    return np.triu(rows, 1) + np.triu(rows, 1).T


def triplets(d, h):
    """Share of anchors i and pairs j, k whose order agrees, where the listeners hear a clear difference."""
    h = h / h.max()
    agree = total = 0
    for i in range(len(h)):
        others = [j for j in range(len(h)) if j != i]
        for j, k in itertools.combinations(others, 2):
            if abs(h[i, j] - h[i, k]) < TRIPLET_MARGIN:
                continue
            total += 1
            agree += (d[i, j] < d[i, k]) == (h[i, j] < h[i, k])
    return agree / total


def score(d, h):
    upper = np.triu_indices(len(h), 1)
    return float(scipy.stats.spearmanr(d[upper], h[upper]).statistic), float(triplets(d, h))


def matrix(items, distance):
    d = np.zeros((len(items), len(items)))
    for i, j in itertools.combinations(range(len(items)), 2):
        d[i, j] = d[j, i] = distance(items[i], items[j])
    return d


def mss_absolute(sounds, rate):
    features = [[originals.mss_scale(y[None], rate, s, 1.0) for s in originals.MSS_SCALES] for y in sounds]
    return matrix(features, lambda a, b: float(np.mean([originals.mean_abs(x, y) for x, y in zip(a, b)])))


def mfcc40_euclidean(sounds, rate):
    features = [librosa.feature.mfcc(y=y, sr=rate, n_mfcc=40).astype(np.float64) for y in sounds]
    return matrix(features, lambda a, b: float(np.linalg.norm(a - b)))


def mr_stft(sounds, rate):
    loss = auraloss.freq.MultiResolutionSTFTLoss()
    features = [[l.stft(torch.from_numpy(y)[None])[0][0].numpy() for l in loss.stft_losses] for y in sounds]

    def distance(target, candidate):
        one = lambda t, c: np.linalg.norm(c - t) / np.linalg.norm(t) + np.mean(np.abs(np.log(t) - np.log(c)))
        return float(np.mean([one(t, c) for t, c in zip(target, candidate)]))

    return matrix(features, lambda a, b: 0.5 * (distance(a, b) + distance(b, a)))


ROWS = {"mss-absolute": mss_absolute, "mfcc40-euclidean": mfcc40_euclidean, "mr-stft": mr_stft}


def main():
    folder, out = pathlib.Path(sys.argv[1]), {name: {} for name in ROWS}
    for study in sorted(p for p in folder.iterdir() if p.is_dir()):
        sounds, rate = load(study)
        human = ratings(folder / f"{study.name}_dissimilarity_matrix.txt")
        assert len(sounds) == len(human), study
        for name, row in ROWS.items():
            out[name][study.name] = score(row(sounds, rate), human)
    for name, studies in out.items():
        print(name, *np.mean(list(studies.values()), axis=0).round(4))
    (HERE / "listeners.json").write_text(json.dumps(out, indent=1) + "\n")


if __name__ == "__main__":
    main()
