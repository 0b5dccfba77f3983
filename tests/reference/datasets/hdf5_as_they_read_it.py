"""Reads an exported HDF5 file as synth-permutations does, and compares it with the shards that it was made of.

Arguments: the .h5, the data set's folder. Shards are read by their header alone: eight bytes of length, JSON, arrays.
"""

import json
import pathlib
import sys

import h5py
import numpy as np

h5, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
TYPES = {"F16": "<f2", "F32": "<f4", "U8": "u1", "U32": "<u4"}


def shard(path):
    raw = path.read_bytes()
    length = int.from_bytes(raw[:8], "little")
    header = json.loads(raw[8 : 8 + length])
    arrays = {}
    for name, info in header.items():
        if name != "__metadata__":
            begin, end = (8 + length + at for at in info["data_offsets"])
            arrays[name] = np.frombuffer(raw[begin:end], TYPES[info["dtype"]]).reshape(info["shape"])
    return arrays


class Batches:
    """Whole batches of contiguous rows, the tail dropped; parameters go from -1 to 1."""

    def __init__(self, path, size):
        self.file, self.size = h5py.File(path, "r"), size

    def __len__(self):
        return self.file["audio"].shape[0] // self.size

    def __getitem__(self, index):
        rows = slice(index * self.size, (index + 1) * self.size)
        return {
            "mel_spec": self.file["mel_spec"][rows],
            "params": self.file["param_array"][rows] * 2 - 1,
            "audio": self.file["audio"][rows],
        }


shards = [shard(path) for path in sorted(folder.glob("shard-*.safetensors"))]
kept = np.concatenate([one["status"] for one in shards]) == 1
column = lambda name: np.concatenate([one[name] for one in shards])[kept]
audio, mel = column("audio"), column("features.mel-synth-permutations")
knobs, notes = column("knobs"), column("notes")
items, count = audio.shape[:2]
rows = items * count
flat = lambda array: array.reshape(rows, *array.shape[2:])


def decoded(array):
    """The knobs again: of one-hot columns the place of the largest, over the places there are."""
    names = list(array.attrs["names"])[: array.attrs["synth_parameters"]]
    columns, at = [], 0
    while at < len(names):
        label = names[at].split("=")[0]
        width = sum(name.startswith(label + "=") for name in names) or 1
        block = array[:, at : at + width]
        if width > 1:
            assert np.array_equal(np.sort(block, axis=1)[:, -2:], np.tile([0.0, 1.0], (len(block), 1)))
        columns.append((block.argmax(axis=1) / (width - 1)).astype("f4") if width > 1 else block[:, 0])
        at += width
    return np.stack(columns, axis=1)


with h5py.File(h5, "r") as file:
    found = {name: (one.shape, one.dtype.str) for name, one in file.items()}
    same = {
        "audio": np.array_equal(file["audio"][:].view("u2"), flat(audio).view("u2")),
        "mel_spec": np.array_equal(file["mel_spec"][:].view("u4"), flat(mel).view("u4")),
        "knobs": np.array_equal(decoded(file["param_array"]), np.repeat(knobs, count, axis=0)),
        "notes": np.array_equal(file["notes"][:], flat(notes)),
        "levels": np.array_equal(file["levels"][:], flat(column("levels"))),
        "item": np.array_equal(file["item"][:], np.repeat(np.flatnonzero(kept), count)),
    }
    drawn = file["param_array"][:, file["param_array"].attrs["synth_parameters"] :]
    # Pitch from 48 to 72, start and end within 4 s, as their parameter classes encode them.
    played = flat(notes).astype("f8")
    wanted = np.stack(
        [(played[:, 0] - 48) / 24, played[:, 2] / 4, (played[:, 2] + played[:, 3]) / 4], axis=1
    )
    attributes = {name: value for name, value in file["audio"].attrs.items() if name != "axes"}
    plain = lambda value: value.item() if isinstance(value, np.generic) else value
    answer = {
        "found": found,
        "same": {name: bool(is_same) for name, is_same in same.items()},
        "drawn": float(np.abs(drawn - wanted).max()) if drawn.shape[1] else None,
        "attributes": {name: plain(value) for name, value in attributes.items()},
        "names": list(file["param_array"].attrs["names"]),
        "axes": list(file["audio"].attrs["axes"]),
        "file": {name: plain(value) for name, value in file.attrs.items()},
        "chunks": file["audio"].chunks,
        "filters": file["audio"].compression,
    }

batches = Batches(h5, 4)
answer["batches"] = len(batches)
for index in range(len(batches)):
    batch = batches[index]
    assert batch["mel_spec"].shape[0] == 4 and batch["audio"].shape[0] == 4
    assert -1 <= batch["params"].min() and batch["params"].max() <= 1
    assert np.array_equal(batch["audio"], flat(audio)[index * 4 : index * 4 + 4])
print(json.dumps(answer))
