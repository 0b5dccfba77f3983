"""The peer of bench_candidates: candidates rendered by the real Dexed engine (dexed-py) and scored by librosa's
multi-scale log-mel distance. The target's features are made once, arrays are read where they lie. Mel bands either as
librosa's manual does it (librosa.feature.melspectrogram) or, as a careful user may, with filters that are made once. A
fresh engine for each candidate: a used one still holds the phases and the feedback of its last sound (and costs as much).

stdin:  rate_hz u32, voices u32, note u8, velocity u8, gate_secs f64, secs f64 (little-endian), then the voices of 156
        bytes each (155 VCED bytes and the operator switches), the target first. Then a line for each round: `manual` or
        `careful`.
answer: to the voices one byte, when all is ready; to each line CPU seconds and seconds as two f64, then the distance of
        each candidate as an f64.
"""

import struct
import sys
import time

import librosa
import numpy as np
from dexed._dexed import DexedSynth

# Hayes et al. (ISMIR 2025): window and hop in seconds, mel bands.
SCALES = [(0.010, 0.005, 32), (0.025, 0.010, 64), (0.100, 0.050, 128)]


class Distance:
    def __init__(self, target, rate_hz):
        self.shapes = [(int(window * rate_hz), int(hop * rate_hz)) for window, hop, _ in SCALES]
        self.bases = [
            librosa.filters.mel(sr=rate_hz, n_fft=n_fft, n_mels=scale[2])
            for scale, (n_fft, _) in zip(SCALES, self.shapes)
        ]
        self.rate_hz = rate_hz
        self.target = self.careful(target)

    def manual(self, samples):
        features = []
        for (n_fft, hop), (_, _, bands) in zip(self.shapes, SCALES):
            mel = librosa.feature.melspectrogram(
                y=samples, sr=self.rate_hz, n_fft=n_fft, hop_length=hop, n_mels=bands
            )
            features.append(librosa.power_to_db(mel, ref=np.max))
        return features

    def careful(self, samples):
        features = []
        for (n_fft, hop), basis in zip(self.shapes, self.bases):
            spectrum = librosa.stft(samples, n_fft=n_fft, hop_length=hop)
            power = spectrum.real**2 + spectrum.imag**2
            features.append(librosa.power_to_db(basis @ power, ref=np.max))
        return features

    def to(self, features):
        pairs = zip(self.target, features)
        return float(np.mean([np.mean(np.abs(target - candidate)) for target, candidate in pairs]))


def main():
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    rate_hz, count, note, velocity, gate_secs, secs = struct.unpack("<IIBBdd", source.read(26))
    target, *candidates = [source.read(156) for _ in range(count)]

    def render(voice):
        synth = DexedSynth(float(rate_hz), 0)
        synth.load_sysex(voice)
        return np.asarray(synth.render(note, velocity, gate_secs, secs))

    distance = Distance(render(target), rate_hz)
    features = {b"manual": distance.manual, b"careful": distance.careful}
    for voice in candidates[:4]:
        for of in features.values():
            distance.to(of(render(voice)))
    sink.write(b"!")
    sink.flush()
    while line := source.readline():
        of = features[line.strip()]
        wall, cpu = time.perf_counter(), time.process_time()
        distances = [distance.to(of(render(voice))) for voice in candidates]
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        sink.write(struct.pack(f"<{2 + len(distances)}d", cpu, wall, *distances))
        sink.flush()


main()
