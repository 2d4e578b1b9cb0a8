"""What is wrong with the shape of a file: the code, the exact place, and words that help."""

from __future__ import annotations

import pytest

from support_compile import base_files, compile_base, line
from tenantry.diagnostics import nearest

ACME = "tenants/orders/acme.yaml"
RELEASE = "integrations/orders/releases/1.0.0/release.yaml"


def problems(path: str, text: str) -> list[str]:
    """The diagnostics of the base repository with this file, each with its help."""
    return [f"{line(each)} | {each.help}" for each in compile_base({path: text}).diagnostics]


@pytest.mark.parametrize("version", ["true", "1.0", "2", '"1"', "null"])
def test_the_version_is_the_number_one(version: str) -> None:
    end = 10 + len(version)
    place = f"tenantry.yaml:1:10-1:{end}"
    expected = f"TN013 {place} 'version' must be 1 | the only version of this format there is"
    assert problems("tenantry.yaml", f"version: {version}\n") == [expected]


@pytest.mark.parametrize("owners", ['"@acme/a"', "[]", "[1]", '[""]', "integratio", "null"])
def test_owners_of_an_approval_are_a_word_or_a_list(owners: str) -> None:
    text = f"version: 1\napprovals: [{{when: [release], owners: {owners}}}]\n"
    end = 39 + len(owners)
    place = f"tenantry.yaml:2:39-2:{end}"
    assert problems("tenantry.yaml", text) == [
        f"TN013 {place} 'owners' must be `integration` or a list of owners | as in [\"@acme/security\"]"
    ]


@pytest.mark.parametrize("status", ["Available", "null", "[]"])
def test_the_status_of_a_release_is_one_of_three(status: str) -> None:
    text = base_files()[RELEASE].decode().replace("status: available", f"status: {status}")
    place = f"{RELEASE}:4:9-4:{9 + len(status)}"
    assert problems(RELEASE, text) == [f"TN333 {place} 'status' must be available, deprecated or yanked | None"]


def test_a_secret_that_the_connector_does_not_list_is_to_be_listed() -> None:
    text = "channels: {default: '1.0.0'}\ntitle: t\nowners: [o]\nconnectors: {shop: {}}\n"
    files = {"integrations/orders/integration.yaml": text, ACME: "connections: {shop: {keys: {token: t}}}\n"}
    found = compile_base(files).diagnostics
    assert [each.help for each in found] == ["list it under `secrets` of connector 'shop' in integration.yaml"]


@pytest.mark.parametrize("name", ["Schedule", "SCHEDULE", "shedule", "SCHEDUL"])
def test_the_nearest_name_is_found_in_any_case(name: str) -> None:
    assert nearest(name, [*"abcdefghijklm", "schedule", "paused"]) == "did you mean 'schedule'?"


@pytest.mark.parametrize(
    ("text", "help_text"),
    [('release: "1.0.0"\n', "write {channel: default}"), ("schedule: 1h\n", "write {every: 1h}")],
)
def test_what_people_shorten_is_told_how_to_write(text: str, help_text: str) -> None:
    (found,) = compile_base({ACME: text}).diagnostics
    assert (found.help or "").startswith(help_text)


def test_a_tenant_declared_twice_is_told_though_one_file_is_broken() -> None:
    found = compile_base({"tenants/orders/eu/acme.yaml": "lables: {a: b}\n"}).diagnostics
    assert [each.code.id for each in found] == ["TN211", "TN201"]
    assert ACME in found[0].message


@pytest.mark.parametrize("text", ["{}\n", "", "---\n", "# nothing\n", "null\n"])
def test_a_tenant_file_must_hold_something(text: str) -> None:
    assert [each.code.id for each in compile_base({ACME: text}).diagnostics] == ["TN118"]


def test_a_tenant_file_may_hold_nothing_but_one_key() -> None:
    assert problems(ACME, "configs:\n") == []


@pytest.mark.parametrize(
    ("source", "column", "message"),
    [
        ("repository: 'ext::sh -c id'", 22, "'repository' is not the address of a git repository"),
        ("repository: --upload-pack=x", 22, "'repository' is not the address of a git repository"),
        ("repository: 'https://a:b@git.example.com/x'", 22, "'repository' holds a password"),
        ("repository: https://x, branch: -f", 41, "'branch' is not the name of a branch"),
        ("repository: https://x, branch: a..b", 41, "'branch' is not the name of a branch"),
        ("repository: https://x, path: ../x", 39, "'path' is not a path within the repository"),
        ("repository: https://x, path: /x", 39, "'path' is not a path within the repository"),
        ("repository: https://x, path: .git/x", 39, "'path' is not a path within the repository"),
    ],
)
def test_a_source_cannot_mean_anything_but_a_repository(source: str, column: int, message: str) -> None:
    path = "integrations/orders/integration.yaml"
    text = base_files()[path].decode() + f"source: {{{source}}}\n"
    (found,) = [each for each in compile_base({path: text}).diagnostics if each.code.id == "TN323"]
    assert (found.span.line, found.span.column, found.message) == (7, column, message)


@pytest.mark.parametrize(
    "address", ["https://git.example.com/a.git", "git@host:a/b.git", "ssh://git@host/a", "/srv/a.git"]
)
def test_addresses_that_git_takes_are_taken(address: str) -> None:
    path = "integrations/orders/integration.yaml"
    text = base_files()[path].decode() + f'source: {{repository: "{address}"}}\n'
    assert problems(path, text) == []


def test_what_the_loader_refuses_is_not_missing_too() -> None:
    text = base_files()[RELEASE].decode().replace('"' + "1" * 40 + '"', "1" * 40)
    assert [each.partition(" ")[0] for each in problems(RELEASE, text)] == ["TN120"]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("tenants/orders/café.yaml", "TN210"),
        ("tenants/orders/EU/zed.yaml", "TN210"),
        ("tenants/Orders/zed.yaml", "TN310"),
        ("integrations/orders/rollouts/Beta.yaml", "TN604"),
    ],
)
def test_a_bad_name_is_one_problem_not_two(path: str, code: str) -> None:
    text = 'from: "1.0.0"\nto: "1.1.0"\nwaves: [{name: a, percent: 1}]\n' if "rollouts" in path else "labels: {a: b}\n"
    assert [each.code.id for each in compile_base({path: text}).diagnostics] == [code]
    assert code in [each.code.id for each in compile_base({path: "lables: {}\n"}).diagnostics][:1]
