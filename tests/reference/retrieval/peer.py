"""One gallery of an exam as one would write it in Python with PyTorch: each preset's vector looks for its sound's among all,
one preset after the other. Races with `crates/bench/benches/retrieval.rs`; its argument is JSON with `gallery`, `dim`, `threads`.
"""

import json
import pathlib
import sys

import torch

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from race import race

order = json.loads(sys.argv[1])
torch.set_num_threads(order["threads"])
torch.manual_seed(1)
sounds = torch.randn(2 * order["gallery"], order["dim"])
presets = sounds + 0.5 * torch.randn_like(sounds)


def gallery():
    rows = torch.randperm(len(sounds))[: order["gallery"]]
    asked, among = presets[rows], sounds[rows]
    ranks = []
    for at, preset in enumerate(asked):
        nearest = torch.argsort(torch.linalg.vector_norm(among - preset, ord=1, dim=1))
        ranks.append((nearest == at).nonzero().item() + 1)
    ranks = torch.tensor(ranks)
    return (1.0 / ranks).mean(), (asked - among).abs().mean()


race(gallery)
