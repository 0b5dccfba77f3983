"""Reads the tensors of a TensorFlow checkpoint (a "tensor bundle") without TensorFlow.

Its index is a table in LevelDB's format (github.com/google/leveldb, doc/table_format.md): blocks of entries whose keys share
beginnings, a block that indexes them, and a footer. Its values are messages that say type, shape, offset and size.
"""

import struct

import numpy as np

MAGIC = 0xDB4775248B80FB57
TYPES = {1: "<f4", 2: "<f8", 3: "<i4", 9: "<i8"}


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def entries(data, offset, size):
    """The keys and values of a block."""
    assert data[offset + size] == 0, "a compressed block"
    restarts = struct.unpack_from("<I", data, offset + size - 4)[0]
    at, end, key = offset, offset + size - 4 * (restarts + 1), b""
    while at < end:
        shared, at = varint(data, at)
        own, at = varint(data, at)
        length, at = varint(data, at)
        key = key[:shared] + data[at:at + own]
        at += own
        yield key, data[at:at + length]
        at += length


def fields(message):
    """The fields of a message: numbers, and bytes."""
    at = 0
    while at < len(message):
        tag, at = varint(message, at)
        kind = tag & 7
        if kind == 0:
            value, at = varint(message, at)
        elif kind == 2:
            length, at = varint(message, at)
            value, at = message[at:at + length], at + length
        else:
            width = {1: 8, 5: 4}[kind]
            value, at = message[at:at + width], at + width
        yield tag >> 3, value


def tensors(index, values):
    """All tensors by name, from the bytes of both files."""
    assert struct.unpack_from("<Q", index, len(index) - 8)[0] == MAGIC, "no tensor bundle"
    at = len(index) - 48
    for _ in range(2):
        _, at = varint(index, at)
    block, at = varint(index, at)
    size, _ = varint(index, at)
    found = {}
    for _, handle in entries(index, block, size):
        offset, at = varint(handle, 0)
        length, _ = varint(handle, at)
        for key, value in entries(index, offset, length):
            entry = dict(fields(value))
            if not key or entry.get(1) not in TYPES:
                continue
            shape = [dict(fields(axis)).get(1, 0) for number, axis in fields(entry.get(2, b"")) if number == 2]
            count = int(np.prod(shape, dtype=int))
            found[key.decode()] = np.frombuffer(values, TYPES[entry[1]], count, entry.get(4, 0)).reshape(shape)
    return found
