"""Audio models by their own programs, without published weights, as synth-proxy sets them up."""

import contextlib
import io
import os
import sys

import torch
import torch.nn.functional as F


def efficient_at(folder, width):
    """From a copy of github.com/fschmid56/EfficientAT: what makes spectra, and the network."""
    if folder not in sys.path:
        sys.path.insert(0, folder)
    os.chdir(folder)  # where their modules look for their tables
    from models.mn.model import get_model
    from models.preprocess import AugmentMelSTFT

    mel = AugmentMelSTFT(n_mels=128, sr=32_000, win_length=800, hopsize=320, fmin=0.0, fmax=15_000).eval()
    return mel, get_model(width_mult=width).eval()


def efficient_at_hears(mel, network, signal):
    """Spectra of segments of 160 ms every 50 ms, and means behind four blocks of them."""
    padded = F.pad(signal[None, None], (2560, 2560), mode="reflect")[0, 0]
    spectra = mel(padded.unfold(0, 5120, 1600))
    assert spectra.shape[1:] == (128, 16), spectra.shape
    maps, vectors = spectra[:, None], []
    for index, block in enumerate(network.features[:16]):
        maps = block(maps)
        if index in (5, 11, 13, 15):
            vectors.append(maps.mean((2, 3)))
    return spectra, vectors


def passt():
    """The network of hear21passt's `passt_s`, and what says its vectors with mel bands, without its logits."""
    import hear21passt.models.passt as passt
    from hear21passt.models.preprocess import AugmentMelSTFT
    from hear21passt.wrapper import PasstBasicWrapper

    with contextlib.redirect_stdout(io.StringIO()):
        network = passt.get_model(arch="passt_s_kd_p16_128_ap486", pretrained=False)
        mel = AugmentMelSTFT(n_mels=128, sr=32_000, win_length=800, hopsize=320, n_fft=1024, fmin=0.0, fmax=None,
                             fmin_aug_range=10, fmax_aug_range=2000)
    passt.first_RUN = False
    return network, PasstBasicWrapper(mel=mel, net=network, mode="embed_only").eval()


def openl3():
    """The network of torchopenl3's `mel256`, taught on music."""
    from torchopenl3.models import PytorchOpenl3

    return PytorchOpenl3(input_repr="mel256", content_type="music", embedding_size=6144).eval()


def audiomae():
    """timm's vision transformer, and a list that has what its last four layers said, normalised."""
    from timm.models.vision_transformer import VisionTransformer

    network = VisionTransformer(img_size=(1024, 128), in_chans=1, num_classes=527, global_pool="avg").eval()
    heard = []
    for block in network.blocks[8:]:
        block.register_forward_hook(lambda block, given, said: heard.append(network.fc_norm(said)))
    return network, heard


def audiomae_spectra(signal):
    """Of a signal at 44.1 kHz, 1 × samples."""
    from torchaudio.compliance.kaldi import fbank

    levels = fbank(signal - signal.mean(), htk_compat=True, sample_frequency=44_100, use_energy=False,
                   window_type="hanning", num_mel_bins=128, dither=0.0, frame_shift=10)
    levels = F.pad(levels, (0, 0, 0, 1024 - len(levels)))
    return ((levels + 4.2677393) / (2 * 4.5689974))[None]


def audiomae_patches(heard):
    """What the patches have become: the mean of what was heard, which is forgotten."""
    patches = torch.stack(heard).mean(0)[0, 1:]
    heard.clear()
    return patches
