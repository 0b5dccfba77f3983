"""Listens to sound files with an audio model's own program, when it is told to: what
`cargo bench -p tonewright-learned --bench hearing` races with.

Arguments: the model, threads, then the files, which are at the model's rate. Its work is to listen to all of them. aiSFX comes
from its own package with its weights, PaSST and OpenL3 from theirs, AudioMAE from timm and torchaudio (`make_ears.py` says which
to install), EfficientAT from a copy of github.com/fschmid56/EfficientAT that EFFICIENT_AT names; all but aiSFX with drawn weights.
"""

import contextlib
import io
import os
import pathlib
import sys

import soundfile
import torch

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import programs
from race import race

name, threads, *files = sys.argv[1:]
torch.set_num_threads(int(threads))


def read(path):
    return torch.tensor(soundfile.read(path, dtype="float32")[0])


def aisfx():
    load = torch.load
    torch.load = lambda *args, **kwargs: load(*args, **{**kwargs, "weights_only": False})

    from aisfx.inference import load_bestModel, load_weights, model_get_embedding
    from aisfx.preprocessing import spectrogram_normalize
    from aisfx.spectrogram.spectrogram_librosa import compute_spectrogram

    model = load_bestModel(*load_weights("cpu"), "cpu")

    def listen(path):
        spectrogram = compute_spectrogram(path, 44_100.0, 2048, 1024, 96, 0.0, 22_050.0)
        model_get_embedding(spectrogram_normalize(spectrogram.T), 0.5, False, model, "cpu")

    return listen


def efficient_at():
    mel, network = programs.efficient_at(os.environ["EFFICIENT_AT"], {"mn04": 0.4, "mn20": 2.0}[name])
    return lambda path: torch.cat(programs.efficient_at_hears(mel, network, read(path))[1], 1)


def openl3():
    from torchopenl3.core import get_audio_embedding

    network = programs.openl3()
    return lambda path: get_audio_embedding(read(path).numpy(), 48_000, model=network, center=True, hop_size=0.5)


def passt():
    from hear21passt.base2levelmel import get_timestamp_embeddings

    _, model = programs.passt()
    return lambda path: get_timestamp_embeddings(read(path)[None], model)


def audiomae():
    network, heard = programs.audiomae()

    def listen(path):
        network(programs.audiomae_spectra(read(path)[None])[:, None])
        return programs.audiomae_patches(heard).amax(0)

    return listen


PROGRAMS = {"aisfx": aisfx, "mn04": efficient_at, "mn20": efficient_at, "openl3-mel256-music-6144": openl3,
            "passt-s": passt, "audiomae-ctx8": audiomae}

with contextlib.redirect_stdout(io.StringIO()):
    program = PROGRAMS[name]()


def listen():
    with torch.no_grad():
        for path in files:
            program(path)


race(listen)
