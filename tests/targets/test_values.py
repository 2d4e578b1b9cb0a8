"""Whatever a user writes comes out of every target as the same value, and changes no artifact's structure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from support_compile import base_files, compile_base
from tenantry.model.compiled import Compiled

ACME = "tenants/orders/acme.yaml"
MANIFEST = "integrations/orders/releases/1.0.0/PANDIUM.yaml"
SETTINGS = "version: 1\ntargets: {kubernetes: {}, crontab: {}, vault: {}}\n"
REFUSED = {"TN109", "TN514"}
"""Characters that no file may hold, and what looks like a secret: the only texts that may be refused."""


def compiled(text: str) -> Compiled:
    """The base repository with this text wherever a user may write any."""
    tenant = {
        "labels": {"tier": f"a{text}"},
        "configs": {"api_label": text},
        "metadata": {f"k{text}": [text, {"deep": text}]},
        "schedule": {"every": "1h"},
    }
    run = f"run{text}"
    manifest = base_files()[MANIFEST].decode().replace("run: npm start", f"run: {json.dumps(run, ensure_ascii=False)}")
    written = json.dumps(tenant, ensure_ascii=False)
    return compile_base({"tenantry.yaml": SETTINGS, ACME: written, MANIFEST: manifest})


def shape(value: Any) -> Any:
    """Data without its texts."""
    if isinstance(value, dict):
        return [shape(each) for each in value.values()]
    return [shape(each) for each in value] if isinstance(value, list) else type(value)


def readings(result: Compiled) -> Iterator[tuple[str, list[Any]]]:
    """Every artifact as its own readers see it: JSON, YAML 1.1 and 1.2, and lines."""
    for artifact in result.artifacts:
        text = artifact.content.decode()
        if artifact.path.endswith(".json"):
            yield artifact.path, [json.loads(text)]
        elif artifact.path.endswith(".yaml"):
            documents = list(yaml.safe_load_all(text))
            assert documents == list(YAML(typ="safe", pure=True).load_all(text)), artifact.path
            yield artifact.path, documents
        else:
            yield artifact.path, text.split("\n")


BENIGN = dict(readings(compiled("plain")))


def check(text: str) -> None:
    result = compiled(text)
    codes = {problem.code.id for problem in result.diagnostics}
    if result.failed:
        assert codes <= REFUSED, codes
        return
    found = dict(readings(result))
    assert shape(found) == shape(BENIGN)
    tenant = found["runtime/orders/acme.json"][0]
    assert tenant["env"]["PAN_CFG_API_LABEL"] == text
    assert tenant["tenant"]["labels"] == {"tier": f"a{text}"}
    assert tenant["metadata"] == {f"k{text}": [text, {"deep": text}]}
    assert tenant["release"]["run"] == f"run{text}".strip()
    objects = found["kubernetes/orders/acme.yaml"]
    assert objects[0]["data"] == tenant["env"]
    assert json.loads(objects[1]["data"]["metadata.json"]) == tenant["metadata"]
    assert found["crontab/tenantry"] == BENIGN["crontab/tenantry"]
    assert found["vault/policies/orders/acme.hcl"] == BENIGN["vault/policies/orders/acme.hcl"]


@settings(max_examples=60)
@given(st.text(max_size=30))
@example("x\n  privileged: true")
@example("$(VAULT_TOKEN) ${X} `id` %d \\")
@example("{{ 7*7 }}{% raw %}{# c #}")
@example("'; id #\n* * * * * root id\n")
@example(" leading and trailing ")
def test_any_text_comes_out_as_it_went_in(text: str) -> None:
    check(text)


@pytest.mark.hostile
def test_naughty_strings_come_out_as_they_went_in(corpora: Path) -> None:
    strings = json.loads((corpora / "naughty-strings" / "blns.json").read_text(encoding="utf-8"))
    assert len(strings) == 515
    for text in strings:
        check(text)
