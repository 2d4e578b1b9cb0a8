"""libyaml's events to plain data with the place of every node. Nothing recurses: no nesting reaches the stack."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from yaml import CLoader
from yaml import parse as yaml_events
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from tenantry.diagnostics import Code, Diagnostic, Related, codes
from tenantry.model.document import KeyPath, Node, Span
from tenantry.yaml import limits
from tenantry.yaml.frame import DROPPED, Frame
from tenantry.yaml.guards import Guards
from tenantry.yaml.scalar import Refused, Scalar, plain
from tenantry.yaml.text import FORBIDDEN, name_of

_PROPERTIES: Final = re.compile(r"(?:[&!][^\s,\[\]{}]*\s*(?:#[^\n]*\s*)*)+")
_NOTHING: Final = slice(0, 0)
_KEY_HELP: Final = "keys are text: quote it if it is meant as text"


class Stop(Exception):
    """A limit: what comes after it in the file is not read."""


def events(text: str) -> Iterable[Any]:
    """libyaml's events; raises yaml.YAMLError at the first mistake of syntax."""
    return yaml_events(text, Loader=CLoader)


class Builder:
    """Builds one document. `data` is complete once `read` has returned; `problems` may have grown even if it raised."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text if text.endswith("\n") else text + "\n"
        self.nodes: dict[KeyPath, Node] = {}
        self.data: object = DROPPED
        self._guards = Guards(path, self.text)
        self.problems = self._guards.problems
        self._frames: list[Frame] = []
        self._anchors: dict[str, tuple[object, KeyPath, slice]] = {}
        self._open_anchors: list[str] = []
        self._anchored: list[tuple[KeyPath, Node]] = []
        self._count = self._expanded = self._aliases = self._documents = 0

    def read(self) -> None:
        """Reads the whole text; raises `Stop` at a limit and yaml.YAMLError at a mistake of syntax."""
        for event in events(self.text):
            kind = type(event)
            if kind is ScalarEvent:
                self._scalar(event)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                self._open(event)
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                self._close(event)
            elif kind is AliasEvent:
                self._alias(event)
            elif kind is DocumentStartEvent:
                self._document(event)

    def _document(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            self._stop(
                codes.SEVERAL_DOCUMENTS, "a second document begins here", self._span(event), "one file, one document"
            )
        if event.version or event.tags:
            self._report(codes.YAML_DIRECTIVE, "directives are not allowed", self._span(event), "remove the line")

    def _scalar(self, event: Any) -> None:
        self._counted(event)
        value: str = event.value
        if len(value) > limits.SCALAR_BYTES >> 2 and len(value.encode()) > limits.SCALAR_BYTES:
            self._stop(codes.SCALAR_TOO_LONG, "a text is longer than 64 KiB", self._start(event), "keep it elsewhere")
        span = self._scalar_span(event)
        if event.style or self._goes_on(event):
            self._guards.scalar(event, self._indent())
        frame = self._frames[-1] if self._frames else None
        if frame is not None and frame.wants_key:
            self._guards.key(event)
            self._key(frame, event, span)
            return
        resolved = self._resolved(event, span)
        self._tagged(event)
        if event.anchor:
            self._anchors[event.anchor] = (resolved, (), _NOTHING)
        self._add(resolved, span)

    def _goes_on(self, event: Any) -> bool:
        """Whether a plain text ends on another line, or at a #; any other needs no guard."""
        end = event.end_mark
        return bool(event.start_mark.line != end.line or self.text.startswith("#", end.index))

    def _indent(self) -> int:
        """Spaces before what the next value belongs to; -1 at the root."""
        for frame in reversed(self._frames):
            if not frame.flow:
                return frame.start.column - 1
        return -1

    def _resolved(self, event: Any, span: Span) -> object:
        value: str = event.value
        if event.style is None or event.style == "":
            try:
                return plain(value)
            except Refused as refused:
                self._report(refused.code, str(refused), span, refused.help)
                return DROPPED
        if event.style == '"' and "\\" in self.text[event.start_mark.index : event.end_mark.index]:
            self._escaped(value, span)
        return value

    def _escaped(self, value: str, span: Span) -> None:
        found = FORBIDDEN.search(value) or re.search("[\r\ud800-\udfff]", value)
        if found:
            message = f"the escape stands for {name_of(found.group())}, which is not allowed"
            self._report(codes.FORBIDDEN_CHARACTER, message, span, "remove it")

    def _key(self, frame: Frame, event: Any, span: Span) -> None:
        self._tagged(event)
        is_plain = event.style is None or event.style == ""
        value: Scalar = event.value
        if is_plain:
            try:
                value = plain(event.value)
            except Refused:
                value = None
        if is_plain and value == "<<":
            help_text = "write defaults that tenants share in a _defaults.yaml"
            self._report(codes.MERGE_KEY, "merge keys are not allowed", span, help_text)
        elif not isinstance(value, str):
            self._report(codes.NON_STRING_KEY, "this key is not text", span, _KEY_HELP)
        elif value in frame.known:
            first = (Related("the first is here", frame.known[value]),)
            self._report(codes.DUPLICATE_KEY, f"the key '{_short(value)}' is there twice", span, "remove one", first)
        else:
            if not is_plain:
                self._escaped(value, span)
            frame.known[value] = span
            frame.expect(value, span)
            if event.anchor:
                self._anchors[event.anchor] = (value, (), _NOTHING)
            return
        frame.expect(DROPPED, span)

    def _open(self, event: Any) -> None:
        self._counted(event)
        if len(self._frames) >= limits.DEPTH:
            self._stop(codes.TOO_DEEP, f"deeper than {limits.DEPTH} levels", self._start(event), "make it flatter")
        self._tagged(event)
        start = self._start(event)
        parent = self._frames[-1] if self._frames else None
        if parent is not None and parent.wants_key:
            self._report(codes.NON_STRING_KEY, "a list or mapping cannot be a key", start, _KEY_HELP)
            parent.started(start)
            self._frames.append(Frame.key(is_mapping=type(event) is MappingStartEvent, start=start))
            return
        frame = Frame.below(parent, is_mapping=type(event) is MappingStartEvent, start=start)
        frame.flow = bool(event.flow_style)
        frame.first_node = len(self._anchored)
        if event.anchor:
            frame.anchor = event.anchor
            self._open_anchors.append(event.anchor)
        self._frames.append(frame)

    def _close(self, event: Any) -> None:
        frame = self._frames.pop()
        if frame.as_key:
            self._frames[-1].expect(DROPPED, frame.start)
            return
        if frame.flow:
            end = event.end_mark
            self._guards.flow_end(event, frame.start.line, self._indent())
            frame.end = (end.line + 1, end.column + 1)
        span = Span(self.path, frame.start.line, frame.start.column, *frame.end)
        if frame.anchor is not None:
            self._open_anchors.pop()
            below = slice(frame.first_node, len(self._anchored))
            self._anchors[frame.anchor] = (frame.value, frame.keys, below)
        self._add(frame.value, span)

    def _alias(self, event: Any) -> None:
        self._counted(event)
        span = self._span(event)
        self._aliases += 1
        if self._aliases > limits.ALIASES:
            self._stop(codes.TOO_MANY_ALIASES, f"more than {limits.ALIASES} aliases", span, "write the values out")
        frame = self._frames[-1] if self._frames else None
        if frame is not None and frame.wants_key:
            self._report(codes.NON_STRING_KEY, "an alias cannot be a key", span, "write the key out")
            frame.started(span)
            frame.expect(DROPPED, span)
            return
        if event.anchor in self._open_anchors:
            message = "the alias stands inside what it refers to"
            self._stop(codes.RECURSIVE_ALIAS, message, span, "write the values out")
        if event.anchor not in self._anchors:
            self._stop(codes.YAML_SYNTAX, "there is no anchor of this name above", span, "write the value out")
        value = self._anchors[event.anchor][0]
        self._expand(frame, event.anchor, span)
        self._add(value, span)

    def _expand(self, frame: Frame | None, anchor: str, span: Span) -> None:
        """The nodes below an anchor stand below its alias too, at the anchor's places."""
        _, origin, stretch = self._anchors[anchor]
        self._expanded += stretch.stop - stretch.start + 1
        if self._expanded > limits.EXPANDED_NODES:
            message = f"its aliases stand for more than {limits.EXPANDED_NODES} nodes"
            self._stop(codes.TOO_MANY_ALIASES, message, span, "write the values out")
        if frame is None or frame.dropped_here:
            return
        here = frame.next_keys()
        for keys, node in self._anchored[stretch]:
            self._place(here + keys[len(origin) :], node)

    def _add(self, value: object, span: Span) -> None:
        """Puts a finished value where it belongs."""
        if not self._frames:
            self.data = value
            self._place((), Node(span))
            return
        frame = self._frames[-1]
        if not frame.dropped_here:  # a value that was refused has a place too: its key is there
            self._place(frame.next_keys(), Node(span, frame.key_span))
        frame.put(value, span)

    def _place(self, keys: KeyPath, node: Node) -> None:
        """Notes where a node stands, and once more for the anchors around it, whose aliases will ask."""
        self.nodes[keys] = node
        if self._open_anchors:
            self._anchored.append((keys, node))

    def _counted(self, event: Any) -> None:
        if event.anchor:
            self._guards.anchor(event, "*" if type(event) is AliasEvent else "&")
        self._count += 1
        if self._count > limits.NODES:
            self._stop(codes.TOO_MANY_NODES, f"more than {limits.NODES} nodes", self._start(event), "split the file")

    def _tagged(self, event: Any) -> None:
        if event.tag is not None:
            start = event.start_mark
            line, column = start.line + 1, start.column + 1
            self._report(
                codes.YAML_TAG, "tags are not allowed", Span(self.path, line, column, line, column + 1), "remove it"
            )

    def _span(self, event: Any) -> Span:
        start, end = event.start_mark, event.end_mark
        return Span(self.path, start.line + 1, start.column + 1, end.line + 1, end.column + 1)

    def _start(self, event: Any) -> Span:
        """Where the content of a node begins, after its anchor and tag."""
        start = event.start_mark
        line, column = start.line + 1, start.column + 1
        if event.anchor or event.tag is not None:
            found = _PROPERTIES.match(self.text, start.index)
            end = found.end() if found else start.index
            line += self.text.count("\n", start.index, end)
            column = end - max(self.text.rfind("\n", start.index, end), start.index - column)
        return Span(self.path, line, column, line, column + 1)

    def _scalar_span(self, event: Any) -> Span:
        start, end = event.start_mark, event.end_mark
        line, column = start.line + 1, start.column + 1
        if event.anchor or event.tag is not None:
            _, line, column, _, _ = self._start(event)
        if event.style in ("|", ">"):
            return Span(self.path, line, column, *self._guards.block_end(line, end.line))
        last, after = end.line + 1, end.column + 1
        if last < line or (last == line and after < column):
            last, after = line, column
        return Span(self.path, line, column, last, after)

    def _report(
        self, code: Code, message: str, span: Span, help_text: str, related: tuple[Related, ...] = ()
    ) -> None:  # fmt: skip
        self.problems.append(Diagnostic(code=code, message=message, span=span, help=help_text, related=related))

    def _stop(self, code: Code, message: str, span: Span, help_text: str) -> None:
        self._report(code, message, span, help_text)
        raise Stop


def _short(key: str) -> str:
    return key if len(key) <= 64 else key[:64] + "…"
