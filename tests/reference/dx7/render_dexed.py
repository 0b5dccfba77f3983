"""Renders DX7 voices with the real Dexed engine (dexed-py) and streams the samples.

stdin:  rate_hz u32, records u32, gate_secs f64, secs f64, rounds u32 (little-endian), then for each record
        156 bytes of voice (155 VCED bytes and the operator switches), note, velocity.
stdout: with rounds = 0, the samples of each record as raw f32. Otherwise, for each line read on stdin
        after the records, every record is rendered once and the CPU seconds are answered as an f64.
"""

import struct
import sys
import time

import numpy as np
from dexed._dexed import DexedSynth


def render(record, rate_hz, gate_secs, secs):
    synth = DexedSynth(float(rate_hz), 0)
    synth.load_sysex(record[:156])
    return synth.render(record[156], record[157], gate_secs, secs)


def main():
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    rate_hz, count, gate_secs, secs, rounds = struct.unpack("<IIddI", source.read(28))
    records = [source.read(158) for _ in range(count)]
    if rounds == 0:
        for record in records:
            sink.write(np.asarray(render(record, rate_hz, gate_secs, secs), dtype="<f4").tobytes())
        return
    for _ in range(rounds):
        source.readline()
        start = time.process_time()
        for record in records:
            render(record, rate_hz, gate_secs, secs)
        sink.write(struct.pack("<d", time.process_time() - start))
        sink.flush()


if __name__ == "__main__":
    main()
