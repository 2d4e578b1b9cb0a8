"""Text made safe for where it is shown: one function per place."""

from __future__ import annotations

import json
import re
from typing import Any, Final

_UNSEEN: Final = re.compile(
    "["
    "\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff"  # controls, line ends, halves of characters
    "\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"  # the rest of category Cf
    "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff"  # Default_Ignorable
    "\u2800\ufdd0-\ufdef\ufffe\uffff"  # a blank that is no space, and what is no character
    "]"
    r"|#(?=#(?:\[|vso\[))"  # a workflow command of an older kind, which runners find anywhere in a line
)
"""What moves the cursor, reorders or hides text, is not seen (Unicode 16), or is obeyed by a CI runner."""
_MARKUP: Final = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~@:&$^=\"'/])")

_IN_CODE: Final = re.compile(
    r"[\\`*\[\]<>#|~&$^]"
    r"|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])"  # emphasis begins or ends at the edge of a word only
    r"|(?<=[wW]{3})\.|:(?=/)|(?<=[A-Za-z0-9.+_-])@"  # www. :// and the middle of a mail address
)
"""What Markdown, with the extensions of GitHub and GitLab, takes for markup in the middle of a line."""


def _written_out(found: re.Match[str]) -> str:
    code = ord(found.group())
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def terminal(text: str) -> str:
    """One line for a terminal or a log: whatever would move the cursor, hide or reorder text is written out."""
    return _UNSEEN.sub(_written_out, text)


def cells(text: str) -> list[str]:
    """What `terminal` makes of each character of the text."""
    shown = list(text)
    for found in _UNSEEN.finditer(text):
        shown[found.start()] = _written_out(found)
    return shown


def lines(text: str) -> str:
    """As `terminal`, with line feeds kept."""
    return "\n".join(terminal(line) for line in text.split("\n"))


def github_data(text: str) -> str:
    """The message of a workflow command, of one or more lines (the escapes of GitHub's own toolkit)."""
    return lines(text).replace("%", "%25").replace("\n", "%0A")


def github_property(text: str) -> str:
    """A property of a workflow command."""
    return github_data(text).replace(":", "%3A").replace(",", "%2C")


def xml(text: str) -> str:
    """The content of an element, or of an attribute in double quotes. What XML 1.0 cannot hold, not even as a
    reference, is among what is written out."""
    plain = lines(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return plain.replace('"', "&quot;").replace("\n", "&#10;")


def markdown(text: str) -> str:
    """Inline text that no Markdown reader takes for markup, a mention, a reference or HTML."""
    return _MARKUP.sub(lambda found: f"&#{ord(found.group())};", terminal(text))


def code(text: str) -> str:
    """What stands between `<code>` and `</code>` in Markdown: the same text, and nothing but text.

    Forges look for mentions and issue numbers outside of code only; addresses, which readers of GFM link even there,
    lose what they are known by. Names and paths stay as they are written.
    """
    return _IN_CODE.sub(_inert, terminal(text))


def _inert(found: re.Match[str]) -> str:
    character = found.group()
    return "<span></span>@" if character == "@" else f"&#{ord(character)};"


def json_text(data: Any) -> str:
    """JSON in ASCII that a reader gets back unchanged, without a control character or a workflow command in it."""
    plain = json.dumps(data, indent=2, ensure_ascii=True)
    return plain.replace("\x7f", "\\u007f").replace("##", "#\\u0023") + "\n"
