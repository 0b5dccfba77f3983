"""Makes tiny/*.onnx: networks of ours of a few hundred bytes, some that behave and some that do not.

Run: python tests/reference/hearing/make_tiny.py
Needs onnx and numpy. Weights are filled by the rule of mixed.py.
"""

import pathlib
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from mixed import mixed

node, FLOAT = helper.make_node, TensorProto.FLOAT


def filled(name, *shape):
    return numpy_helper.from_array(mixed(name, int(np.prod(shape))).reshape(shape).astype("f4"), name)


def numbers(name, values):
    return numpy_helper.from_array(np.array(values, "i8"), name)


def save(name, nodes, given, said, weights=()):
    value = lambda port: helper.make_tensor_value_info(port[0], port[2] if len(port) > 2 else FLOAT, port[1])
    graph = helper.make_graph(nodes, name, [value(port) for port in given], [value(port) for port in said], list(weights))
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    (HERE / "tiny").mkdir(exist_ok=True)
    onnx.save(model, HERE / "tiny" / f"{name}.onnx")


SOUND, VECTOR = ("sound", ["batch", "samples"]), ("vector", ["batch", 4])
HEAR = [
    node("Unsqueeze", ["sound", "one"], ["channel"]),
    node("Conv", ["channel", "kernels"], ["raw"], strides=[8], pads=[0, 0], dilations=[1]),
    node("Relu", ["raw"], ["maps"]),
    node("ReduceMean", ["maps"], ["vector"], axes=[2], keepdims=0),
]
WEIGHTS = [numbers("one", [1]), filled("kernels", 4, 1, 16)]


def behaving():
    save("wave", HEAR, [SOUND], [VECTOR, ("maps", ["batch", 4, "moments"])], WEIGHTS)
    mean = [node("ReduceMean", ["mel"], ["mean"], axes=[1, 3], keepdims=0), node("MatMul", ["mean", "map"], ["vector"])]
    save("mel", mean, [("mel", ["batch", 1, 8, 10])], [("vector", ["batch", 3])], [filled("map", 8, 3)])
    save("single", [node("MatMul", ["sound", "map"], ["vector"])], [("sound", [1, 64])], [("vector", [1, 5])],
         [filled("map", 64, 5)])


    # Eight frames of a spectrogram of CLAP's.
    save("spots", [node("Gather", ["mel", "places"], ["frames"], axis=2), node("Reshape", ["frames", "flat"], ["audio_embeds"])],
         [("mel", ["batch", 1, 1001, 64])], [("audio_embeds", ["batch", 512])],
         [numbers("places", range(0, 1000, 125)), numbers("flat", [-1, 512])])


def misbehaving():
    add = lambda other: [*HEAR[:3], node("ReduceMean", ["maps"], ["good"], axes=[2], keepdims=0),
                         node("Add", ["good", other], ["vector"])]
    save("two-inputs", add("more"), [SOUND, ("more", ["batch", 4])], [VECTOR], WEIGHTS)
    save("whole-numbers", [node("Identity", ["sound"], ["vector"])], [("sound", ["batch", 4], TensorProto.INT32)],
         [("vector", ["batch", 4], TensorProto.INT32)])
    save("drawn", [*HEAR[:3], node("RandomNormalLike", ["maps"], ["noise"]),
                   node("ReduceMean", ["noise"], ["vector"], axes=[2], keepdims=0)], [SOUND], [VECTOR], WEIGHTS)
    save("no-number", [*HEAR[:3], node("ReduceMean", ["maps"], ["good"], axes=[2], keepdims=0),
                       node("Sub", ["good", "much"], ["less"]), node("Sqrt", ["less"], ["vector"])], [SOUND], [VECTOR],
         [*WEIGHTS, numpy_helper.from_array(np.array(1e9, "f4"), "much")])
    save("beside", [*HEAR[:3], node("ReduceMean", ["maps"], ["good"], axes=[2], keepdims=0),
                    node("ReduceMean", ["good"], ["all"], axes=[0], keepdims=1),
                    node("Sub", ["good", "all"], ["vector"])], [SOUND], [VECTOR], WEIGHTS)
    # As many numbers as there are samples above 0.
    save("counts", [node("Relu", ["sound"], ["above"]), node("NonZero", ["above"], ["places"]),
                    node("Cast", ["places"], ["vector"], to=FLOAT)], [SOUND], [("vector", ["two", "some"])])
    # A tensor of 2^42 numbers that a few bytes ask for.
    save("huge", [*add("sum")[:4], node("ConstantOfShape", ["shape"], ["zeros"]),
                  node("ReduceMax", ["zeros"], ["sum"], keepdims=0), add("sum")[4]], [SOUND], [VECTOR],
         [*WEIGHTS, numbers("shape", [1 << 21, 1 << 21])])
    # The same, as large as the sound is long: nothing of it is known before it runs.
    save("huge-later", [*add("sum")[:4], node("Shape", ["sound"], ["length"]), node("Mul", ["length", "much"], ["shape"]),
                        node("ConstantOfShape", ["shape"], ["zeros"]),
                        node("ReduceMax", ["zeros"], ["sum"], keepdims=0), add("sum")[4]], [SOUND], [VECTOR],
         [*WEIGHTS, numbers("much", [1 << 20, 1 << 14])])
    body = helper.make_graph(
        [node("Identity", ["on"], ["still"]), node("Add", ["so_far", "so_far"], ["more"])], "body",
        [helper.make_tensor_value_info("turn", TensorProto.INT64, []),
         helper.make_tensor_value_info("on", TensorProto.BOOL, []), helper.make_tensor_value_info("so_far", FLOAT, None)],
        [helper.make_tensor_value_info("still", TensorProto.BOOL, []), helper.make_tensor_value_info("more", FLOAT, None)])
    save("forever", [*add("none")[:4], node("Loop", ["turns", "yes", "good"], ["vector"], body=body)], [SOUND], [VECTOR],
         [*WEIGHTS, numpy_helper.from_array(np.array(2**31 - 1, "i8"), "turns"),
          numpy_helper.from_array(np.array(True), "yes")])
    outside = filled("map", 64, 5)
    outside.ClearField("raw_data")
    outside.data_location = TensorProto.EXTERNAL
    for key, value in (("location", "../../../etc/passwd"), ("offset", "0"), ("length", "1280")):
        outside.external_data.add(key=key, value=value)
    save("outside", [node("MatMul", ["sound", "map"], ["vector"])], [("sound", [1, 64])], [("vector", [1, 5])], [outside])


behaving()
misbehaving()
