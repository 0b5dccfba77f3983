"""The peer of bench_farm: a data set as people make it, a loop around the real Dexed engine (dexed-py) that computes
librosa's mel spectrogram and writes sounds (float16), mels (float32) and knobs (float32) into an HDF5 file, a row each.
The filters are made once; a fresh engine for each sound, since a used one still holds the phases of its last.

stdin:  rate_hz u32, voices u32, note u8, velocity u8, gate_secs f64, secs f64 (little-endian), then the voices of 156
        bytes each (155 VCED bytes and the operator switches). Then a line for each round.
answer: to the voices one byte, when all is ready; to each line CPU seconds and seconds as two f64.
"""

import os
import struct
import sys
import tempfile
import time

import h5py
import librosa
import numpy as np
from dexed._dexed import DexedSynth


def main():
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    rate_hz, count, note, velocity, gate_secs, secs = struct.unpack("<IIBBdd", source.read(26))
    voices = [source.read(156) for _ in range(count)]
    basis = librosa.filters.mel(sr=rate_hz, n_fft=2048, n_mels=128)
    samples = round(rate_hz * secs)
    frames = 1 + samples // 512

    def render(voice):
        synth = DexedSynth(float(rate_hz), 0)
        synth.load_sysex(voice)
        return np.asarray(synth.render(note, velocity, gate_secs, secs), dtype=np.float32)[:samples]

    def mel(sound):
        spectrum = librosa.stft(sound, n_fft=2048, hop_length=512)
        return librosa.power_to_db(basis @ (spectrum.real**2 + spectrum.imag**2), ref=1.0)

    def make(path, voices):
        with h5py.File(path, "w") as file:
            shape = (len(voices), 1, samples)
            audio = file.create_dataset("audio", shape, np.float16, chunks=(1, 1, samples))
            mels = file.create_dataset("mel_spec", (len(voices), 1, 128, frames), np.float32, chunks=(1, 1, 128, frames))
            knobs = file.create_dataset("param_array", (len(voices), 156), np.float32)
            for row, voice in enumerate(voices):
                sound = render(voice)
                np.sqrt(np.mean(sound.astype(np.float64) ** 2))
                audio[row, 0] = sound.astype(np.float16)
                mels[row, 0] = mel(sound)
                knobs[row] = np.frombuffer(voice, np.uint8) / 99.0

    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "peer.h5")
        make(path, voices[:4])
        sink.write(b"!")
        sink.flush()
        while source.readline():
            wall, cpu = time.perf_counter(), time.process_time()
            make(path, voices)
            cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
            sink.write(struct.pack("<2d", cpu, wall))
            sink.flush()


main()
