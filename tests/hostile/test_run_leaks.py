"""500 secrets that an integration writes in every encoding wherever it can: none is in anything that the runner writes
or prints, in arguments, or in what its commands tell afterwards (X1, X4, B5)."""

from __future__ import annotations

import base64
import html
import json
import random
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from support_cli import Ran
from support_runner import Host

pytestmark = pytest.mark.hostile
COUNT = 500
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/=&%\"'<> ü"
SECRETS = {
    f"PAN_SEC_SHOP_S{number}": f"K{number:03}" + "".join(random.Random(number).choices(LETTERS, k=24))
    for number in range(COUNT)
}
CHILD = """
import base64, html, json, os, random, sys
from urllib.parse import quote

secrets = [value for name, value in sorted(os.environ.items()) if name.startswith("PAN_SEC_")]
encodings = [
    str, json.dumps, html.escape, lambda text: quote(text, safe=""), lambda text: text[::-1],
    lambda text: text.encode().hex(),
    *(lambda text, n=n: base64.b64encode(b"id:"[:n] + text.encode()).decode() for n in range(3)),
    lambda text: base64.urlsafe_b64encode(text.encode()).decode(),
]
lines = [f"{encode(secret)}|{position}" for position, secret in enumerate(secrets) for encode in encodings]
chance, text = random.Random(7), "\\n".join(lines).encode()
while text:
    size = chance.randint(1, 50_000)
    os.write(2, text[:size])
    os.write(1, text[:200])
    text = text[size:]
with open("/proc/self/cmdline", "rb") as mine, open(f"/proc/{os.getppid()}/cmdline", "rb") as other:
    os.write(2, b"arguments: " + mine.read() + other.read() + b"\\n")
print()
print(json.dumps({"last": secrets[0], "all": [encode(secrets[1]) for encode in encodings]}))
sys.exit(int(os.environ["PAN_CFG_BATCH_SIZE"]) % 2)
"""


def encodings(secret: str) -> Iterator[bytes]:
    raw = secret.encode()
    for text in (
        secret,
        json.dumps(secret)[1:-1],
        html.escape(secret),
        quote(secret, safe=""),
        raw.hex(),
        secret[::-1],
    ):
        yield text.encode()
    for before in range(3):
        yield base64.b64encode(b"id:"[:before] + raw)[before + 1 if before else 0 : -4]
    yield base64.urlsafe_b64encode(raw)[:-4]


FORBIDDEN = [form for secret in SECRETS.values() for form in encodings(secret)]


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Host:
    """A host whose integration takes 500 secrets, and writes them all."""
    made = Host(tmp_path_factory.mktemp("host"))
    names = ", ".join(f"s{number}" for number in range(COUNT))
    integration = (
        f'title: O\nowners: [a]\nchannels: {{default: "1.0.0"}}\nconnectors: {{shop: {{secrets: [{names}]}}}}\n'
    )
    odd = "configs: {batch_size: 7}\n"
    made.runs(
        "python3 leak.py", files={"integrations/orders/integration.yaml": integration, "tenants/orders/odd.yaml": odd}
    )
    (made.folder / "code" / "leak.py").write_text(CHILD)
    return made


def found(content: bytes) -> list[bytes]:
    return [form for form in FORBIDDEN if form in content]


def outputs(done: Ran) -> bytes:
    return (done.stdout + done.stderr).encode()


@pytest.mark.parametrize(("tenant", "code"), [("orders/acme", 0), ("orders/odd", 1)])
def test_no_secret_is_in_any_sink(host: Host, tenant: str, code: int) -> None:
    done = host.run("--format", "json", tenant=tenant, env=SECRETS)
    assert done.code == code, done.stderr[-300:]
    assert found(outputs(done)) == []
    log = (host.state / "logs" / tenant / "1.log") if code == 0 else next((host.state / "logs" / tenant).iterdir())
    assert log.read_bytes().count(b"***") >= COUNT * 9
    assert b"leak.py\0sh\0-c\0python3 leak.py\0" in log.read_bytes()
    assert sum(len(found(content)) for content in host.written().values()) == 0


def test_no_secret_is_told_afterwards(host: Host) -> None:
    host.run(env=SECRETS)
    for form in ("text", "json"):
        assert found(outputs(host.tenantry("runs", "--state", host.state, "--format", form))) == []
        assert found(outputs(host.run("--dry-run", "--format", form, env=SECRETS))) == []
    assert found(outputs(host.tenantry("runs", "--state", host.state, "--results", "-"))) == []
    assert found(outputs(host.run("--debug", "-v", env=SECRETS, tenant="orders/none"))) == []


def test_a_crash_leaves_no_core(host: Host, tmp_path: Path) -> None:
    made = Host(tmp_path)
    made.runs("ulimit -c >limit; ulimit -c unlimited; kill -SEGV $$")
    done = made.run(env={"PAN_SEC_SHOP_TOKEN": "abcdef"})
    assert (done.code, made.history()[0]["message"]) == (1, "killed by signal 11")
    assert (tmp_path / "code" / "limit").read_text() == "0\n"
    assert not [path for path in tmp_path.rglob("*") if path.name.startswith("core")]


def test_the_search_finds_what_is_there() -> None:
    secret = SECRETS["PAN_SEC_SHOP_S3"]
    for text in (secret, secret.encode().hex(), base64.b64encode(f"id{secret}".encode()).decode()):
        assert found(f"x{text}y".encode())
