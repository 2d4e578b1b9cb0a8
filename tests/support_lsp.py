"""A language server over its standard streams, as an editor talks to it."""

from __future__ import annotations

import json
import select
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

PATIENCE = 60.0
"""Seconds to wait for an answer."""


class LanguageServer:
    """One running server; `with` ends it."""

    def __init__(self, command: Sequence[str | Path], root: Path, settings: dict[str, Any]) -> None:
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
        self._settings = settings
        self._buffer = b""
        self._number = 0
        self._published: dict[str, list[dict[str, Any]]] = {}
        self.ask("initialize", processId=None, rootUri=root.as_uri(), capabilities=_CAPABILITIES)
        self._tell("initialized")
        self._tell("workspace/didChangeConfiguration", settings=settings)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def open(self, path: Path, text: str) -> str:
        """Opens a file with this text, which need not be on the disk; returns its URI."""
        uri = path.as_uri()
        self._tell("textDocument/didOpen", textDocument={"uri": uri, "languageId": "yaml", "version": 1, "text": text})
        return uri

    def at(self, method: str, uri: str, line: int, character: int) -> Any:
        """Asks about a place, counted from zero."""
        return self.ask(method, textDocument={"uri": uri}, position={"line": line, "character": character})

    def problems(self, uri: str) -> list[dict[str, Any]]:
        """What the server says is wrong with a file, as soon as it says it."""
        until = time.monotonic() + PATIENCE
        while uri not in self._published:
            self._handle(self._receive(until))
        return self._published.pop(uri)

    def ask(self, method: str, **params: Any) -> Any:
        """Sends a request and waits for its result."""
        self._number += 1
        number = self._number
        self._send({"id": number, "method": method, "params": params})
        until = time.monotonic() + PATIENCE
        while True:
            message = self._receive(until)
            if message.get("id") == number and "method" not in message:
                assert "error" not in message, message
                return message["result"]
            self._handle(message)

    def _handle(self, message: dict[str, Any]) -> None:
        method, params = message.get("method"), message.get("params", {})
        if method == "textDocument/publishDiagnostics":
            self._published[params["uri"]] = params["diagnostics"]
        elif "id" in message and method == "workspace/configuration":
            answer = [self._settings.get(str(item.get("section")), {}) for item in params["items"]]
            self._send({"id": message["id"], "result": answer})
        elif "id" in message and method is not None:
            self._send({"id": message["id"], "result": None})

    def _tell(self, method: str, **params: Any) -> None:
        self._send({"method": method, "params": params})

    def _send(self, message: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))

    def _receive(self, until: float) -> dict[str, Any]:
        while b"\r\n\r\n" not in self._buffer:
            self._read(until)
        head, _, rest = self._buffer.partition(b"\r\n\r\n")
        length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.startswith(b"Content-Length"))
        while len(rest) < length:
            rest += self._read(until)
        self._buffer = rest[length:]
        message: dict[str, Any] = json.loads(rest[:length])
        return message

    def _read(self, until: float) -> bytes:
        assert self._process.stdout is not None
        ready, _, _ = select.select([self._process.stdout], [], [], max(0.0, until - time.monotonic()))
        assert ready, "the language server does not answer"
        part = self._process.stdout.read(65536)
        assert part, "the language server has ended"
        self._buffer += part
        return bytes(part)


_CAPABILITIES = {
    "workspace": {"configuration": True, "didChangeConfiguration": {}},
    "textDocument": {
        "completion": {"completionItem": {"snippetSupport": True, "documentationFormat": ["markdown"]}},
        "hover": {"contentFormat": ["markdown"]},
        "publishDiagnostics": {},
    },
}
