"""What readers of each format get of a plan that tries to break it, and how much of a large one."""

from __future__ import annotations

import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from markdown_it import MarkdownIt

from support_plan import INTEGRATION, Files, fleet, planned
from support_report import HOSTILE, texts
from tenantry.model.change import Plan
from tenantry.report import escape
from tenantry.report.plan import FORMATS, Asked

EVIL = (
    *(each for each in HOSTILE if each.strip()),
    "@org/team #123 GH-1 a@b.example www.evil.example https://evil.example",
    "<!-- tenantry plan -->",
    "</code></details><img src=x onerror=alert(1)>",
    "```\n# All checks passed\n```",
    "[x](javascript:alert(1)) ![y](//evil.example/z) | a | b",
    '"><script>alert(1)</script>',
    "{{ 7 * 7 }} {% raw %} ${x} $$x$$",
)
TAGS = {"code", "br", "details", "summary", "span"}


def hostile() -> Plan:
    """A plan whose values, reasons and owners are all hostile."""
    text = "\n".join(f"  l{index}: {escape_yaml(each)}" for index, each in enumerate(EVIL))
    why = f"reason: {escape_yaml(EVIL[-2])}\nowner: '::error file=x::y'\n"
    rules = "approvals:\n  - {when: [labels, guard], owners: ['::stop-commands::x', '@org/team #1']}\n"
    change: Files = {
        "tenants/orders/acme.yaml": f"labels:\n{text}\nmetadata:\n{text}\n",
        "tenantry.yaml": f"version: 1\nenvironment: prod\n{rules}",
        "overrides/evil.yaml": f'allow: [guard]\n{why}until: "2027-01-01"\n',
    }
    found = planned({}, change)
    assert len(found.tenants[0].changes) > 2 * len(EVIL)
    return found


