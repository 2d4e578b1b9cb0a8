"""Names that no file or folder of a config repository may have, whatever file system it comes to lie on."""

from __future__ import annotations

import re
from typing import Final
from unicodedata import normalize

NAME_BYTES: Final = 255
"""NAME_MAX of the common file systems."""
PATH_BYTES: Final = 1024
LEVELS: Final = 64
"""Room for every layout, and a bound for what follows a path: folders are read, and made, one in another."""

_PLAIN: Final = re.compile(r"[A-Za-z0-9_+-][A-Za-z0-9_.+-]{0,99}(?<!\.)")
_DEVICE: Final = re.compile(r"(con|prn|aux|nul|com[1-9]|lpt[1-9])(\..*)?", re.IGNORECASE)


def text(raw: bytes) -> str:
    """A name or path as text, whatever the locale says; bytes that are not UTF-8 become lone surrogates."""
    return raw.decode("utf-8", "surrogateescape")


def fault(name: str) -> str | None:
    """What is wrong with the name of one file or folder (as `text` gives it), or None."""
    if _PLAIN.fullmatch(name) and not _DEVICE.fullmatch(name):
        return None
    try:
        size = len(name.encode("utf-8"))
    except UnicodeEncodeError:
        return "the name is not UTF-8"
    if size > NAME_BYTES:
        return f"the name is longer than {NAME_BYTES} bytes"
    if not name.isprintable():  # controls, bidirectional and other invisible characters, line separators
        return "the name holds a character that cannot be seen"
    return _reserved(name)


def _reserved(name: str) -> str | None:
    if name in ("", ".", "..") or "/" in name:
        return "this is no name"
    if name.lower().rstrip(". ") in (".git", "git~1"):
        return "the name belongs to git"
    if "\\" in name:
        return "the name holds a backslash, which separates folders on Windows"
    if name != name.strip() or name.endswith("."):
        return "the name begins or ends with a space, or ends with a dot: Windows drops them"
    if _DEVICE.fullmatch(name):
        return "the name means a device on Windows"
    return None


def path_fault(path: str) -> str | None:
    """What is wrong with a path as a whole, or with its last name; None where nothing is."""
    if path.count("/") >= LEVELS:
        return f"it stands more than {LEVELS} folders deep"
    if len(path.encode("utf-8", "surrogateescape")) > PATH_BYTES:
        return f"its path is longer than {PATH_BYTES} bytes"
    return fault(path.rpartition("/")[2])


def folded(path: str) -> str:
    """What paths have in common that a file system without case, or with another Unicode form, takes for one."""
    return path.lower() if path.isascii() else normalize("NFC", normalize("NFD", path).casefold())


def shown(path: str) -> str:
    """A path fit for a message: what cannot be seen stands as an escape, bytes that are not UTF-8 as `\\xff`."""
    letters = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    safe = "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in letters)
    return safe if len(safe) <= 300 else f"{safe[:300]}…"
