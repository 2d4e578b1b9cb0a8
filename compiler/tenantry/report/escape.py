"""Text made safe for where it is shown: one function per place."""

from __future__ import annotations

import re
from typing import Final
from xml.sax.saxutils import quoteattr

_UNSEEN: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)
"""Controls, bidirectional and other format characters, and what no font shows."""
_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even as a reference."""


def _written_out(found: re.Match[str]) -> str:
    code = ord(found.group())
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def terminal(text: str) -> str:
    """One line for a terminal or a log: whatever would move the cursor, hide or reorder text is written out."""
    return _UNSEEN.sub(_written_out, text)


def github_data(text: str) -> str:
    """The message of a workflow command (the escapes of GitHub's own toolkit)."""
    return terminal(text.replace("\n", " ")).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def github_property(text: str) -> str:
    """A property of a workflow command."""
    return github_data(text).replace(":", "%3A").replace(",", "%2C")


def xml_attribute(text: str) -> str:
    """A quoted attribute; characters that XML cannot hold are written out."""
    return quoteattr(_XML.sub(_written_out, text), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


def xml_text(text: str) -> str:
    """The content of an element; carriage returns and characters that XML cannot hold are written out."""
    plain = _XML.sub(_written_out, text.replace("\r", "\\x0d"))
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def markdown(text: str) -> str:
    """Inline text that no Markdown reader takes for markup, a mention, a reference or HTML."""
    plain = terminal(text)
    return re.sub(r"([\\`*_{}\[\]()<>#+\-.!|~@:&$^=\"'/])", _entity, plain)


def _entity(found: re.Match[str]) -> str:
    return f"&#{ord(found.group())};"