def escape_yaml(text: str) -> str:
    """A text that YAML gives back, but for what the loader refuses anyway."""
    shown = escape.terminal(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{shown}"'


def wide(number: int = 400) -> Plan:
    """Every tenant of a large fleet with changes of its own, and one that all share."""
    before = fleet(number)
    after = {path: f"labels: {{n: '{path[-9:-5]}'}}\nschedule: {{every: 15m}}\n" for path in before}
    return planned(before, after)


class Tags(HTMLParser):
    """The elements, attributes and comments of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.comments: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)


def test_a_comment_holds_no_markup_but_its_own() -> None:
    page = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(FORMATS["markdown"](hostile(), Asked()))
    found = Tags(page)
    ours = TAGS | {"h3", "p", "strong", "ul", "li"}
    assert {tag for tag, _ in found.tags} <= ours
    assert [attributes for _, attributes in found.tags if attributes] == []
    assert found.comments == [" tenantry plan "]


@pytest.mark.consumer
def test_githubs_own_reader_makes_no_link_of_it() -> None:
    program = shutil.which("cmark-gfm")
    if program is None:
        pytest.fail("needs cmark-gfm: .ci/tools")
    given = FORMATS["markdown"](hostile(), Asked()).encode()
    options = [part for name in ("autolink", "table", "strikethrough") for part in ("-e", name)]
    page = subprocess.run([program, "--unsafe", *options], input=given, capture_output=True, check=True).stdout.decode()
    assert {tag for tag, _ in Tags(page).tags} <= TAGS | {"h3", "p", "strong", "ul", "li"}


@settings(max_examples=150)
@given(texts)
def test_code_reads_as_the_text_and_as_nothing_else(text: str) -> None:
    page = MarkdownIt("commonmark", {"html": True}).render(f"- <code>{escape.code(text)}</code>\n")
    inner = page.removeprefix("<ul>\n<li><code>").removesuffix("</code></li>\n</ul>\n")
    plain = inner.replace("<span></span>", "")
    assert "<" not in plain
    for name, character in (("lt", "<"), ("gt", ">"), ("quot", '"'), ("amp", "&")):
        plain = plain.replace(f"&{name};", character)
    assert plain.split() == escape.terminal(text).split()


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_nothing_is_obeyed_or_unseen(form: str) -> None:
    shown = FORMATS[form](hostile(), Asked())
    assert re.search(r"^\s*(::|##\[)", shown, re.MULTILINE) is None
    assert re.search(r"##(\[|vso\[)", shown) is None
    assert [letter for letter in shown if not letter.isprintable() and letter != "\n"] == []


@pytest.mark.parametrize("room", [1_000, 2_000, 10_000, 65_000])
def test_a_comment_is_never_too_large_and_says_what_it_leaves_out(room: int) -> None:
    for plan in (wide(), hostile(), planned({}, {})):
        shown = FORMATS["markdown"](plan, Asked(max_bytes=room))
        assert len(shown.encode()) <= room
        assert shown.count("<details>") == shown.count("</details>")
        assert plan.digest in shown
    assert "more items found no room here" in FORMATS["markdown"](wide(), Asked(max_bytes=room))


def test_many_tenants_read_as_a_few_lines() -> None:
    moved = {INTEGRATION: _moved()}
    found = planned(fleet(300), moved)
    shown = FORMATS["text"](found, Asked())
    assert len(shown.splitlines()) < 40
    assert "300 tenants: release 1.0.0 → 1.1.0" in shown
    assert found.outliers == frozenset()


def test_who_does_not_do_as_the_group_does_stands_alone() -> None:
    files = fleet(20, "configs: {region: us}\n")
    after = {**dict.fromkeys(files, "configs: {region: eu}\n"), "tenants/orders/t0003.yaml": "paused: true\n"}
    found = planned(files, {"tenants/orders/_defaults.yaml": "labels: {a: b}\n", **after})
    assert found.outliers == {"orders/t0003"}
    assert found.groups[0].field == "labels.a"
    assert len(found.groups[0].tenants) == 20


def test_a_page_needs_nothing_else_and_runs_nothing() -> None:
    page = FORMATS["html"](hostile(), Asked())
    found = Tags(page)
    policy = next(each["content"] or "" for tag, each in found.tags if each.get("http-equiv"))
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert {tag for tag, _ in found.tags} & {"script", "img", "link", "a", "iframe", "form", "object"} == set()
    assert {name for _, each in found.tags for name in each} <= {
        *("class", "lang", "charset", "content", "name", "http-equiv"),
    }
    assert found.comments == []


@pytest.mark.consumer
def test_a_browser_shows_the_page(tmp_path: Path) -> None:
    program = shutil.which("chromium")
    if program is None:
        pytest.fail("needs chromium: .ci/tools")
    (tmp_path / "plan.html").write_text(FORMATS["html"](hostile(), Asked()), encoding="utf-8")
    picture = tmp_path / "plan.png"
    options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}/profile"]
    asked = [f"--screenshot={picture}", "--window-size=1000,1400", f"file://{tmp_path}/plan.html"]
    subprocess.run([program, *options, *asked], capture_output=True, timeout=100, check=True)
    assert picture.stat().st_size > 30_000
    dumped = subprocess.run(
        [program, *options, "--dump-dom", asked[-1]], capture_output=True, timeout=100, check=True
    ).stdout.decode()
    assert "Refused" in dumped or "May be merged" in dumped
    assert Tags(dumped).tags.count(("script", {})) == 0


def test_secrets_are_not_told() -> None:
    key = "AKIA" + "IOSFODNN7EXAMPLE"
    before: Files = {"tenants/orders/acme.yaml": f"configs: {{api_label: {key}}}\n"}
    found = planned(before, {"tenants/orders/acme.yaml": "configs: {api_label: fine}\n"})
    for plan in (found, planned({}, before)):
        for form, write in FORMATS.items():
            assert key not in write(plan, Asked(verbose=True)), form
        assert plan.tenants[0].id == "orders/acme"


def _moved() -> str:
    return 'title: t\nowners: ["@a/b"]\nchannels: {default: "1.1.0"}\nconnectors:\n  shop: {secrets: [token]}\n'
