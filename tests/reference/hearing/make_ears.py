"""Makes ears.json: what PaSST, OpenL3 and AudioMAE are given of an example sound and what they say of it, with weights filled
by a rule (they are in no registry): the first two by their own packages; AudioMAE, which is none, by timm's vision
transformer, on which it is built, and torchaudio's `fbank`.

Run: python tests/reference/hearing/make_ears.py
Needs requirements-torch.txt, torchaudio, librosa, soundfile, and
`pip install --no-deps hear21passt==0.0.26 torchopenl3==1.0.1 resampy julius six timm==1.0.31`.
"""

import contextlib
import io
import json
import pathlib
import sys

import soundfile
import torch

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path.insert(0, str(HERE))
import programs
from filled import filled, row, told, told_of_spectra

torch.set_num_threads(2)


def sound(name, samples):
    """The first samples of an example sound, taken to be at the model's rate, so that no resampler has a part in it."""
    return torch.tensor(soundfile.read(ROOT / "examples" / "sounds" / f"{name}.wav", dtype="float32")[0][:samples])


def fill(network):
    by_rule = lambda name, tensor: tensor.is_floating_point() and not name.startswith("speclayer.dft_")
    network.load_state_dict({name: filled(name, tuple(tensor.shape)) if by_rule(name, tensor) else tensor
                             for name, tensor in network.state_dict().items()})
    return network.eval()


def passt():
    """synth-proxy's `passt_s`: the package's own vectors at two levels with mel bands, of the network without its logits."""
    from hear21passt.base2levelmel import get_timestamp_embeddings

    network, model = programs.passt()
    fill(network)
    with contextlib.redirect_stdout(io.StringIO()):
        signal = sound("blown-pipe", 11_000)[None]
        vectors = get_timestamp_embeddings(signal, model)[0][0]
        # Bands x (16 + 64 + 6 frames), side by side for each moment.
        model.forward = lambda segment: model.mel(segment).flatten(1)
        windows = [model.get_timestamp_embeddings(signal, window_size=samples)[0][0] for samples in (5120, 20_480, 1920)]
    spectra = torch.cat([window.reshape(len(window), 128, -1) for window in windows], 2)
    head = ("head.", "head_dist.")
    parameters = sum(tensor.numel() for name, tensor in network.named_parameters() if not name.startswith(head))
    vectors = {**told(vectors.numpy(), 5), "whole": row(vectors.mean(0)[::5]), "parameters": parameters}
    return {"vectors": vectors, "spectra": told_of_spectra(spectra, 61)}


def openl3():
    """synth-proxy's `openl3_mel256_music_6144`: the package's own vectors, every half second."""
    from torchopenl3.core import get_audio_embedding
    from torchopenl3.models import CustomSTFT
    from torchopenl3.utils import preprocess_audio_batch

    network = fill(programs.openl3())
    parameters = sum(tensor.numel() for tensor in network.parameters())
    signal = sound("blown-pipe", 40_000)
    vectors = get_audio_embedding(signal.numpy(), 48_000, model=network, center=True, hop_size=0.5)[0][0]
    windows = preprocess_audio_batch(signal[None].double(), 48_000, center=True, hop_size=0.5).float()
    spectra = CustomSTFT.forward(network.speclayer, network.speclayer.custom_pad(windows))[..., 0].transpose(1, 2)
    spectra = told_of_spectra(spectra.contiguous(), 211)
    told_of_vectors = told(vectors.numpy(), 7)
    told_of_vectors["whole"] = row(vectors.amax(0)[::7])
    return {"vectors": {**told_of_vectors, "parameters": parameters}, "spectra": spectra}


def audiomae():
    """synth-proxy's `audiomae_ctx8`: means behind the last four layers, and of each 160 ms the largest over bands, so that the
    largest of all is that over patches."""
    spectra = programs.audiomae_spectra(sound("blown-pipe", 44_100)[None])
    network, heard = programs.audiomae()
    fill(network)
    # As its authors' logs count: their places are not learned.
    assert sum(tensor.numel() for tensor in network.parameters()) - network.pos_embed.numel() == 85_659_407
    with torch.no_grad():
        network(spectra[:, None])
        assert len(heard) == 4
        patches = programs.audiomae_patches(heard)
    assert patches.shape == (512, 768), patches.shape
    moments = patches.reshape(64, 8, 768).amax(1)
    assert torch.equal(moments.amax(0), patches.amax(0))
    parameters = sum(tensor.numel() for name, tensor in network.named_parameters() if not name.startswith("head."))
    lasting = told(moments[:7].numpy())  # those that begin within a second
    vectors = {**lasting, "whole": row(patches.amax(0)), "parameters": parameters}
    return {"vectors": vectors, "spectra": told_of_spectra(spectra, 97)}


values = {"passt-s": passt(), "openl3-mel256-music-6144": openl3(), "audiomae-ctx8": audiomae()}
(HERE / "ears.json").write_text(json.dumps(values, indent=None, separators=(",", ":")) + "\n")
