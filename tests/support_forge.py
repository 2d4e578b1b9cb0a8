"""A forge that workflows talk to, on the loopback: answers by path, and what was asked of it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from support_git import commit, git


@dataclass(kw_only=True)
class Forge:
    """Answers to GET by path and query without paging (what is missing is an empty list), and everything written."""

    answers: dict[str, Any]
    written: list[tuple[str, str, Any]] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    url: str = ""

    def answer(self, method: str, path: str, body: Any) -> Any:
        """The answer to a request; writing is recorded."""
        if method != "GET":
            self.written.append((method, path, body))
            return {}
        return self.answers.get(path, [])


@contextmanager
def served(answers: Mapping[str, Any]) -> Iterator[Forge]:
    """A forge with answers by `path?query`, as long as the block lasts."""
    forge = Forge(answers=dict(answers))

    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            forge.tokens.add(self.headers.get("Authorization", ""))
            parts = urlsplit(self.path)
            query = "&".join(each for each in parts.query.split("&") if not each.startswith(("per_page=", "page=")))
            path = parts.path.removeprefix("/repos/acme/tenants/") + (f"?{query}" if query else "")
            answer = json.dumps(forge.answer(self.command, path, body)).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_POST = do_PATCH = _serve

        def log_message(self, *_: Any) -> None:
            """Nothing is logged."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    forge.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield forge
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def rolling(config: Path, **more: str) -> None:
    """A rollout of channel `default` is under way on main; `more` says how far."""
    rollout = config / "integrations" / "orders" / "rollouts" / "default.yaml"
    rollout.parent.mkdir()
    waves = "waves: [{name: canary, percent: 50, soak: 24h}, {name: everyone, percent: 100}]"
    reached = "".join(f"{key}: {json.dumps(value)}\n" for key, value in more.items())
    rollout.write_text(f'from: "1.0.0"\nto: "1.1.0"\n{waves}\n{reached}')
    commit(config)
    git(config, "push", "--quiet", "origin", "main")
