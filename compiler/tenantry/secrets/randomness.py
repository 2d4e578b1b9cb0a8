"""Whether a text reads as chosen by a machine, or as words."""

from __future__ import annotations

import re
from collections import Counter
from math import log2
from typing import Final

MIN_ENTROPY: Final = 3.0
"""Bits a character, of a text under a key that tells of a secret."""
MIN_ENTROPY_ALONE: Final = 4.2
"""Bits a character, of a text with nothing to tell of one: base64 of 32 characters has about 4.6, a hex digest 3.8."""
SHORTEST: Final = 10
SHORTEST_ALONE: Final = 32
LONG: Final = re.compile(rf"[0-9A-Za-z+/_=-]{{{SHORTEST_ALONE},}}")
"""What may stand out."""
_WORD: Final = re.compile(r"(?:[A-Z]{0,2}[a-z]{1,15}|[A-Z]{1,12}|)[0-9]{0,4}|[0-9]{1,8}")
"""A word, an abbreviation, either with a short number after it, or a number such as a date."""
_SPOKEN: Final = re.compile(r"(?=[A-Za-z]{3})(?=\w*[aeiouyAEIOUY])(?!\w*[bcdfghjklmnpqrstvwxz]{5})")
_BETWEEN: Final = re.compile(r"[-_./:@ ]+|(?<=[a-z0-9])(?=[A-Z])")
_LINK: Final = re.compile(r"^(?:[a-z][a-z0-9+.-]*://|\.{0,2}/|~/|\$\{|\{\{|<|arn:|projects/)")
"""Addresses, paths, placeholders and names of resources: they say where a thing is, not what it is."""


def chosen_by_machine(text: str) -> bool:
    """For a text under a telling key: kinds of characters mixed, not made of words, and varied."""
    return (
        len(text) >= SHORTEST
        and text.isascii()
        and " " not in text
        and _mixed(text)
        and not _LINK.match(text)
        and not worded(text)
        and entropy(text) >= MIN_ENTROPY
    )


def stands_out(text: str) -> bool:
    """For a text under any key: long, of capitals, small letters and digits, in no order of words, and very varied."""
    return (
        LONG.fullmatch(text) is not None
        and all(re.search(kind, text) for kind in ("[0-9]", "[a-z]", "[A-Z]"))
        and not _LINK.match(text)
        and not worded(text)
        and entropy(text) >= MIN_ENTROPY_ALONE
    )


def worded(text: str) -> bool:
    """Whether a text is words and numbers with something between them, most of which can be read aloud."""
    parts = [part for part in _BETWEEN.split(text) if part]
    clear = sum(part.isdigit() or _SPOKEN.match(part) is not None for part in parts)
    return all(_WORD.fullmatch(part) for part in parts) and clear >= len(parts) * 2 / 3


def entropy(text: str) -> float:
    """Bits a character (Shannon)."""
    total = len(text)
    return -sum(count / total * log2(count / total) for count in Counter(text).values())


def _mixed(text: str) -> bool:
    kinds = [re.search(kind, text) is not None for kind in ("[0-9]", "[a-z]", "[A-Z]")]
    return sum(kinds) > 1
