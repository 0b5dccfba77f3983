"""Listens to sound files with aiSFX, from its own package, when it is told to: what
`cargo bench -p tonewright-learned --bench hearing` races with.

Arguments: threads, then the files. Its work is to listen to all of them.
"""

import pathlib
import sys

import torch

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from race import race

torch.set_num_threads(int(sys.argv[1]))
load = torch.load
torch.load = lambda *args, **kwargs: load(*args, **{**kwargs, "weights_only": False})

from aisfx.inference import load_bestModel, load_weights, model_get_embedding
from aisfx.preprocessing import spectrogram_normalize
from aisfx.spectrogram.spectrogram_librosa import compute_spectrogram

model = load_bestModel(*load_weights("cpu"), "cpu")


def listen():
    for path in sys.argv[2:]:
        spectrogram = compute_spectrogram(path, 44_100.0, 2048, 1024, 96, 0.0, 22_050.0)
        model_get_embedding(spectrogram_normalize(spectrogram.T), 0.5, False, model, "cpu")


race(listen)
