"""Makes transformers.json: what PaSST says of an example sound, by its own package, with weights filled by a rule (they
are in no registry).

Run: python tests/reference/hearing/make_transformers.py
Needs requirements-torch.txt, torchaudio, soundfile, and `pip install --no-deps hear21passt==0.0.26`.
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
from filled import filled, told

torch.set_num_threads(2)


def sound(name, samples):
    """The first samples of an example sound, taken to be at the model's rate, so that no resampler has a part in it."""
    return torch.tensor(soundfile.read(ROOT / "examples" / "sounds" / f"{name}.wav", dtype="float32")[0][:samples])


def fill(network):
    network.load_state_dict({name: filled(name, tuple(tensor.shape)) if tensor.is_floating_point() else tensor
                             for name, tensor in network.state_dict().items()})
    return network.eval()


def passt():
    """synth-proxy's `passt_s`: the package's own vectors at two levels with mel bands, of the network without its logits."""
    import hear21passt.models.passt as passt
    from hear21passt.base2levelmel import get_timestamp_embeddings
    from hear21passt.models.preprocess import AugmentMelSTFT
    from hear21passt.wrapper import PasstBasicWrapper

    with contextlib.redirect_stdout(io.StringIO()):
        network = fill(passt.get_model(arch="passt_s_kd_p16_128_ap486", pretrained=False))
        mel = AugmentMelSTFT(n_mels=128, sr=32_000, win_length=800, hopsize=320, n_fft=1024, fmin=0.0, fmax=None,
                             fmin_aug_range=10, fmax_aug_range=2000)
        passt.first_RUN = False
        model = PasstBasicWrapper(mel=mel, net=network, mode="embed_only").eval()
        vectors = get_timestamp_embeddings(sound("blown-pipe", 11_000)[None], model)[0][0]
    head = ("head.", "head_dist.")
    parameters = sum(tensor.numel() for name, tensor in network.named_parameters() if not name.startswith(head))
    return {**told(vectors.numpy()), "parameters": parameters}


values = {"passt-s": passt()}
(HERE / "transformers.json").write_text(json.dumps(values, indent=None, separators=(",", ":")) + "\n")
