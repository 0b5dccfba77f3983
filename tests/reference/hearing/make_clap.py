"""What LAION's CLAP is given of a sound, by the feature extractor of Hugging Face's transformers; its weights are in no registry.

Run: python tests/reference/hearing/make_clap.py
writes clap-values.json: of each spectrogram the eight frames that tiny/spots.onnx says, for the sounds of examples/ taken to be at
48 kHz.

Run: python tests/reference/hearing/make_clap.py exact audio_model.onnx OUT.onnx
writes the same network with the resizing of its spectrogram, which is cubic, as a product with a matrix: the runtime of
`tonewright` would take the straight line between frames for it, 2e-3 of the largest value apart.

Run: python tests/reference/hearing/make_clap.py filled FILLED.onnx SOUND.wav…
writes a network of CLAP's size with drawn weights, as its own ONNX files are laid out, and what it says of sounds at 48 kHz, for
`tonewright models add clap-htsat-unfused FILLED.onnx` and `tonewright embed` beside it.
Needs transformers 5, torch, onnx, onnxscript, numpy and soundfile.
"""

import json
import pathlib
import sys

import numpy as np
import onnx
import soundfile
import torch
from transformers import ClapAudioConfig, ClapAudioModelWithProjection, ClapFeatureExtractor

HERE = pathlib.Path(__file__).resolve().parent
SOUNDS = HERE.parents[2] / "examples" / "sounds"
FRAMES = 1001
SPOTS = range(0, 1000, 125)
# Every so many of their numbers are kept.
STEP = 5

# As preprocessor_config.json of laion/clap-htsat-unfused has it: its defaults, but for these.
EXTRACTOR = ClapFeatureExtractor(frequency_min=50, frequency_max=14_000, padding="repeatpad", truncation="rand_trunc")


def given(signal):
    """1 × 1 × frames × bands."""
    return EXTRACTOR(signal, sampling_rate=48_000, return_tensors="pt")["input_features"]


def values():
    told = {}
    for name in ("plucked-string", "struck-bar", "blown-pipe"):
        spectrogram = given(soundfile.read(SOUNDS / f"{name}.wav", dtype="float32")[0])
        assert spectrogram.shape == (1, 1, FRAMES, 64), spectrogram.shape
        row = [float(f"{value:.7g}") for value in spectrogram[0, 0, list(SPOTS)].numpy().ravel()[::STEP]]
        told[name] = {"count": 1, "step": STEP, "mean": row, "first": row, "last": row}
    (HERE / "clap-values.json").write_text(json.dumps(told, separators=(",", ":")) + "\n")


def filled(path, *sounds):
    torch.manual_seed(1)
    network = ClapAudioModelWithProjection(ClapAudioConfig(projection_dim=512)).eval()
    batch = {"input_features": {0: "batch"}}
    torch.onnx.export(network, (torch.zeros(2, 1, FRAMES, 64),), path, input_names=["input_features"],
                      output_names=["audio_embeds"], dynamic_axes={**batch, "audio_embeds": {0: "batch"}}, dynamo=False)
    for sound in sounds:
        signal, rate = soundfile.read(sound, dtype="float32")
        assert rate == 48_000 and signal.ndim == 1 and len(signal) <= 480_000, "ten seconds of 48 kHz at most"
        with torch.no_grad():
            print(json.dumps(network(given(signal)).audio_embeds[0].numpy().astype(float).round(6).tolist()))


def exact(source, path):
    model = onnx.load(source)
    nodes = [node for node in model.graph.node if node.op_type == "Resize"]
    assert len(nodes) == 1, "a network of CLAP's resizes once"
    node = nodes[0]
    frames = torch.eye(FRAMES)[None, None]
    matrix = torch.nn.functional.interpolate(frames, (1024, FRAMES), mode="bicubic", align_corners=True)[0, 0]
    model.graph.initializer.append(onnx.numpy_helper.from_array(matrix.numpy(), "frames_resized"))
    product = onnx.helper.make_node("MatMul", ["frames_resized", node.input[0]], [node.output[0]])
    model.graph.node.insert(list(model.graph.node).index(node), product)
    model.graph.node.remove(node)
    onnx.save(model, path)


if len(sys.argv) == 1:
    values()
else:
    {"exact": exact, "filled": filled}[sys.argv[1]](*sys.argv[2:])
