"""synth-proxy's five encoders with PyTorch, as anybody would write them, with the first weights of its paper."""

import math

import torch
from torch import nn


class OneHot(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.choices, self.width = sizes.choices, sizes.numbers + sum(sizes.choices)

    def forward(self, numbers, classes):
        hot = [nn.functional.one_hot(classes[:, at], count).float() for at, count in enumerate(self.choices)]
        return torch.cat([numbers, *hot], 1)


class Tokens(nn.Module):
    def __init__(self, sizes, dim, cls=False, positions=False):
        super().__init__()
        self.directions = nn.Parameter(0.02 * torch.randn(sizes.numbers, dim))
        self.table = nn.Embedding(sum(sizes.choices), dim)
        nn.init.normal_(self.table.weight, std=0.02)
        self.cls = nn.Parameter(0.02 * torch.randn(1, 1, dim)) if cls else None
        starts = [sum(sizes.choices[:at]) for at in range(len(sizes.choices))]
        self.register_buffer("starts", torch.tensor(starts))
        tokens = sizes.numbers + len(sizes.choices)
        count = tokens + (1 if cls else 0)
        place = torch.arange(count)[:, None]
        rate = torch.exp(torch.arange(0, dim, 2) * (-math.log(10_000.0) / dim))
        waves = torch.zeros(count, dim)
        waves[:, 0::2], waves[:, 1::2] = torch.sin(place * rate), torch.cos(place * rate)
        self.register_buffer("waves", waves if positions else None)
        self.width = tokens * dim

    def forward(self, numbers, classes):
        row = torch.cat([numbers[:, :, None] * self.directions, self.table(classes + self.starts)], 1)
        if self.cls is not None:
            row = torch.cat([self.cls.expand(len(row), -1, -1), row], 1)
        return row if self.waves is None else row + self.waves


class Flat(Tokens):
    def forward(self, numbers, classes):
        return super().forward(numbers, classes).flatten(1)


class TokensGru(nn.Module):
    def __init__(self, sizes, dim):
        super().__init__()
        self.tokens = Tokens(sizes, dim, positions=True)
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
        linear = nn.Linear(inputs, width, bias=False)
        nn.init.kaiming_normal_(linear.weight)
        self.heard = nn.Sequential(linear, nn.BatchNorm1d(width), nn.ReLU())
        self.gate = nn.Linear(inputs, width) if inputs == width else None
        if self.gate is not None:
            nn.init.xavier_normal_(self.gate.weight)
            nn.init.constant_(self.gate.bias, -1.0)

    def forward(self, row):
        heard = self.heard(row)
        if self.gate is None:
            return heard
        opened = torch.sigmoid(self.gate(row))
        return heard * opened + row * (1 - opened)


class Stack(nn.Module):
    def __init__(self, given, outputs, block, blocks, width):
        super().__init__()
        self.given = given
        self.blocks = nn.Sequential(*[block(given.width if at == 0 else width, width) for at in range(blocks)])
        self.head = nn.Linear(width, outputs)
        nn.init.kaiming_normal_(self.head.weight, nonlinearity="linear")
        nn.init.zeros_(self.head.bias)

    def forward(self, numbers, classes):
        return self.head(self.blocks(self.given(numbers, classes)))


class Transformer(nn.Module):
    def __init__(self, sizes, dim=256, heads=8, feed=1024, layers=6):
        super().__init__()
        self.tokens = Tokens(sizes, dim, cls=True, positions=True)
        layer = nn.TransformerEncoderLayer(dim, heads, feed, dropout=0.0, batch_first=True, norm_first=True)
        self.layers = nn.TransformerEncoder(layer, layers, enable_nested_tensor=False)
        self.norm, self.head = nn.LayerNorm(dim), nn.Linear(dim, sizes.outputs)

    def forward(self, numbers, classes):
        return self.head(torch.relu(self.norm(self.layers(self.tokens(numbers, classes))[:, 0])))


class Sizes:
    """How many numbers a preset has, the classes of each of its choices, and the dimensions of a vector."""

    def __init__(self, numbers, choices, outputs):
        self.numbers, self.choices, self.outputs = numbers, choices, outputs


ENCODERS = {
    "mlp-oh": lambda sizes: Stack(OneHot(sizes), sizes.outputs, Mlp, 1, 2048),
    "hn-oh": lambda sizes: Stack(OneHot(sizes), sizes.outputs, Highway, 6, 768),
    "hn-pt": lambda sizes: Stack(Flat(sizes, 64), sizes.outputs, Highway, 6, 512),
    "hn-ptgru": lambda sizes: Stack(TokensGru(sizes, 384), sizes.outputs, Highway, 6, 768),
    "tfm": Transformer,
}
