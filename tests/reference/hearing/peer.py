"""Listens to sound files with aiSFX, from its own package, when it is told to: what
`cargo bench -p tonewright-learned --bench hearing` races with.

Arguments: threads, then the files. Says `ready`; for each line N it listens to all of them N times, and answers with seconds
by the clock and CPU seconds.
"""

import sys
import time

import torch

torch.set_num_threads(int(sys.argv[1]))
load = torch.load
torch.load = lambda *args, **kwargs: load(*args, **{**kwargs, "weights_only": False})

from aisfx.inference import load_bestModel, load_weights, model_get_embedding
from aisfx.preprocessing import spectrogram_normalize
from aisfx.spectrogram.spectrogram_librosa import compute_spectrogram

model = load_bestModel(*load_weights("cpu"), "cpu")


def listen():
    for path in sys.argv[2:]:
        spectrogram = compute_spectrogram(path, 44_100.0, 2048, 1024, 96, 0.0, 22_050.0)
        model_get_embedding(spectrogram_normalize(spectrogram.T), 0.5, False, model, "cpu")


listen()
print("ready", flush=True)
for line in sys.stdin:
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(int(line)):
        listen()
    print(time.perf_counter() - wall, time.process_time() - cpu, flush=True)
