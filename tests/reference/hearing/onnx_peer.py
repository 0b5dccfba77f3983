"""Runs an ONNX file in ONNX Runtime when it is told to: what `cargo bench -p tonewright-learned --bench onnx` races with.

Arguments: the file, the name of its description, threads, sounds, and segments of a sound. Its work is to hear so many
segments of so many sounds.
"""

import pathlib
import sys

import numpy as np
import onnxruntime

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from race import race

SHAPES = {"basic-pitch": (43_844, 1), "crepe-tiny": (1024,), "musicnn-mtt": (187, 96), "musicnn-msd": (187, 96)}
OUTPUTS = {"basic-pitch": "StatefulPartitionedCall:0", "crepe-tiny": "embedding"}

path, name = sys.argv[1:3]
threads, sounds, segments = map(int, sys.argv[3:])
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = threads
options.log_severity_level = 3
session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
given = {session.get_inputs()[0].name: np.random.default_rng(1).random((segments, *SHAPES[name]), dtype="f4")}
wanted = [OUTPUTS.get(name, "mean_pool")]


def listen():
    for _ in range(sounds):
        session.run(wanted, given)


race(listen)
