"""Config schemas and values that were made to hang, to exhaust, or to reach out: rows J1 to J11 of the research.

Each case runs in a process of its own that may take 5 seconds of CPU, 1 GiB of memory and no sleep.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from support_manifest import options

pytestmark = pytest.mark.hostile
ROOT = Path(__file__).resolve().parents[2]
SECONDS = 5
MEMORY = 1 << 30
CHILD = """
import json, sys
from support_manifest import read_schema
schema, values = json.load(sys.stdin)
found, problems = read_schema(json.dumps(schema))
checked = [] if found is None else found.check(values)
shown = [[problem.kind, problem.keys, problem.message, problem.help] for problem in checked]
print(json.dumps([[problem.code.id for problem in problems], shown]))
"""


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def judged(schema: object, values: Mapping[str, object] | None = None) -> tuple[list[str], list[list[Any]]]:
    """The codes of reading the schema, and what a check of the values finds, from a process with limits."""
    paths = os.pathsep.join((str(ROOT / "tests"), str(ROOT / "compiler")))
    done = subprocess.run(
        [sys.executable, "-c", CHILD],
        input=json.dumps([schema, values or {}]).encode(),
        env={**os.environ, "PYTHONPATH": paths},
        preexec_fn=_limit,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    codes, checked = json.loads(done.stdout)
    return codes, checked


def option(schema: object, **rest: object) -> dict[str, object]:
    """A schema with one option `a`."""
    return {"properties": {"a": schema}, **rest}


def ladder(rungs: int) -> dict[str, object]:
    """Definitions of which each holds the one below twice."""
    steps: dict[str, object] = {
        f"d{n}": {"anyOf": [{"$ref": f"#/definitions/d{n - 1}"}] * 2} for n in range(1, rungs + 1)
    }
    return {"d0": {"type": "string"}, **steps}


def nested(levels: int, inner: object, keyword: str) -> object:
    """A schema within a schema within a schema."""
    for _ in range(levels):
        inner = {keyword: inner}
    return inner


REFUSED = {
    "J2 a huge count": (option({"pattern": "^(a{1,1000}){1,1000}$"}), "TN345"),
    "J2 long": (option({"pattern": "a" * 2_000}), "TN345"),
    "J2 back-reference": (option({"pattern": "(a*)*\\1"}), "TN345"),
    "J2 look-around": (option({"pattern": "(?=(a+)+$)"}), "TN345"),
    "J2 many": (option({"anyOf": [{"pattern": f"^.{{0,400}}{n}$"} for n in range(60)]}), "TN346"),
    "J3 dialect": ({"$schema": "http://169.254.169.254/schema", "properties": {}}, "TN343"),
    "J3 base": (option({"$ref": "latest/meta-data"}, **{"$id": "http://169.254.169.254/"}), "TN344"),
    "J4 relative": (option({"$ref": "../../x.json"}), "TN344"),
    "J5 itself": (option({"$ref": "#"}), "TN344"),
    "J5 the root itself": ({"$ref": "#"}, "TN344"),
    "J5 in a circle": (
        option(
            {"$ref": "#/definitions/a"},
            definitions={"a": {"$ref": "#/definitions/b"}, "b": {"$ref": "#/definitions/a"}},
        ),
        "TN344",
    ),
    "J5 through an option": (option({"properties": {"b": {"$ref": "#/properties/a"}}}), "TN344"),
    "J5 a long chain": (
        option(
            {"$ref": "#/definitions/d0"},
            definitions={f"d{n}": {"$ref": f"#/definitions/d{n + 1}"} for n in range(2_500)} | {"d2500": {}},
        ),
        "TN346",
    ),
    "J6 doubling": (option({"$ref": "#/definitions/d24"}, definitions=ladder(24)), "TN346"),
    "J6 wide": (option({"anyOf": [{"const": n, "title": "x"} for n in range(4_000)]}), "TN346"),
    "J8 type": (option({"type": "strin"}), "TN343"),
    "J8 expression": (option({"pattern": "("}), "TN345"),
    "J8 key expression": (option({"patternProperties": {"(": {}}}), "TN345"),
    "J11 default": (option({"type": "integer", "default": "5"}), "TN347"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_schema_is_refused_at_the_release(name: str) -> None:
    schema, code = REFUSED[name]
    assert judged(schema) == ([code], [])


TEXT = "".join("abc"[n * n % 7 % 3] for n in range(65_536))
CHECKED: dict[str, tuple[dict[str, object], object, bool]] = {
    "J1 backtracking": (option({"pattern": "^(a+)+$"}), "a" * 32 + "!", False),
    "J1 in a key": (option({"patternProperties": {"^(a+)+$": {"type": "string"}}}), {"a" * 32 + "!": 1}, True),
    "J1 a long text": (option({"pattern": "^(([a-c])+.)+$"}), TEXT, True),
    "J1 many states": (option({"pattern": "[ab][abc]{400}[d-f]"}), TEXT, False),
    "J1 most states": (option({"pattern": "[ab][abc]{9000}[d-f]"}), TEXT, False),
    "J1 many patterns": (
        option({"items": {"anyOf": [{"pattern": f"[ab].{{20}}{n}$"} for n in range(60)]}}),
        [TEXT] * 8,
        False,
    ),
    "J6 ten levels": (option({"$ref": "#/definitions/d8"}, definitions=ladder(8)), 5, False),
    "J6 not not": (option(nested(50, {"type": "string"}, "not")), 5, False),
    "J6 all branches of all items": (
        option({"items": {"anyOf": [{"pattern": f"x{n}y"} for n in range(1_500)]}}),
        ["a" * 10] * 50_000,
        False,
    ),
    "J6 all errors": (option({"items": {"type": "string"}}), [5] * 90_000, False),
    "J6 all choices": (option({"items": {"enum": [{"a": n} for n in range(3_000)]}}), [{"a": -1}] * 3_000, False),
    "J6 long texts": (option({"items": {"anyOf": [{"maxLength": 1}] * 800}}), [TEXT] * 10, False),
    "J7 depth": (option({"type": "array"}), nested(55, 1, "k"), False),
    "J7 6000 the same": (option({"uniqueItems": True}), [{"i": 1}] * 6_000, False),
    "J7 6000 others": (option({"uniqueItems": True}), [{"i": n} for n in range(6_000)], True),
    "J10 off": (option({"type": "boolean"}), "off", False),
    "J10 a number as text": (option({"type": "integer"}), "12 ", False),
}


@pytest.mark.parametrize("name", CHECKED)
def test_a_check_is_bounded(name: str) -> None:
    schema, value, fits = CHECKED[name]
    codes, problems = judged(schema, {"a": value})
    assert codes == []
    assert (problems == []) is fits
    assert {(kind, keys[0]) for kind, keys, *_ in problems} <= {("invalid", "a")}


def test_as_many_unknown_names_as_fit_into_a_file() -> None:
    schema = {"properties": {f"option_{n}": {} for n in range(1_000)}}
    codes, problems = judged(schema, {f"optoin_{n}": 1 for n in range(40_000)})
    assert (codes, len(problems)) == ([], 40_000)


class _Counting(HTTPServer):
    """Answers nothing useful, and remembers who came."""

    asked: list[str]


class _Handler(BaseHTTPRequestHandler):
    server: _Counting

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.send_error(404)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def server() -> Iterator[_Counting]:
    """A server of this machine that counts requests."""
    with _Counting(("127.0.0.1", 0), _Handler) as found:
        found.asked = []
        thread = Thread(target=found.serve_forever)
        thread.start()
        yield found
        found.shutdown()
        thread.join()


def test_j3_nothing_is_fetched(server: _Counting) -> None:
    base = f"http://127.0.0.1:{server.server_port}"
    cases: list[tuple[dict[str, object], list[str]]] = [
        (option({"$ref": f"{base}/a.json"}), ["TN344"]),
        (option({"$ref": "b.json"}, **{"$id": f"{base}/"}), ["TN344"]),
        (option({"$schema": f"{base}/c.json", "type": "string"}), []),
        (option({"$id": f"{base}/d.json", "type": "string"}), []),
        (option({"allOf": [{"$ref": f"{base}/e.json"}]}), ["TN344"]),
        (option({"$dynamicRef": f"{base}/f.json"}), ["TN344"]),
        (option({"$recursiveRef": f"{base}/g.json"}), ["TN344"]),
        ({"$schema": f"{base}/h.json"}, ["TN343"]),
        ({"id": f"{base}/i.json", "$schema": "http://json-schema.org/draft-04/schema#"}, []),
        (option({}, definitions={"unused": {"$ref": f"{base}/j.json"}}), []),
    ]
    for schema, codes in cases:
        assert judged(schema, {"a": "x"})[0] == codes, schema
    assert server.asked == []


def test_j4_no_file_is_opened(tmp_path: Path) -> None:
    pipe = tmp_path / "schema.json"
    os.mkfifo(pipe)  # whoever opens it, waits for ever
    for target in (pipe.as_uri(), str(pipe), f"{pipe.as_uri()}#/definitions/a"):
        assert judged(option({"$ref": target}))[0] == ["TN344"]
    assert judged(option({"type": "string"}, **{"$id": pipe.as_uri()}))[0] == []


def test_j9_no_message_holds_the_value() -> None:
    schema = options(
        "properties:\n"
        "  a: {type: integer, format: password}\n"
        "  b: {type: string, format: password, pattern: '^x$', maxLength: 3, enum: [no]}\n"
        "  c: {anyOf: [{type: integer}, {type: boolean}], writeOnly: true}\n"
    )
    problems = schema.check(dict.fromkeys("abc", "hunter2-SECRET"))
    assert {problem.keys for problem in problems} == {("a",), ("b",), ("c",)}
    assert "SECRET" not in str([(problem.message, problem.help) for problem in problems])


def test_how_many_cases_there_are() -> None:
    print(f"{len(REFUSED)} schemas, {len(CHECKED)} values")
    assert (len(REFUSED), len(CHECKED)) == (19, 17)
