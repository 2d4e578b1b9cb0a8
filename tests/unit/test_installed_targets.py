"""Targets of other packages that are broken: refused by the name of their package."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from support_cli import Run
from support_compile import compile_base
from tenantry.errors import UsageError
from tenantry.targets import all_targets, brought

HEAD = """\
from tenantry.model.artifact import Artifact
from tenantry.model.declared import Strict
from tenantry.targets import Target
from tenantry.diagnostics import Code, Diagnostic
class Options(Strict): pass
def own(work):
    return Diagnostic(code=Code("TN999", "own"), message="", span=work.option())
def target(render=lambda work: iter(()), check=lambda work, as_of: iter(()), options=Options, name="chart"):
    return Target(name=name, title="", options=options, limits=(), check=check, render=render)
def one(path, content=b"", target="chart", tenant=None):
    return lambda work: iter([Artifact(path=path, content=content, target=target, tenant=tenant)])
"""
Install = Callable[..., None]
COUNT = itertools.count()


JOINED = """
def joined(work):
    part = Artifact(path='chart/x', content=b'x', target='chart', tenant='orders/nobody')
    return [Artifact.joined([part], path='chart/x', target='chart', empty=b'')]

"""


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Puts a package with one target in reach, as pip lays it out."""

    def packaged(code: str, name: str = "chart", package: str = "acme-chart") -> None:
        module = f"acme_chart_{next(COUNT)}"
        folder = tmp_path / package
        info = folder / f"{package}-2.1.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 2.1\n")
        (info / "entry_points.txt").write_text(f"[tenantry.targets]\n{name} = {module}:TARGET\n")
        (folder / f"{module}.py").write_text(HEAD + JOINED + code)
        monkeypatch.syspath_prepend(str(folder))
        brought.cache_clear()

    yield packaged
    monkeypatch.undo()
    brought.cache_clear()


def compiled() -> list[str]:
    result = compile_base({"tenantry.yaml": "version: 1\ntargets: {chart: {}}\n"})
    return [artifact.path for artifact in result.artifacts]


def test_a_target_renders_below_its_own_name(install: Install) -> None:
    install("TARGET = target(render=one('chart/all.txt'))\n")
    assert "chart/all.txt" in compiled()


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("import nothing_of_that_name\n", "cannot be loaded: ModuleNotFoundError: No module named"),
        ("raise SystemError\n", "cannot be loaded: SystemError"),
        ("", "cannot be loaded: AttributeError"),
        ("TARGET = 3\n", "is no Target"),
        ("TARGET = target(name='other')\n", "calls itself 'other'"),
        ("TARGET = target(options=dict)\n", "has options that are no tenantry.model.declared.Strict"),
        ("class Needy(Strict):\n    queue: str\nTARGET = target(options=Needy)\n", "has an option without a default"),
    ],
)
def test_what_cannot_be_loaded_is_refused_by_its_package(install: Install, code: str, told: str) -> None:
    install(code)
    with pytest.raises(UsageError, match=r"^target 'chart' of acme-chart 2\.1 ") as refused:
        all_targets()
    assert told in str(refused.value)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("TARGET = target(render=one('manifest.json'))\n", "no path below chart/"),
        ("TARGET = target(render=one('chart/../manifest.json'))\n", "no path below chart/"),
        ("TARGET = target(render=one('/chart/x'))\n", "no path below chart/"),
        ("TARGET = target(render=one('chart//x'))\n", "no path below chart/"),
        ("TARGET = target(render=one('chart/a\\nb'))\n", "no path below chart/"),
        ("TARGET = target(render=one('chart/x', 'text'))\n", "no Artifact of bytes"),
        ("TARGET = target(render=one('chart/x', target='kubernetes'))\n", "for another target"),
        ("TARGET = target(render=one('chart/x', tenant='orders/nobody'))\n", "an unknown tenant"),
        ("TARGET = target(render=joined)\n", "an unknown tenant"),
        ("TARGET = target(render=lambda work: 1 / 0)\n", "failed: ZeroDivisionError: division by zero"),
        ("TARGET = target(render=lambda work: ['chart/x'])\n", "no Artifact of bytes"),
        ("TARGET = target(check=lambda work, as_of: ['no'])\n", "says a str where a Diagnostic belongs"),
        ("TARGET = target(check=lambda work, as_of: [own(work)])\n", "says TN999, which is no code of tenantry"),
        ("TARGET = target(check=lambda work, as_of: None)\n", "failed: TypeError"),
    ],
)
def test_what_goes_wrong_later_is_told_as_the_packages_own(install: Install, code: str, told: str) -> None:
    install(code)
    with pytest.raises(UsageError, match=r"^target 'chart' of acme-chart 2\.1 ") as refused:
        compiled()
    assert told in str(refused.value)
    assert refused.value.help == "update or uninstall acme-chart 2.1"


def test_two_packages_with_one_name_are_both_named(install: Install) -> None:
    install("TARGET = target()\n")
    install("TARGET = target()\n", package="other-chart")
    with pytest.raises(UsageError, match=r"acme-chart 2\.1 and other-chart 2\.1 both bring a target 'chart'"):
        all_targets()


def test_wrong_usage_is_what_the_command_line_says(install: Install, invoke: Run) -> None:
    install("import nothing_of_that_name\n")
    ran = invoke("targets")
    assert ran.code == 2
    assert "target 'chart' of acme-chart 2.1 cannot be loaded" in ran.stderr
