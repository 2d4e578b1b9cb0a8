"""How a secret may look in an output: as it is, and in the encodings that programs and logs write."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Callable, Iterator
from typing import Final
from urllib.parse import quote, quote_plus

SHORTEST: Final = 4
"""Bytes below which a text is not covered: it would stand in every other line by chance."""
_LINE: Final = 8
"""Bytes from which one line of a secret of several lines is a secret too."""
_WRAPPED: Final = 40
"""Characters from which base64 and hex may be broken into lines (RFC 1421 breaks at 64, MIME at 76)."""
_SAFE: Final = ("", "/", "-._~!$&'()*+,;=:@/?")
"""What is not escaped in a part of a URL, a path, and anywhere (RFC 3986)."""


def forms(secret: str) -> tuple[set[bytes], set[bytes]]:
    """The looks of a secret, and those of them that may be broken into lines."""
    plain, dense = set[bytes](), set[bytes]()
    for text in _texts(secret):
        plain.update(form.encode("utf-8", "surrogatepass") for form in _escaped(text))
        dense.update(_dense(text.encode("utf-8", "surrogatepass")))
    dense |= {quote(form, safe="").encode() for form in dense}
    found = {form for form in plain | dense if len(form) >= SHORTEST}
    return found, {form for form in dense if len(form) >= _WRAPPED}


def _texts(secret: str) -> set[str]:
    """The secret, without the white space around it, and its longer lines; a key of several lines is often written
    line by line."""
    found = {secret, secret.strip()}
    found.update(line.strip() for line in secret.splitlines() if len(line.strip()) >= _LINE)
    return {text for text in found if len(text.encode("utf-8", "surrogatepass")) >= SHORTEST}


def _escaped(text: str) -> Iterator[str]:
    """As it is, backwards, and as texts hold it: JSON (once and twice), URLs, HTML, a shell's quotes, Python's."""
    yield from (text, text[::-1])
    for ascii_only in (True, False):
        once = json.dumps(text, ensure_ascii=ascii_only)[1:-1]
        yield from (once, once.replace("/", "\\/"), json.dumps(once, ensure_ascii=ascii_only)[1:-1])
    for encode in (quote, quote_plus):
        for safe in _SAFE:
            escaped = encode(text, safe=safe, errors="surrogatepass")
            yield from (escaped, _lower(escaped), quote(escaped, safe=""))
    yield from (html.escape(text), html.escape(text, quote=False), html.escape(text).replace("&#x27;", "&#39;"))
    yield from (text.replace("'", "'\"'\"'"), text.replace("'", "'\\''"), repr(text)[1:-1])


def _lower(escaped: str) -> str:
    """A URL's escapes in lower case."""
    head, *rest = escaped.split("%")
    return "%".join([head, *(part[:2].lower() + part[2:] for part in rest)])


def _dense(raw: bytes) -> Iterator[bytes]:
    """Encodings that know no characters: hex, base64 and base32."""
    yield from (raw.hex().encode(), raw.hex().upper().encode())
    yield "".join(f"\\x{byte:02x}" for byte in raw).encode()
    yield "".join(f"%{byte:02X}" for byte in raw).encode()
    yield from _inner(raw, base64.b64encode, group=3, bits=6)
    yield from _inner(raw, base64.urlsafe_b64encode, group=3, bits=6)
    yield from _inner(raw, base64.b32encode, group=5, bits=5)


def _inner(raw: bytes, encode: Callable[[bytes], bytes], *, group: int, bits: int) -> Iterator[bytes]:
    """What of an encoding is the same whatever stands around the secret, for each place in a group of bytes where the
    secret may begin."""
    for before in range(group):
        first = -(-before * 8 // bits)
        last = (before + len(raw)) * 8 // bits
        yield encode(b"\0" * before + raw)[first:last]
