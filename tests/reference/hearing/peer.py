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
import torch.nn.functional as F

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
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
    """Segments of 160 ms every 50 ms, means behind four blocks, as synth-proxy."""
    sys.path.insert(0, os.environ["EFFICIENT_AT"])
    os.chdir(os.environ["EFFICIENT_AT"])  # where their modules look for their tables
    from models.mn.model import get_model
    from models.preprocess import AugmentMelSTFT

    mel = AugmentMelSTFT(n_mels=128, sr=32_000, win_length=800, hopsize=320, fmin=0.0, fmax=15_000).eval()
    model = get_model(width_mult={"mn04": 0.4, "mn20": 2.0}[name]).eval()

    def listen(path):
        padded = F.pad(read(path)[None, None], (2560, 2560), mode="reflect")[0, 0]
        maps, vectors = mel(padded.unfold(0, 5120, 1600))[:, None], []
        for index, block in enumerate(model.features[:16]):
            maps = block(maps)
            if index in (5, 11, 13, 15):
                vectors.append(maps.mean((2, 3)))
        return torch.cat(vectors, 1)

    return listen


def openl3():
    from torchopenl3.core import get_audio_embedding
    from torchopenl3.models import PytorchOpenl3

    network = PytorchOpenl3(input_repr="mel256", content_type="music", embedding_size=6144).eval()
    return lambda path: get_audio_embedding(read(path).numpy(), 48_000, model=network, center=True, hop_size=0.5)


def passt():
    import hear21passt.models.passt as passt
    from hear21passt.base2levelmel import get_timestamp_embeddings
    from hear21passt.models.preprocess import AugmentMelSTFT
    from hear21passt.wrapper import PasstBasicWrapper

    network = passt.get_model(arch="passt_s_kd_p16_128_ap486", pretrained=False)
    mel = AugmentMelSTFT(n_mels=128, sr=32_000, win_length=800, hopsize=320, n_fft=1024, fmin=0.0, fmax=None,
                         fmin_aug_range=10, fmax_aug_range=2000)
    passt.first_RUN = False
    model = PasstBasicWrapper(mel=mel, net=network, mode="embed_only").eval()
    return lambda path: get_timestamp_embeddings(read(path)[None], model)


def audiomae():
    from timm.models.vision_transformer import VisionTransformer
    from torchaudio.compliance.kaldi import fbank

    network = VisionTransformer(img_size=(1024, 128), in_chans=1, num_classes=527, global_pool="avg").eval()
    heard = []
    for block in network.blocks[8:]:
        block.register_forward_hook(lambda block, given, said: heard.append(network.fc_norm(said)))

    def listen(path):
        signal = read(path)[None]
        levels = fbank(signal - signal.mean(), htk_compat=True, sample_frequency=44_100, use_energy=False,
                       window_type="hanning", num_mel_bins=128, dither=0.0, frame_shift=10)
        levels = F.pad(levels, (0, 0, 0, 1024 - len(levels)))
        heard.clear()
        network(((levels + 4.2677393) / (2 * 4.5689974))[None, None])
        return torch.stack(heard).mean(0)[0, 1:].amax(0)

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
