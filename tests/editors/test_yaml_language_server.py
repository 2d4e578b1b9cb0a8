"""The schemas in a real language server: what an editor completes, explains and underlines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support_lsp import LanguageServer

pytestmark = pytest.mark.consumer

ROOT = Path(__file__).resolve().parents[2]
SERVER = ROOT / "tests" / "tools" / "node_modules" / ".bin" / "yaml-language-server"
TENANT = ROOT / "tenants" / "shopify-netsuite" / "europe" / "erlen-moebel.yaml"
MODELINE = "# yaml-language-server: $schema=../../../schemas/tenants/shopify-netsuite.schema.json\n"
SETTINGS = {"yaml": {"completion": True, "hover": True, "validate": True, "schemaStore": {"enable": False}}}


@pytest.fixture(scope="module")
def server() -> Iterator[LanguageServer]:
    if not SERVER.exists():
        pytest.fail("needs yaml-language-server: run .ci/tools")
    with LanguageServer(["node", SERVER, "--stdio"], ROOT, SETTINGS) as running:
        yield running


def labels(server: LanguageServer, name: str, body: str, line: int, character: int) -> dict[str, str]:
    """What is offered at a place of a tenant: label → documentation."""
    uri = server.open(TENANT.with_name(name), MODELINE + body)
    found: Any = server.at("textDocument/completion", uri, line, character)
    return {item["label"]: _text(item.get("documentation", "")) for item in found["items"]}


def _text(said: Any) -> str:
    return str(said.get("value", "") if isinstance(said, dict) else said)


def test_the_modeline_of_every_file_names_a_schema_that_is_there() -> None:
    files = [TENANT.parents[2] / "_defaults.yaml", *ROOT.glob("tenants/*/**/*.yaml"), ROOT / "tenantry.yaml"]
    files += [*ROOT.glob("integrations/*/integration.yaml"), *ROOT.glob("integrations/*/releases/*/release.yaml")]
    assert len(files) > 30
    for file in files:
        head = file.read_text(encoding="utf-8").split("\n")[0]
        assert head.startswith("# yaml-language-server: $schema="), file
        assert (file.parent / head.partition("=")[2]).is_file(), file


def test_options_of_the_integration_are_completed_with_their_words(server: LanguageServer) -> None:
    offered = labels(server, "a.yaml", "configs:\n  \n", 2, 2)
    assert offered.keys() >= {"csv_export", "warehouse"}
    assert all(offered.values())


def test_channels_releases_and_periods_are_completed(server: LanguageServer) -> None:
    assert {"default", "beta", "latest"} <= labels(server, "b.yaml", "release:\n  channel: \n", 2, 11).keys()
    assert {"1.4.2", "1.5.0"} <= labels(server, "c.yaml", "release:\n  pin: \n", 2, 7).keys()
    assert {"15m", "1h", "6h", "1d"} <= labels(server, "d.yaml", "schedule:\n  every: \n", 2, 9).keys()


def test_connectors_are_completed(server: LanguageServer) -> None:
    assert {"shopify", "netsuite"} <= labels(server, "e.yaml", "connections:\n  \n", 2, 2).keys()


def test_hover_explains_an_option(server: LanguageServer) -> None:
    uri = server.open(TENANT.with_name("f.yaml"), MODELINE + "configs: {csv_export: true}\n")
    said: Any = server.at("textDocument/hover", uri, 1, 12)
    assert "CSV" in _text(said["contents"])


def test_a_mistake_is_underlined_where_it_is(server: LanguageServer) -> None:
    body = "release: {channel: gold}\nconfigs: {csv_exprt: true}\npausd: true\n"
    uri = server.open(TENANT.with_name("g.yaml"), MODELINE + body)
    found = {(one["range"]["start"]["line"], one["range"]["start"]["character"]) for one in server.problems(uri)}
    assert found == {(1, 19), (2, 10), (3, 0)}


@pytest.mark.parametrize("path", sorted(ROOT.glob("tenants/**/*.yaml")), ids=lambda path: path.stem)
def test_the_sample_has_no_mistake(server: LanguageServer, path: Path) -> None:
    assert server.problems(server.open(path, path.read_text(encoding="utf-8"))) == []
