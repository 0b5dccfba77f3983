"""Makes a synth of Python code: the other side of Tonewright's bridge protocol (docs/guides/bridge-protocol.md).

    from tonewright_bridge import serve
    serve({"id": "my-synth", "parameters": [{"id": "cutoff", "kind": "continuous", "default": 0.5}]}, render)

`render(values, note, velocity, gate_secs, rate_hz, samples)` gets the parameters' values in their order and returns
that many samples, or a list of channels of them. What it raises is told; the next question is answered all the same.
An engine that remembers what it played is played by `apart(play)`. `save(values)` gives the bytes of the synth's own preset
file, and `load(bytes)` its values and sentences about what they leave out; a description with a `preset_file` promises both.
`texts(values)` gives what the synth shows for each value, None where it shows nothing. `base(bytes)` makes the synth lie on
a preset file from then on, and a description may be a function that gives it. Import this module first: from then on what
anybody prints goes to standard error, since standard output belongs to the protocol.
"""

import array
import json
import mmap
import os
import signal
import sys

answers = os.fdopen(os.dup(1), "wb")
os.dup2(2, 1)
sys.stdout = sys.stderr


# Elsewhere what a process holds need not survive in its copy.
CAN_FORK = sys.platform == "linux"


def apart(play):
    """What `play()` returns, a sound, played by a copy of this process: nothing that it does is remembered here, and every
    sound starts from the same state, random numbers included. A copy costs by the memory that the process holds and the
    sound changes: some tens of milliseconds for 160 MB. Where processes can't be copied it is played here."""
    if not CAN_FORK:
        return play()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        tell_and_end(play, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        told = told.read()
    _, status = os.waitpid(child, 0)
    line, _, samples = told.partition(b"\n")
    if not line:
        raise RuntimeError(f"the engine ended its process ({os.waitstatus_to_exitcode(status)})")
    header = json.loads(line)
    if "error" in header:
        raise RuntimeError(header["error"])
    size = 4 * header["samples"]
    return [array.array("f", samples[at * size : (at + 1) * size]) for at in range(header["channels"])]


def tell_and_end(play, writing):
    """Tells the sound, channel after channel, and ends this copy without what a process else does at its end."""
    try:
        try:
            sound = play()
            channels, samples = shape(sound)
            header, samples = {"channels": channels, "samples": samples}, planar(sound)
        except Exception as error:
            header, samples = {"error": f"{type(error).__name__}: {error}"}, b""
        with os.fdopen(writing, "wb") as file:
            file.write(json.dumps(header).encode() + b"\n")
            file.write(samples)
    finally:
        os._exit(0)


def serve(description, render, save=None, load=None, texts=None, base=None):
    """Answers until standard input ends."""
    # Ctrl-C is for whoever started this.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    questions = sys.stdin.buffer
    while line := questions.readline():
        question = json.loads(line)
        payload = questions.read(question.get("bytes", 0))
        try:
            header, sound = answer(description, (render, save, load, texts, base), question, payload)
        except Exception as error:
            header, sound = {"error": f"{type(error).__name__}: {error}"}, b""
        if len(sound):
            header["bytes"] = len(sound)
        # One write, one wake-up on the other side.
        answers.write(json.dumps(header).encode() + b"\n" + sound)
        answers.flush()


def answer(description, functions, question, payload):
    render, save, load, texts, base = functions
    if question["ask"] == "base" and base:
        base(payload)
        return {}, b""
    if question["ask"] == "describe":
        description = description() if callable(description) else description
        abilities = {"shared_memory": sys.platform == "linux", "texts": texts is not None}
        return {"protocol": 1, **abilities, **description}, b""
    if question["ask"] == "load" and load:
        values, warnings = load(payload)
        return {"warnings": warnings}, doubles(values).tobytes()
    values = doubles(payload)
    if question["ask"] == "save" and save:
        return {}, save(values.tolist())
    if question["ask"] == "texts" and texts:
        return {"texts": texts(values.tolist())}, b""
    if question["ask"] != "render":
        raise ValueError(f"`{question['ask']}` can't be asked")
    sound = render(
        values.tolist(),
        question["note"],
        question["velocity"],
        question["gate_secs"],
        question["rate_hz"],
        question["samples"],
    )
    into = question.get("into")
    if into and sys.byteorder == "little" and put_into(into, sound):
        channels, samples = shape(sound)
        return {"channels": channels, "samples": samples, "shared": True}, b""
    return packed(sound)


def doubles(values):
    """Numbers as the protocol has them, from and to bytes."""
    numbers = array.array("d", values)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


opened = {}


def put_into(place, sound):
    """Puts a sound, channel after channel, into the memory that the question names; False where that can't be."""
    channels, samples = shape(sound)
    if 4 * channels * samples > place["bytes"]:
        return False
    if opened.get("place") != place:
        with open(place["file"], "r+b") as file:
            opened.update(place=place, memory=mmap.mmap(file.fileno(), place["bytes"]))
    memory = opened["memory"]
    memory.seek(0)
    memory.write(planar(sound))
    return True


def planar(sound):
    """Its samples channel after channel, 32 bits as this machine has them."""
    if hasattr(sound, "astype"):
        numbers = sound.astype("f4", order="C", copy=False)
        return memoryview(numbers).cast("B") if numbers.size else b""
    return b"".join(array.array("f", channel).tobytes() for channel in channels_of(sound))


def shape(sound):
    if hasattr(sound, "astype"):
        return (1 if sound.ndim == 1 else len(sound)), sound.shape[-1]
    channels = channels_of(sound)
    return len(channels), len(channels[0])


def channels_of(sound):
    return sound if len(sound) and hasattr(sound[0], "__len__") else [sound]


def packed(sound):
    """A sound as the protocol has it: channels side by side, 32 bits, little-endian."""
    channels, samples = shape(sound)
    header = {"channels": channels, "samples": samples}
    if hasattr(sound, "astype"):
        return header, sound.T.astype("<f4").tobytes()
    frames = array.array("f", (sample for frame in zip(*channels_of(sound)) for sample in frame))
    if sys.byteorder == "big":
        frames.byteswap()
    return header, frames.tobytes()
