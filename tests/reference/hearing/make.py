"""Makes values.json: what published audio models say of the example sounds, by their own programs.

aiSFX with its published weights, from its package; EfficientAT's networks with weights filled by a rule, from a copy of
github.com/fschmid56/EfficientAT (its weights are in no registry), cut into segments as synth-proxy does.
Run: python tests/reference/hearing/make.py COPY_OF_EFFICIENT_AT
Needs requirements-torch.txt, torchaudio, torchvision, librosa, soundfile, and `pip install --no-deps aisfx==0.1.2 tqdm`.
"""

import json
import pathlib
import sys

import soundfile
import torch

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path.insert(0, str(HERE))
import programs
from filled import filled, told

torch.set_num_threads(2)


def aisfx(path):
    from aisfx.inference import load_bestModel, load_weights, model_get_embedding
    from aisfx.preprocessing import spectrogram_normalize
    from aisfx.spectrogram.spectrogram_librosa import compute_spectrogram

    load = torch.load
    torch.load = lambda *args, **kwargs: load(*args, **{**kwargs, "weights_only": False})
    weights, names = load_weights("cpu")
    torch.load = load
    model = load_bestModel(weights, names, "cpu")
    spectrogram = compute_spectrogram(str(path), 44_100.0, 2048, 1024, 96, 0.0, 22_050.0)
    spectrogram = spectrogram_normalize(spectrogram.T)
    return told(model_get_embedding(spectrogram, 0.5, False, model, "cpu").numpy())


def efficient_at(signal, width):
    mel, network = programs.efficient_at(sys.argv[1], width)
    state = {name: filled(name, tuple(tensor.shape)) for name, tensor in network.state_dict().items()
             if tensor.is_floating_point()}
    network.load_state_dict(state, strict=False)
    count = sum(parameter.numel() for parameter in network.features.parameters())
    with torch.no_grad():
        spectra, vectors = programs.efficient_at_hears(mel, network, torch.tensor(signal))
    vectors.insert(0, spectra.mean(2))
    return {**told(torch.cat(vectors, 1).numpy()), "parameters": count}


def main():
    sounds = ROOT / "examples" / "sounds"
    values = {"aisfx": {name: aisfx(sounds / f"{name}.wav") for name in ("plucked-string", "struck-bar")}}
    # Its samples are taken to be at 32 kHz, so that no resampler has a part in it.
    signal = soundfile.read(sounds / "blown-pipe.wav", dtype="float32")[0][:20_000]
    values["mn04-mel"] = efficient_at(signal, 0.4)
    values["mn20-mel"] = efficient_at(signal, 2.0)
    (HERE / "values.json").write_text(json.dumps(values, indent=None, separators=(",", ":")) + "\n")


main()
