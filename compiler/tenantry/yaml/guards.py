"""What libyaml lets through although YAML 1.2 does not, and what it reads as something else than the standard says."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any, Final

from tenantry.diagnostics import Diagnostic, codes
from tenantry.model.document import Span
from tenantry.yaml.text import Lines

_HEADER_COMMENT: Final = re.compile(r"[|>][-+0-9]*#")
_ENDS_NAME: Final = frozenset(" \t\r\n,]}")
_COMMENT: Final = ("a # without a space before it is no comment", "put a space before the #")
_KEY: Final = ("a key cannot begin with ?", "quote it")
_NAME: Final = ("the name of an anchor ends here, and the text goes on", "quote the value, or rename the anchor")
_SHALLOW: Final = ("this line must stand deeper", "indent it by more spaces than the key that it belongs to")
_HOLLOW: Final = ("a block text holds nothing but spaces", "remove them")


class Guards:
    """Looks at the text around libyaml's events; what is wrong gathers in `problems`."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.problems: list[Diagnostic] = []

    @cached_property
    def _positions(self) -> Lines:
        return Lines(self.text)

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text, split when first asked for."""
        return self.text.split("\n")

    def scalar(self, event: Any, indent: int) -> None:
        """A quoted or block text. `indent` is the number of spaces before what it belongs to, -1 at the root."""
        start, end = event.start_mark, event.end_mark
        if event.style in ("|", ">"):
            found = _HEADER_COMMENT.match(self.text, start.index)
            if found:
                self._at(found.end() - 1, _COMMENT)
            if not event.value.strip("\n "):
                self._hollow(start.line + 1, end.line)
            return
        self._glued_comment(end.index)
        self.continued(start.line + 1, end.line + 1, indent)

    def flow_end(self, event: Any, first: int, indent: int) -> None:
        """A value in brackets that began on line `first` and ends here."""
        self._glued_comment(event.end_mark.index)
        self.continued(first, event.end_mark.line + 1, indent)

    def key(self, event: Any) -> None:
        """A key that begins with ?, which libyaml takes for the sign of an explicit key."""
        index = event.start_mark.index
        if index and self.text[index - 1] == "?":
            self._at(index - 1, _KEY)

    def anchor(self, event: Any, sign: str) -> None:
        """The name of an anchor (&) or alias (*) that goes on with a character that libyaml does not take into it."""
        end = self.text.find(sign, event.start_mark.index) + 1 + len(event.anchor)
        if end < len(self.text) and self.text[end] not in _ENDS_NAME:
            self._at(end, _NAME)

    def continued(self, first: int, last: int, indent: int) -> None:
        """Lines on which a quoted text or bracketed value goes on. A closing bracket may stand at the margin: the
        standard forbids it, and everybody writes it."""
        prefix = " " * (indent + 1)
        for number in range(first + 1, last + 1):
            line = self.lines[number - 1]
            content = line.strip(" \t\r")
            if content and not line.startswith(prefix) and content[0] not in "]}#":
                self._place(number, len(line) - len(line.lstrip()) + 1, _SHALLOW)
                return

    def block_end(self, first: int, last: int) -> tuple[int, int]:
        """The end of the last line of a block text that holds anything; libyaml's mark stands at the next node."""
        number = min(last, len(self.lines))
        while number > first and not self.lines[number - 1].strip():
            number -= 1
        return number, len(self.lines[number - 1].rstrip()) + 1

    def _hollow(self, first: int, last: int) -> None:
        """Nothing but spaces: readers disagree about how many are its indentation."""
        for number in range(first + 1, min(last, len(self.lines)) + 1):
            line = self.lines[number - 1].rstrip("\r")
            if line and not line.strip(" "):
                self._place(number, len(line) + 1, _HOLLOW)
                return

    def _glued_comment(self, end: int) -> None:
        if self.text[end : end + 1] == "#":
            self._at(end, _COMMENT)

    def _at(self, index: int, words: tuple[str, str]) -> None:
        self._place(*self._positions.of(index), words)

    def _place(self, line: int, column: int, words: tuple[str, str]) -> None:
        message, help_text = words
        span = Span(self.path, line, column, line, column + 1)
        self.problems.append(Diagnostic(code=codes.YAML_SYNTAX, message=message, span=span, help=help_text))
