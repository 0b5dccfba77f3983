"""Weights filled by a rule, and what is kept of the vectors that come of them."""

import math
import pathlib
import sys

import numpy as np
import torch

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from mixed import mixed


def filled(name, shape):
    """As `filled` of the crate `testkit`."""
    drawn = mixed(name, math.prod(shape))
    if len(shape) > 1:
        drawn = drawn * math.sqrt(24.0 / math.prod(shape[1:]))
    elif name.endswith("running_var"):
        drawn = 1.0 + 0.8 * drawn
    elif name.endswith("weight"):
        drawn = 1.0 + 0.4 * drawn
    else:
        drawn = 0.4 * drawn
    if name.endswith("mel_basis"):
        drawn = abs(drawn)  # powers have no sums below zero
    return torch.tensor(drawn.reshape(shape).astype("f4"))


def row(values):
    return [float(f"{value:.7g}") for value in values]


def told(vectors, step=1):
    """How many vectors there are, their mean, and the first and last of them: every `step`th number of each."""
    vectors = np.asarray(vectors, dtype="f8")[:, ::step]
    return {
        "count": len(vectors),
        "step": step,
        "mean": row(vectors.mean(0)),
        "first": row(vectors[0]),
        "last": row(vectors[-1]),
    }


def told_of_spectra(spectra, step):
    """How many spectra there are, and every `step`th number of all of them."""
    return {"count": len(spectra), "step": step, "values": row(spectra.reshape(-1)[::step])}
