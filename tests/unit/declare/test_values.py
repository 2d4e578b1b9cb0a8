"""Values that a field cannot mean: refused at the value, in words that say what to write."""

from __future__ import annotations

import pytest

from support_compile import base_files, compile_base

ACME = "tenants/orders/acme.yaml"
SETTINGS = "tenantry.yaml"
INTEGRATION = "integrations/orders/integration.yaml"
RELEASE = "integrations/orders/releases/1.0.0/release.yaml"
ROLLOUT = "integrations/orders/rollouts/default.yaml"
OVERRIDE = "overrides/move.yaml"
MOVE = 'from: "1.0.0"\nto: "1.1.0"\n'
EXCEPTION = "reason: r\nowner: o\n"

CASES = [
    (ACME, "labels: {a b: c}", "TN203", "is not the name of a label"),
    (ACME, 'labels: {a: " "}', "TN203", "'a' is empty"),
    (ACME, 'release: {pin: "1 0", reason: r}', "TN309", "is not a release version"),
    (ACME, 'release: {pin: "1.0.0", reason: r, until: "2026-2-3"}', "TN309", "is not a date"),
    (ACME, "release: {channel: Beta}", "TN309", "is not a name"),
    (ACME, "release: {channel: beta, reason: r}", "TN309", "has a channel, which takes no reason"),
    (ACME, "schedule: {every: 1h, cron: H * * * *}", "TN403", "must say either how often or a cron expression"),
    (ACME, "schedule: {cron: H * * * *, at: '02:00'}", "TN403", "'at' stands beside `cron`"),
    (ACME, "schedule: {every: 1h, days: both}", "TN403", "'days' stands beside `every`"),
    (ACME, "schedule: {every: 1h, timezone: Mars/Base}", "TN404", "is not a time zone"),
    (ACME, "connections: {shop: {keys: {token: 'a b'}}}", "TN503", "is not the name of a secret's key"),
    (SETTINGS, "version: 1\nconnect: {base_url: 'https://x/?a=b'}", "TN013", "holds a query or fragment"),
    (SETTINGS, "version: 1\nsecrets: {address: 'http://example.com'}", "TN503", "is not an address that may be used"),
    (SETTINGS, "version: 1\nsecrets: {path: '{integration}/{connector}'}", "TN503", "one path"),
    (
        SETTINGS,
        "version: 1\nsecrets: {path: '{integration}/{tenant}/{nope}'}",
        "TN503",
        "has a field that there is not",
    ),
    (SETTINGS, "version: 1\nsecrets: {global_path: '{tenant}/x'}", "TN503", "'global_path' holds {tenant}"),
    (SETTINGS, "version: 1\nschedule: {min_interval: 5}", "TN403", "must be a length of time"),
    (SETTINGS, "version: 1\nschedule: {min_interval: 5x}", "TN403", "is not a length of time"),
    (SETTINGS, "version: 1\nguard: {max_changed: 3.5%}", "TN013", "is not a limit"),
    (INTEGRATION, "schedule: {options: [7m]}", "TN403", "names a period that there is not"),
    (INTEGRATION, "schedule: {options: [1h], default: 6h}", "TN403", "has a default that is not among its options"),
    (INTEGRATION, "limits: {concurrency: 0}", "TN323", "must be at least 1"),
    (RELEASE, "end_of_life: 2027-3-1", "TN333", "is not a date"),
    (ROLLOUT, MOVE + "waves: [{name: a, percent: 0}]", "TN604", "must be at least 1"),
    (ROLLOUT, MOVE + "waves: [{name: a}]", "TN604", "must choose tenants by labels or by share"),
    (ROLLOUT, MOVE + "waves: [{name: a, select: {}}]", "TN604", "selects by no label"),
    (ROLLOUT, MOVE + "waves: [{name: a, percent: 1}]\nsince: soon", "TN604", "is not a time with its zone"),
    (OVERRIDE, EXCEPTION + 'allow: [guard]\nuntil: "soon"', "TN604", "is not a date"),
    (
        OVERRIDE,
        EXCEPTION + 'allow: [gard]\nuntil: "2027-01-01"',
        "TN604",
        "must be 'guard', 'soak', 'freeze' or 'hold'",
    ),
]
FREEZES = [
    ('from: soon, to: "2027-01-02T00:00"', "is not a local time"),
    ('from: "2026-12-24T00:00Z", to: "2027-01-02T00:00"', "is not a local time"),
    ('from: "2026-12-24T00:00", to: "2026-12-24T00:00"', "'to' is not after `from`"),
]


def laid(path: str, text: str) -> str:
    """The whole file: some are the base's own with a line more."""
    base = base_files().get(path, b"").decode()
    if path == INTEGRATION:
        base = "".join(line for line in base.splitlines(keepends=True) if not line.startswith(text.partition(":")[0]))
    return (base if path in (INTEGRATION, RELEASE) else "") + text + "\n"


@pytest.mark.parametrize(("path", "text", "code", "words"), CASES)
def test_a_value_that_a_field_cannot_mean(path: str, text: str, code: str, words: str) -> None:
    whole = laid(path, text)
    found = [each for each in compile_base({path: whole}).diagnostics if each.span.path == path]
    assert [each.code.id for each in found] == [code]
    assert words in found[0].message
    assert 1 <= found[0].span.line <= whole.count("\n")


@pytest.mark.parametrize(("times", "words"), FREEZES)
def test_a_freeze_has_two_local_times_in_their_order(times: str, words: str) -> None:
    text = f"version: 1\nfreezes: [{{name: a, {times}, reason: r}}]\n"
    (found,) = compile_base({SETTINGS: text}).diagnostics
    assert (found.code.id, found.span.line) == ("TN604", 2)
    assert words in found.message


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("schedule: {cron: H * * * *, on: mon, timezone: UTC}", "mon"),
        ("schedule: {cron: H * * * *, spread: false}", "false"),
        ("schedule: {days: both, every: 1h}", "both"),
    ],
)
def test_what_does_not_belong_into_a_schedule_is_refused_at_its_place(line: str, place: str) -> None:
    (found,) = compile_base({ACME: line + "\n"}).diagnostics
    assert line[found.span.column - 1 : found.span.end_column - 1] == place


@pytest.mark.parametrize(
    ("every", "help_text"),
    [("60m", "write 1h"), ("24h", "write 1d"), ("7d", "write 1w"), ("1H", "did you mean '1h'?"), ("7m", "known: 5m")],
)
def test_a_period_that_there_is_not_gets_the_one_of_its_length(every: str, help_text: str) -> None:
    (found,) = compile_base({ACME: f"schedule: {{every: {every}}}\n"}).diagnostics
    assert (found.code.id, (found.help or "")[: len(help_text)]) == ("TN403", help_text)
