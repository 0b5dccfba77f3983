"""Turns the published weights of Music2Latent into an ONNX file that `tonewright models add music2latent` takes.

Run: python tests/reference/hearing/make_music2latent.py music2latent.pt OUT.onnx
with the file of SonyCSLParis/music2latent on Hugging Face. Samples go in; the spectrum, which the package computes outside its
network, is a convolution before it.

Run: python tests/reference/hearing/make_music2latent.py - OUT.onnx SOUND.wav…
does the same with drawn weights, and tells what the package's own program says of sounds of so many samples as a segment has, as JSON.
Needs music2latent 0.1.8, torch, onnx, numpy and soundfile.
"""

import json
import sys

import numpy as np
import soundfile
import torch
from music2latent.audio import to_representation_encoder
from music2latent.hparams import alpha_rescale, beta_rescale, hop
from music2latent.models import Encoder

WINDOW = 4 * hop
# 64 vectors, each of eight frames.
SAMPLES = 512 * hop + WINDOW - hop


class Samples(torch.nn.Module):
    """Batch × samples to batch × 64 × moments."""

    def __init__(self, encoder):
        super().__init__()
        angles = 2 * np.pi / WINDOW * np.outer(np.arange(WINDOW // 2), np.arange(WINDOW))
        window = torch.hann_window(WINDOW, dtype=torch.float64).numpy()
        kernels = np.concatenate([np.cos(angles) * window, -np.sin(angles) * window])[:, None]
        self.register_buffer("kernels", torch.tensor(kernels, dtype=torch.float32))
        self.encoder = encoder

    def forward(self, samples):
        parts = torch.conv1d(samples[:, None], self.kernels, stride=hop)
        parts = parts.reshape(-1, 2, WINDOW // 2, parts.shape[-1])
        squares = (parts * parts).sum(1, keepdim=True).clamp(min=1e-20)
        return self.encoder(beta_rescale * parts * squares ** ((alpha_rescale - 1) / 2))


def main():
    weights, out, *sounds = sys.argv[1:]
    torch.manual_seed(1)
    encoder = Encoder().eval()
    if weights == "-":
        # Kernels before additions begin at zero, which would hide what lies before them.
        for parameter in encoder.parameters():
            if not parameter.any():
                torch.nn.init.normal_(parameter, std=0.02)
    else:
        state = torch.load(weights, map_location="cpu", weights_only=True)["gen_state_dict"]
        encoder.load_state_dict({name.removeprefix("encoder."): value for name, value in state.items()
                                 if name.startswith("encoder.")})
    network = Samples(encoder).eval()
    torch.onnx.export(network, (torch.zeros(2, SAMPLES),), out, input_names=["samples"], output_names=["latents"],
                      dynamic_axes={"samples": {0: "batch"}, "latents": {0: "batch"}}, dynamo=False)
    for sound in sounds:
        signal, _ = soundfile.read(sound, dtype="float32", frames=SAMPLES, fill_value=0)
        with torch.no_grad():
            said = encoder(to_representation_encoder(torch.tensor(signal)[None]))[0].T.numpy()
        print(json.dumps(said.astype(float).round(6).tolist()))


main()
