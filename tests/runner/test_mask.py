"""Secrets in outputs are covered: in every encoding, whatever stands around them, and in parts (X1, B5)."""

from __future__ import annotations

import base64
import html
import json
import random
import shlex
import textwrap
from collections.abc import Callable, Mapping
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenantry.runner.mask import Mask, Stream

CANARIES = 500
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/=&%\"'\\<> ü€🔑"


def canary(index: int) -> str:
    """A secret of 12 to 47 characters that could be a password."""
    chance = random.Random(index)
    return f"c{index:03}" + "".join(chance.choice(LETTERS) for _ in range(chance.randint(8, 43)))


def base64_after(prefix: int, encode: Callable[[bytes], bytes] = base64.b64encode) -> Callable[[str], str]:
    return lambda text: encode(b"user:"[:prefix] + text.encode() + b"!").decode()


def lower_url(text: str) -> str:
    return "".join(chr(byte) if chr(byte).isalnum() and byte < 128 else f"%{byte:02x}" for byte in text.encode())


ENCODINGS: Mapping[str, Callable[[str], str]] = {
    "plain": str,
    "base64": base64_after(0),
    "base64-1": base64_after(1),
    "base64-2": base64_after(2),
    "base64url": base64_after(2, base64.urlsafe_b64encode),
    "base32": base64_after(3, base64.b32encode),
    "url": lambda text: quote(text, safe=""),
    "path": quote,
    "form": quote_plus,
    "url lower": lower_url,
    "json": json.dumps,
    "json utf-8": lambda text: json.dumps(text, ensure_ascii=False),
    "json twice": lambda text: json.dumps(json.dumps({"token": text})),
    "hex": lambda text: text.encode().hex(),
    "HEX": lambda text: text.encode().hex().upper(),
    "html": html.escape,
    "shell": shlex.quote,
    "python": repr,
    "reversed": lambda text: text[::-1],
}


@pytest.fixture(scope="module")
def mask() -> Mask:
    return Mask(canary(index) for index in range(CANARIES))


@pytest.mark.parametrize("name", ENCODINGS)
def test_500_canaries_are_covered(name: str, mask: Mask) -> None:
    written = [ENCODINGS[name](canary(index)) for index in range(CANARIES)]
    covered = mask.text("\n".join(f"<{index}:{text}>" for index, text in enumerate(written)))
    lines = covered.split("\n")
    assert len(lines) == CANARIES
    assert [line for line, text in zip(lines, written, strict=True) if text[4:-4] in line or "***" not in line] == []
    assert all(line.startswith(f"<{index}:") and line.endswith(">") for index, line in enumerate(lines))


KEY = "-----BEGIN KEY-----\nAbCdEfGhIjKlMnOp\nQrStUvWxYz012345\n-----END KEY-----\n"
SECRETS = [*(canary(index) for index in range(6)), "aaaa", KEY]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_parts_are_covered_as_the_whole_is(data: st.DataObject) -> None:
    mask = Mask(SECRETS)
    names, secrets = st.sampled_from(sorted(ENCODINGS)), st.sampled_from(SECRETS)
    encoded = st.builds(lambda name, text: ENCODINGS[name](text), names, secrets)
    text = "".join(data.draw(st.lists(st.one_of(encoded, st.text("a-\n=%", max_size=9)), max_size=8)))
    content, stream, given_back = text.encode(), Stream(mask), b""
    position = 0
    while position < len(content):
        step = data.draw(st.integers(1, 40))
        given_back += stream.feed(content[position : position + step])
        position += step
    assert given_back + stream.close() == mask.covered(content)


@pytest.mark.parametrize("cut", range(len(b"token hunter2\n")))
def test_the_end_of_a_secret_that_looks_like_the_beginning_of_one_stays_covered(cut: int) -> None:
    """Backwards, it begins with 2, and bytes that form a line of their own follow late."""
    output = b"token hunter2\n"
    stream = Stream(Mask(["hunter2"]))
    assert stream.feed(output[:cut]) + stream.feed(output[cut:]) + stream.close() == b"token ***\n"


@pytest.mark.parametrize("width", [60, 64, 76])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\n    "])
def test_base64_broken_into_lines_is_covered(width: int, newline: str) -> None:
    secret = "".join(canary(index) for index in range(8))
    mask = Mask([secret])
    encoded = base64.b64encode(f"Basic {secret}".encode()).decode()
    stream = Stream(mask)
    text = newline.join(textwrap.wrap(encoded, width)) + newline + "after"
    covered = b"".join(stream.feed(bytes([byte])) for byte in text.encode()) + stream.close()
    assert not [line for line in textwrap.wrap(encoded, width)[1:-1] if line.encode() in covered]
    assert covered.endswith(newline.encode() + b"after")


def test_lines_of_a_key_are_covered_one_by_one() -> None:
    covered = Mask(SECRETS).text("key: QrStUvWxYz012345\nand AbCdEfGhIjKlMnOp")
    assert covered == "key: ***\nand ***"


def test_secrets_that_overlap_leave_nothing() -> None:
    assert Mask(["abcdef", "defghi"]).text("xabcdefghix") == "x***x"
    assert Mask(["abcd"]).text("abcdabcd abc") == "****** abc"


def test_what_holds_no_secret_is_left_as_it_is_and_not_held_back() -> None:
    mask = Mask(SECRETS)
    content = random.Random(1).randbytes(100_000)
    assert mask.covered(content) == content
    stream = Stream(mask)
    assert stream.feed(b"a line") == b"a line"
    assert Stream(Mask(())).feed(content) == content


def test_a_text_of_three_bytes_is_not_covered() -> None:
    assert Mask(["abc"]).text("abc") == "abc"
