"""Numbers that look drawn and follow from a name: the rule by which weights are filled here and in `testkit::mixed`."""

import numpy as np


def bits(name, count):
    """The finaliser of MurmurHash3 over the index and the FNV-1a hash of the name."""
    value = 0x811C9DC5
    for byte in name.encode():
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    index = np.arange(count, dtype=np.uint64)
    mask = np.uint64(0xFFFFFFFF)
    x = np.uint64(value) ^ ((index * np.uint64(0x9E3779B1)) & mask)
    x = ((x ^ (x >> np.uint64(16))) * np.uint64(0x85EBCA6B)) & mask
    x = ((x ^ (x >> np.uint64(13))) * np.uint64(0xC2B2AE35)) & mask
    return x ^ (x >> np.uint64(16))


def mixed(name, count):
    """Numbers in -1/2 .. 1/2."""
    return bits(name, count).astype("f8") / 2.0**32 - 0.5
