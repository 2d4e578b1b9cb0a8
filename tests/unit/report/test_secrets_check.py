"""What `secrets check` prints: what a tenant lacks below its id, what tenants share once."""

from __future__ import annotations

from support_compile import base_files, compile_base
from tenantry.model.outputs.secrets import SecretsCheck
from tenantry.model.places import connection_places
from tenantry.report.secrets_check import FORMATS, exit_code, outcome
from tenantry.secrets.survey import Answer, State, identity

FILE = "integrations/orders/integration.yaml"
SETTINGS = "version: 1\nconnect: {base_url: https://connect.example.com}\n"


def checked(answers: dict[str, Answer]) -> SecretsCheck:
    """The base repository with a global connector `ledger`; answers by path, all others present."""
    connectors = base_files()[FILE].decode().replace("  shop:", "  ledger: {secrets: [a, b], scope: global}\n  shop:")
    files: dict[str, str | None] = {FILE: connectors, "tenantry.yaml": SETTINGS}
    for version in ("1.0.0", "1.1.0"):
        path = f"integrations/orders/releases/{version}/PANDIUM.yaml"
        files[path] = base_files()[path].decode().replace("connectors: [shop]", "connectors: [shop, ledger]")
    result = compile_base(files)
    assert result.declarations is not None
    places = [place for each in result.installations for _, place in connection_places(each)]
    known = {identity(place): answers.get(place.path, Answer(state=State.PRESENT)) for place in places}
    return outcome(result.declarations.settings.model, result.installations, known)


def test_all_present_is_one_line() -> None:
    found = checked({})
    assert FORMATS["text"](found) == "2 tenants, 2 ready; connections: 4 present\n"
    assert exit_code(found) == 0


def test_what_a_tenant_lacks_stands_below_it_and_what_is_shared_once() -> None:
    found = checked(
        {
            "orders/acme/shop": Answer(state=State.MISSING, missing=("token",), message="kv/acme is not there"),
            "orders/_global/ledger": Answer(state=State.MISSING, missing=("b",), message="kv/x lacks b"),
        }
    )
    assert FORMATS["text"](found).splitlines() == [
        "orders/acme",
        "  shop: missing: kv/acme is not there",
        "    connect: https://connect.example.com/orders/acme/shop",
        "    fill:    bao kv put -mount=kv orders/acme/shop token=-",
        "orders (global, 2 tenants)",
        "  ledger: missing: kv/x lacks b",
        "    fill:    bao kv patch -mount=kv orders/_global/ledger b=-",
        "2 tenants, 0 ready; connections: 1 present, 3 missing",
    ]
    assert exit_code(found) == 1


def test_a_store_that_is_gone_is_one_line_and_beats_what_is_missing() -> None:
    lost = Answer(state=State.UNREACHABLE, message="the vault cannot be reached")
    found = checked({"orders/acme/shop": lost, "orders/borealis/shop": lost, "orders/_global/ledger": lost})
    assert FORMATS["text"](found).splitlines() == [
        "unreachable: the vault cannot be reached (4 connections)",
        "2 tenants, 0 ready; connections: 4 unreachable",
    ]
    mixed = checked({"orders/acme/shop": lost, "orders/borealis/shop": Answer(state=State.MISSING, missing=("token",))})
    assert exit_code(mixed) == 6


def test_forbidden_has_nothing_to_fill() -> None:
    found = checked({"orders/acme/shop": Answer(state=State.FORBIDDEN, message="no")})
    assert FORMATS["text"](found).splitlines()[:2] == ["orders/acme", "  shop: forbidden: no"]
    assert exit_code(found) == 6


def test_keys_that_cannot_be_verified_are_ready() -> None:
    found = checked({"orders/acme/shop": Answer(state=State.UNVERIFIED)})
    assert FORMATS["text"](found) == "2 tenants, 2 ready; connections: 3 present, 1 unverified\n"
    assert exit_code(found) == 0
