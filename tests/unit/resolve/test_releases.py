"""Which release a tenant runs: channels, latest, pins and rollouts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_compile import base_files, compile_base, installation, shown
from tenantry.resolve.rollout import share

ACME = "tenants/orders/acme.yaml"
FOLDER = "integrations/orders"
ROLLOUT = f"{FOLDER}/rollouts/beta.yaml"
SHARES = [92.065, 35.516, 56.413, 11.635]
"""What the first release of this tool gave, and every later one must."""
WAVES = """from: "1.0.0"
to: "1.1.0"
waves:
  - {name: canary, select: {ring: canary}}
  - {name: half, percent: 50}
  - {name: everyone, percent: 100}
"""


def release(version: str, built_at: str, status: str = "available") -> dict[str, str | None]:
    """A further release of the base repository."""
    manifest = base_files()[f"{FOLDER}/releases/1.1.0/PANDIUM.yaml"].decode()
    text = f'built_at: "{built_at}"\ncommit: "{"3" * 40}"\nstatus: {status}\nreason: x\n'
    folder = f"{FOLDER}/releases/{version}"
    return {f"{folder}/release.yaml": text, f"{folder}/PANDIUM.yaml": manifest}


def test_latest_is_the_newest_built_and_passes_yanked_ones_over() -> None:
    files = {
        **release("0.9.9", "2026-10-01T00:00:00+09:00"),
        **release("2.0.0", "2026-11-01T00:00:00Z", "yanked"),
        ACME: "release: {channel: latest}\n",
    }
    found = installation(files)
    assert (found.release.version, found.release.channel) == ("0.9.9", "latest")


def test_a_pin_beats_the_channel_and_no_rollout_moves_it() -> None:
    files = {ROLLOUT: WAVES + "reached: everyone\n", ACME: 'release: {pin: "1.0.0", reason: audit}\n'}
    found = installation(files)
    assert (found.release.version, found.release.channel) == ("1.0.0", None)
    assert found.release.pin is not None


@pytest.mark.parametrize(
    ("reached", "labels", "version", "wave"),
    [
        ("", "{ring: canary}", "1.0.0", None),
        ("reached: canary\n", "{ring: canary}", "1.1.0", "canary"),
        ("reached: canary\n", "{ring: late}", "1.0.0", None),
        ("reached: everyone\n", "{ring: late}", "1.1.0", "half"),
    ],
)
def test_a_rollout_moves_whom_its_waves_select(reached: str, labels: str, version: str, wave: str | None) -> None:
    text = f"labels: {labels}\nrelease: {{channel: beta}}\n"
    found = installation({ROLLOUT: WAVES + reached, ACME: text}, "orders/acme")
    assert found.release.version == version
    assert found.release.wave in (wave, "everyone" if wave == "half" else wave)


def test_the_share_of_a_tenant_is_frozen() -> None:
    assert [round(share(f"orders/t{number}", "1.1.0"), 3) for number in range(4)] == SHARES


@given(st.integers(1, 99), st.text("abc", min_size=1, max_size=5))
def test_waves_only_ever_add(percent: int, name: str) -> None:
    place = share(f"orders/{name}", "1.1.0")
    assert 0 <= place < 100
    assert not place < percent or place < percent + 1


def test_a_share_is_close_to_its_percentage() -> None:
    taken = sum(share(f"orders/tenant-{number}", "1.1.0") < 10 for number in range(5000))
    assert 400 < taken < 600


def test_the_chain_of_a_release_leads_through_rollout_channel_and_tenant() -> None:
    files = {ROLLOUT: WAVES + "reached: everyone\n", ACME: "release: {channel: beta}\n"}
    chain = [(origin.span.path, origin.span.line) for origin in installation(files).origins["release"]]
    assert chain[0] == (ROLLOUT, 2)
    assert chain[-2:] == [(f"{FOLDER}/integration.yaml", 3), (ACME, 1)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("release: 1.10\n", "TN121 {}:1:10-1:14 'release' must be a mapping with a quoted version"),
        ("release: {pin: 1.10, reason: x}\n", "TN121 {}:1:16-1:20 'pin' must be text, and without quotes this is not"),
        ('release: {pin: "9.9", reason: x}\n', "TN301 {}:1:16-1:21 orders has no release '9.9'"),
        ("release: {}\n", "TN309 {}:1:1-1:8 'release' must name either a channel or a pin"),
        (
            "release: {channel: Beta}\n",
            "TN309 {}:1:20-1:24 'channel' is not a name: lower-case letters, digits and inner hyphens",
        ),
    ],
)
def test_what_no_release_can_be(text: str, expected: str) -> None:
    assert shown(compile_base({ACME: text})) == [expected.format(ACME)]


def test_tenants_whose_channel_is_broken_are_named() -> None:
    release = "integrations/orders/releases/1.0.0/release.yaml"
    text = base_files()[release].decode().replace("available", "yanked\nreason: it loses orders")
    found = compile_base({release: text}).diagnostics
    assert [(each.code.id, each.tenants) for each in found] == [("TN303", ("orders/acme", "orders/borealis"))]


def test_tenants_of_a_rollout_to_a_yanked_release_are_named() -> None:
    release = "integrations/orders/releases/1.1.0/release.yaml"
    files = {
        release: base_files()[release].decode().replace("available", "yanked\nreason: it loses orders"),
        "integrations/orders/rollouts/default.yaml": 'from: "1.0.0"\nto: "1.1.0"\nreached: gold\n'
        "waves: [{name: gold, select: {tier: gold}}]\n",
    }
    found = [each for each in compile_base(files).diagnostics if "rollout" in each.span.path]
    assert [(each.code.id, each.span.line, each.tenants) for each in found] == [("TN303", 2, ("orders/acme",))]
