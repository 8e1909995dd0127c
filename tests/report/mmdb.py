# SPDX-License-Identifier: Apache-2.0
"""Writes files in MaxMind's format (MaxMind DB File Format Specification 2.0), as small as tests need them: a tree of
networks with records of 32 bits, IPv4 below ::/96.
"""
import ipaddress
import struct

STRING, UINT16, UINT32, MAP, UINT64, ARRAY = 2, 5, 6, 7, 9, 11


class Word(int):
    """A number of 16 bits."""


class Long(int):
    """A number of 64 bits."""


def head(kind, size):
    extended = b"" if kind < 8 else bytes([kind - 7])
    first = (kind << 5 if kind < 8 else 0) | min(size, 29)
    return bytes([first]) + extended + (bytes([size - 29]) if size >= 29 else b"")


def encode(value):
    if isinstance(value, dict):
        return head(MAP, len(value)) + b"".join(encode(k) + encode(v) for k, v in value.items())
    if isinstance(value, list):
        return head(ARRAY, len(value)) + b"".join(map(encode, value))
    if isinstance(value, str):
        return head(STRING, len(value.encode())) + value.encode()
    kind = UINT16 if isinstance(value, Word) else UINT64 if isinstance(value, Long) else UINT32
    digits = int(value).to_bytes(8, "big").lstrip(b"\0")
    return head(kind, len(digits)) + digits


def bits_of(network):
    network = ipaddress.ip_network(network)
    address = int(network.network_address)
    length = network.prefixlen + (96 if network.version == 4 else 0)
    return [address >> (127 - i) & 1 for i in range(length)]


def write(path, rows):
    """`rows`: {network: what a look-up gives}; no network lies in another."""
    nodes, data = [[None, None]], b""
    for network, value in rows.items():
        bits, node = bits_of(network), 0
        for bit in bits[:-1]:
            if nodes[node][bit] is None:
                nodes.append([None, None])
                nodes[node][bit] = len(nodes) - 1
            node = nodes[node][bit]
        nodes[node][bits[-1]] = ("data", len(data))
        data += encode(value)
    count = len(nodes)

    def record(entry):
        return count if entry is None else count + 16 + entry[1] if isinstance(entry, tuple) else entry

    tree = b"".join(struct.pack(">II", *map(record, node)) for node in nodes)
    about = {"binary_format_major_version": Word(2), "binary_format_minor_version": Word(0), "build_epoch": Long(1),
             "database_type": "Test", "description": {"en": "made up"}, "ip_version": Word(6), "languages": ["en"],
             "node_count": count, "record_size": Word(32)}
    path.write_bytes(tree + bytes(16) + data + b"\xab\xcd\xefMaxMind.com" + encode(about))
    return path
