"""Teaches one of synth-proxy's encoders with PyTorch on data sets of ours, as `tonewright train proxy` does: the same pairs,
steps, batch, rate and validation. Prints step, L1 and mean reciprocal rank of each validation, as JSON lines.

    learn.py ENCODER --data DIR --held-out DIR --feature NAME --steps N --batch N --rate X --group N --every N --seed N

Where the two differ: first weights and the order of pairs follow from PyTorch's generator.
"""

import argparse
import json
import pathlib
import sys

import numpy as np
import torch

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from encoders import ENCODERS, Sizes

TYPES = {"F16": np.float16, "F32": np.float32, "U8": np.uint8, "U32": np.uint32}


def column(path, name):
    """A column of a shard (safetensors)."""
    raw = path.read_bytes()
    length = int.from_bytes(raw[:8], "little")
    told = json.loads(raw[8 : 8 + length])[name]
    first, last = told["data_offsets"]
    values = np.frombuffer(raw[8 + length + first : 8 + length + last], TYPES[told["dtype"]])
    return values.reshape(told["shape"])


def read(folder, feature):
    """Knobs and vectors of all items with sounds, and the parameters."""
    manifest = json.loads((folder / "manifest.json").read_text())
    knobs, vectors = [], []
    for shard in manifest["shards"]:
        path = folder / shard["file"]
        there = column(path, "status") == 1
        knobs.append(column(path, "knobs")[there])
        values = column(path, f"features.{feature}")[there]
        vectors.append(values.reshape(len(values), -1).astype(np.float32))
    return np.concatenate(knobs), np.concatenate(vectors), manifest["plan"]["synth"]["spec"]["params"]


def given(knobs, params):
    """Numbers and classes of presets, and how many classes each choice has."""
    choices = {at: len(param["labels"]) for at, param in enumerate(params) if param["kind"] == "choice"}
    numbers = knobs[:, [at for at in range(len(params)) if at not in choices]]
    classes = np.stack([np.rint(knobs[:, at] * (count - 1)) for at, count in choices.items()], 1)
    return torch.tensor(numbers), torch.tensor(classes.astype(np.int64)), list(choices.values())


def mean_reciprocal_rank(said, truth, group):
    """As synth-proxy validates: the first sounds look for their presets, each among one of every group."""
    found = []
    for query in range(group):
        candidates = said[query :: group][: len(said) // group]
        distances = (candidates - truth[query]).abs().sum(1)
        rank = (distances < distances[0]).sum() + 0.5 * ((distances == distances[0]).sum() - 1)
        found.append(1.0 / (1.0 + rank.item()))
    return float(np.mean(found))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("encoder", choices=ENCODERS)
    for name, kind in {"data": pathlib.Path, "held-out": pathlib.Path, "feature": str, "rate": float}.items():
        parser.add_argument(f"--{name}", type=kind, required=True)
    for name in ("steps", "batch", "group", "every", "seed"):
        parser.add_argument(f"--{name}", type=int, required=True)
    order = parser.parse_args()
    torch.manual_seed(order.seed)
    knobs, vectors, params = read(order.data, order.feature)
    held_knobs, held, _ = read(order.held_out, order.feature)
    mean, deviation = vectors.mean(0), vectors.std(0)
    deviation[deviation <= 1e-6 * np.abs(mean)] = 1.0
    vectors, held = (torch.tensor((rows - mean) / deviation) for rows in (vectors, held))
    numbers, classes, choices = given(knobs, params)
    held_numbers, held_classes, _ = given(held_knobs, params)
    network = ENCODERS[order.encoder](Sizes(numbers.shape[1], choices, vectors.shape[1]))
    optimizer = torch.optim.AdamW(network.parameters(), order.rate, weight_decay=0.0)
    items, at = torch.randperm(len(vectors)), 0
    for step in range(1, order.steps + 1):
        if at >= len(items):
            items, at = torch.randperm(len(vectors)), 0
        batch = items[at : at + order.batch]
        at += order.batch
        optimizer.zero_grad()
        (network(numbers[batch], classes[batch]) - vectors[batch]).abs().mean().backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        if step % order.every == 0 or step == order.steps:
            network.eval()
            with torch.no_grad():
                pieces = zip(held_numbers.split(512), held_classes.split(512))
                said = torch.cat([network(*piece) for piece in pieces])
            network.train()
            l1 = (said - held).abs().mean().item()
            mrr = mean_reciprocal_rank(said, held, min(order.group, len(said) // 2))
            print(json.dumps({"step": step, "l1": l1, "mrr": mrr}), flush=True)


if __name__ == "__main__":
    main()
