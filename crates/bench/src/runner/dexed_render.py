"""Renders DX7 voice files with the real Dexed engine (dexed-py), one after the other, until stdin ends.

request: rate_hz u32, note u8, velocity u8, gate_secs f64, secs f64, length u32 (little-endian), then a .syx file
         that holds one voice.
answer:  samples u32 and as many f32, or 0xFFFFFFFF, length u32 and a sentence.
"""

import signal
import struct
import sys

# Ctrl-C is for whoever started this; it closes stdin when it has what it needs.
signal.signal(signal.SIGINT, signal.SIG_IGN)

import numpy as np
from dexed._dexed import DexedSynth

HEADER = bytes([0x00, 0x01, 0x1B])


def voice_of(data):
    if len(data) != 163 or data[:2] != b"\xf0\x43" or data[3:6] != HEADER or data[162] != 0xF7:
        raise ValueError(f"{len(data)} bytes are no single voice")
    voice = data[6:161]
    if (sum(voice) + data[161]) & 0x7F:
        raise ValueError("the checksum of the voice is wrong")
    return voice + bytes([0x3F])


def main():
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while len(head := source.read(26)) == 26:
        rate_hz, note, velocity, gate_secs, secs = struct.unpack("<IBBdd", head[:22])
        (length,) = struct.unpack("<I", head[22:])
        try:
            synth = DexedSynth(float(rate_hz), 0)
            synth.load_sysex(voice_of(source.read(length)))
            samples = np.asarray(synth.render(note, velocity, gate_secs, secs), dtype="<f4")
            sink.write(struct.pack("<I", len(samples)) + samples.tobytes())
        except Exception as error:
            sentence = str(error).encode()
            sink.write(struct.pack("<II", 0xFFFFFFFF, len(sentence)) + sentence)
        sink.flush()


main()
