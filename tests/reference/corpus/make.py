"""Orders in which NumPy's default_rng shuffles. Run: python make.py > numpy.json

Of each order the first and last numbers stand here, and the CRC-32 of all of them as little-endian 64-bit integers.
"""

import json
import sys
import zlib

import numpy as np

SIDE = 8


def case(seed, count):
    order = np.random.default_rng(seed).permutation(count)
    shuffled = np.arange(count)
    np.random.default_rng(seed).shuffle(shuffled)
    assert (order == shuffled).all()
    return {
        "seed": seed,
        "count": count,
        "first": order[:SIDE].tolist(),
        "last": order[-SIDE:].tolist() if count else [],
        "crc32": zlib.crc32(order.astype("<u8").tobytes()),
    }


cases = [case(seed, count) for seed in (0, 42, 2**40 + 5, 2**64 - 1) for count in (0, 1, 2, 10, 257, 30145)]
json.dump({"numpy": np.__version__, "permutations": cases}, sys.stdout, indent=1)
print()
