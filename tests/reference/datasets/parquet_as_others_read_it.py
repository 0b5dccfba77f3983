"""Reads an exported folder of Parquet files with pyarrow, and with Hugging Face's `datasets` where that is here, and
compares it with the shards that it was made of.

Arguments: the folder of Parquet files, the data set's folder.
"""

import io
import json
import pathlib
import sys
import tempfile

import numpy as np
import pyarrow.parquet as pq
import soundfile

folder, native = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
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


shards = [shard(path) for path in sorted(native.glob("shard-*.safetensors"))]
kept = np.concatenate([one["status"] for one in shards]) == 1
column = lambda name: np.concatenate([one[name] for one in shards])[kept]
audio, notes, knobs = column("audio"), column("notes"), column("knobs")
items, count = audio.shape[:2]
rows = items * count
flat = lambda array: array.reshape(rows, *array.shape[2:])
features = [name for name in shards[0] if name.startswith("features.")]

paths = sorted(folder.glob("*.parquet"))
found = [row for path in paths for row in pq.read_table(path).to_pylist()]
same = {
    "item": [row["item"] for row in found] == np.repeat(np.flatnonzero(kept), count).tolist(),
    "knobs": np.array_equal(
        np.array([row["knobs"] for row in found], "f4"), np.repeat(knobs, count, axis=0)
    ),
    "note": np.array_equal(
        np.array([list(row["note"].values()) for row in found], "f4"), flat(notes)
    ),
    "levels": np.array_equal(
        np.array([[row["rms"], row["peak"]] for row in found], "f4"), flat(column("levels"))
    ),
}
sounds = []
for row in found:
    sound, rate = soundfile.read(io.BytesIO(row["audio"]["bytes"]), dtype="float32", always_2d=True)
    sounds.append(sound.T)
same["audio"] = np.array_equal(np.stack(sounds), flat(audio).astype("f4"))
shown = {name: name.removeprefix("features.").replace("-", "_") for name in features}
for name, column_name in shown.items():
    stored = flat(column(name)).astype("f4")
    same[column_name] = np.array_equal(np.array([row[column_name] for row in found], "f4"), stored)
metadata = pq.read_schema(paths[0]).metadata
answer = {
    "rows": len(found),
    "rate": rate,
    "files": [path.name for path in paths],
    "same": {name: bool(is_same) for name, is_same in same.items()},
    "recipe": json.loads(metadata[b"tonewright"])["recipe"]["name"],
    "loaded": None,
}

try:
    import datasets
except ImportError:
    datasets = None
if datasets:
    with tempfile.TemporaryDirectory() as cache:
        files = [str(path) for path in paths]
        loaded = datasets.load_dataset("parquet", data_files=files, split="train", cache_dir=cache)
        row = loaded.with_format("numpy")[1]
        decoded = np.asarray(loaded[1]["audio"]["array"], "f4")
        wanted = flat(audio)[1].astype("f4")
        is_mono = len(wanted) == 1
        answer["loaded"] = {
            "rows": len(loaded),
            "rate": loaded[1]["audio"]["sampling_rate"],
            "audio": bool(np.array_equal(decoded.reshape(wanted.shape), wanted)) if is_mono else None,
            "knobs": bool(np.array_equal(row["knobs"], np.repeat(knobs, count, axis=0)[1])),
            "shapes": {name: list(np.asarray(row[name]).shape) for name in shown.values()},
        }
print(json.dumps(answer))
