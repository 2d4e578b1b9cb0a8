"""The short way past files without secrets never misses what the long way finds."""

from __future__ import annotations

import random
import string
from collections.abc import Callable
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support_yaml import files_of_the_project
from tenantry.load import load_document
from tenantry.rules.plain_secret import in_one, plain_secrets
from tenantry.secrets.formats import FORMATS

ALNUM: Final = string.ascii_letters + string.digits
KEYS: Final = (
    *("note", "token", "smtp_passwd", "pa\u017f\u017fword", "api_\u212aey", "credent\u0131al", "pwd", "bearer"),
    *("commit", "sheet_id", "connections", "author\u0131zation", "client_secret", "n" * 17),
)
LINES: Final = (
    "{key}: {text}",
    '{key}: "{text}"',
    "{key}: '{text}'",
    '{key}: {{a: "{text}"}}',
    "{key}: [a, {text}]",
    "{key}:\n  - a\n  - '{text}'",
    "{key}:\n  b: {text}",
    "{text}: {key}",
    "{key}: 1  # {text}",
    "# {text}\n{key}: x",
)
Make = Callable[[random.Random], str]


def mixed(chance: random.Random, length: int = 0) -> str:
    return "".join(chance.choice(ALNUM) for _ in range(length or chance.choice((8, 9, 14, 31, 32, 33, 44))))


TEXTS: Final[dict[str, Make]] = {
    "random": mixed,
    "escaped": lambda chance: f"pa\\u0073s {mixed(chance, 24)}",
    "long s": lambda chance: f"pa\u017f\u017f {mixed(chance, 24)}",
    "quoted": lambda chance: f"pa''ss: {mixed(chance, 20)}",
    "address": lambda chance: f"postgres://app:{mixed(chance)}@db.example.com/orders",
    "telegram": lambda chance: "12345678" + f":{mixed(chance, 35)}",
    "detected": lambda chance: f"see AKC{mixed(chance, 20)}",
    "assigned": lambda chance: f"--pass {mixed(chance)}",
    "dotless": lambda chance: f"author\u0131zat\u0131on={mixed(chance)}",
    "aws": lambda chance: f"aws_key={chance.choice(QUOTES)}{mixed(chance, 40)}{chance.choice(QUOTES)}",
    "harmless": lambda chance: chance.choice(
        ("order.customer.email", "acme-alpen-1031-orders/slack-alerts", "é", "12")
    ),
}
QUOTES: Final = ('"', "'")


def ways(text: str) -> tuple[list[object], list[object]]:
    """What the rule finds, and what the long way finds."""
    document, _ = load_document("tenants/orders/acme.yaml", text.encode("utf-8", "surrogatepass"))
    if document is None:
        return [], []
    return list(plain_secrets({document.path: document})), list(in_one(document))


@pytest.mark.parametrize("kind", TEXTS)
@pytest.mark.parametrize("line", LINES)
def test_the_rule_finds_what_the_long_way_finds(line: str, kind: str) -> None:
    chance = random.Random(f"{line} {kind}")
    for _ in range(20):
        for key in KEYS:
            rule, long_way = ways(line.format(key=key, text=TEXTS[kind](chance)) + "\npaused: false\n")
            assert rule == long_way


@settings(max_examples=200)
@given(st.sampled_from(LINES), st.sampled_from(list(FORMATS)), st.data())
def test_tokens_of_every_vendor_are_found_by_both_ways_or_none(line: str, vendor: str, data: st.DataObject) -> None:
    token = data.draw(st.from_regex(FORMATS[vendor], fullmatch=True))
    rule, long_way = ways(line.format(key="note", text=token))
    assert rule == long_way


def test_the_files_of_the_project_are_judged_alike() -> None:
    for text in files_of_the_project():
        rule, long_way = ways(text)
        assert rule == long_way
