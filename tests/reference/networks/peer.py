"""Teaches one of synth-proxy's encoders with PyTorch, as anybody would write it, when it is told to: what
`cargo bench -p tonewright-nn --bench training` races with.

Arguments, as JSON: encoder, numbers (how many), choices (classes of each), outputs, batch, threads. Its work is a
step.
"""

import json
import pathlib
import sys

import torch

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from race import race

from encoders import ENCODERS, Sizes

ORDER = json.loads(sys.argv[1])
torch.set_num_threads(ORDER["threads"])
NUMBERS, CHOICES, OUTPUTS, BATCH = (ORDER[name] for name in ("numbers", "choices", "outputs", "batch"))


def main():
    torch.manual_seed(1)
    network = ENCODERS[ORDER["encoder"]](Sizes(NUMBERS, CHOICES, OUTPUTS))
    optimizer = torch.optim.AdamW(network.parameters(), 1e-4)
    numbers = torch.rand(BATCH, NUMBERS)
    classes = torch.stack([torch.randint(count, (BATCH,)) for count in CHOICES], 1)
    target = torch.randn(BATCH, OUTPUTS)

    def step():
        optimizer.zero_grad()
        (network(numbers, classes) - target).abs().mean().backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()

    race(step)


main()
