"""A tree as one archive whose bytes depend on the files alone."""

from __future__ import annotations

import io
import struct
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from typing import Final

_MODE: Final = 0o644
_STORED: Final = 0xFFFF


def archive(files: Mapping[str, bytes]) -> bytes:
    """The files as tar in gzip: sorted by path, without owners and times.

    They are stored in gzip, not compressed: what compressors write differs between versions of zlib.
    """
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for path, content in sorted(files.items(), key=lambda item: item[0].encode()):
            entry = tarfile.TarInfo(path)
            entry.size, entry.mode = len(content), _MODE
            tar.addfile(entry, io.BytesIO(content))
    return b"".join(_gzip(packed.getvalue()))


def _gzip(content: bytes) -> Iterator[bytes]:
    """RFC 1952 around stored blocks (RFC 1951, 3.2.4): no name, no time, no system."""
    yield b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
    starts = range(0, len(content), _STORED)
    for start in starts:
        block = content[start : start + _STORED]
        last = start + _STORED >= len(content)
        yield struct.pack("<BHH", last, len(block), len(block) ^ 0xFFFF) + block
    yield struct.pack("<II", zlib.crc32(content), len(content) & 0xFFFFFFFF)
