"""Teaches one of synth-proxy's encoders with PyTorch, as anybody would write it, when it is told to: what
`cargo bench -p tonewright-nn --bench training` races with.

Arguments, as JSON: encoder, numbers (how many), choices (classes of each), outputs, batch, threads. Its work is a
step.
"""

import json
import math
import pathlib
import sys

import torch
from torch import nn

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from race import race

ORDER = json.loads(sys.argv[1])
torch.set_num_threads(ORDER["threads"])
NUMBERS, CHOICES, OUTPUTS, BATCH = (ORDER[name] for name in ("numbers", "choices", "outputs", "batch"))
TOKENS = NUMBERS + len(CHOICES)


class OneHot(nn.Module):
    width = NUMBERS + sum(CHOICES)

    def forward(self, numbers, classes):
        hot = [nn.functional.one_hot(classes[:, at], count).float() for at, count in enumerate(CHOICES)]
        return torch.cat([numbers, *hot], 1)


class Tokens(nn.Module):
    def __init__(self, dim, cls=False, positions=False):
        super().__init__()
        self.directions = nn.Parameter(0.02 * torch.randn(NUMBERS, dim))
        self.table = nn.Embedding(sum(CHOICES), dim)
        self.cls = nn.Parameter(0.02 * torch.randn(1, 1, dim)) if cls else None
        self.register_buffer("starts", torch.tensor([sum(CHOICES[:at]) for at in range(len(CHOICES))]))
        count = TOKENS + (1 if cls else 0)
        place = torch.arange(count)[:, None]
        rate = torch.exp(torch.arange(0, dim, 2) * (-math.log(10_000.0) / dim))
        waves = torch.zeros(count, dim)
        waves[:, 0::2], waves[:, 1::2] = torch.sin(place * rate), torch.cos(place * rate)
        self.register_buffer("waves", waves if positions else None)
        self.width = TOKENS * dim

    def forward(self, numbers, classes):
        row = torch.cat([numbers[:, :, None] * self.directions, self.table(classes + self.starts)], 1)
        if self.cls is not None:
            row = torch.cat([self.cls.expand(len(row), -1, -1), row], 1)
        return row if self.waves is None else row + self.waves


class Flat(Tokens):
    def forward(self, numbers, classes):
        return super().forward(numbers, classes).flatten(1)


class TokensGru(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.tokens = Tokens(dim, positions=True)
        self.gru = nn.GRU(dim, dim // 2, bidirectional=True, batch_first=True)
        self.width = dim

    def forward(self, numbers, classes):
        _, last = self.gru(self.tokens(numbers, classes))
        return torch.cat([last[0], last[1]], 1)


class Mlp(nn.Sequential):
    def __init__(self, inputs, width):
        halves = [[nn.Linear(wide, width, bias=False), nn.BatchNorm1d(width), nn.ReLU()] for wide in (inputs, width)]
        super().__init__(*halves[0], *halves[1])


class Highway(nn.Module):
    def __init__(self, inputs, width):
        super().__init__()
        self.heard = nn.Sequential(nn.Linear(inputs, width, bias=False), nn.BatchNorm1d(width), nn.ReLU())
        self.gate = nn.Linear(inputs, width) if inputs == width else None

    def forward(self, row):
        heard = self.heard(row)
        if self.gate is None:
            return heard
        opened = torch.sigmoid(self.gate(row))
        return heard * opened + row * (1 - opened)


class Stack(nn.Module):
    def __init__(self, given, block, blocks, width):
        super().__init__()
        self.given = given
        self.blocks = nn.Sequential(*[block(given.width if at == 0 else width, width) for at in range(blocks)])
        self.head = nn.Linear(width, OUTPUTS)

    def forward(self, numbers, classes):
        return self.head(self.blocks(self.given(numbers, classes)))


class Transformer(nn.Module):
    def __init__(self, dim=256, heads=8, feed=1024, layers=6):
        super().__init__()
        self.tokens = Tokens(dim, cls=True, positions=True)
        layer = nn.TransformerEncoderLayer(dim, heads, feed, dropout=0.0, batch_first=True, norm_first=True)
        self.layers = nn.TransformerEncoder(layer, layers, enable_nested_tensor=False)
        self.norm, self.head = nn.LayerNorm(dim), nn.Linear(dim, OUTPUTS)

    def forward(self, numbers, classes):
        return self.head(torch.relu(self.norm(self.layers(self.tokens(numbers, classes))[:, 0])))


ENCODERS = {
    "mlp-oh": lambda: Stack(OneHot(), Mlp, 1, 2048),
    "hn-oh": lambda: Stack(OneHot(), Highway, 6, 768),
    "hn-pt": lambda: Stack(Flat(64), Highway, 6, 512),
    "hn-ptgru": lambda: Stack(TokensGru(384), Highway, 6, 768),
    "tfm": Transformer,
}


def main():
    torch.manual_seed(1)
    network = ENCODERS[ORDER["encoder"]]()
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
