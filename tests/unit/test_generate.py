"""The repositories that benchmarks run on are what they say: sound, the same each time, and wrong only where meant."""

from __future__ import annotations

from benchmarks.generate import edited, generate
from support_compile import AS_OF
from tenantry.model.compiled import Compiled
from tenantry.model.snapshot import Snapshot
from tenantry.pipeline import compile_snapshot


def compiled(tenants: int, mistakes: float = 0.0) -> Compiled:
    files = generate(tenants, mistakes=mistakes).files
    return compile_snapshot(Snapshot(files={path: text.encode() for path, text in files.items()}), as_of=AS_OF)


def test_a_generated_repository_has_no_problem() -> None:
    result = compiled(300)
    assert list(result.diagnostics) == []
    assert len(result.installations) == 300
    assert {"canary", "tenth", "half"} & {each.release.wave for each in result.installations}


def test_a_tenant_is_as_large_as_real_ones_are() -> None:
    files = generate(300).files
    tenants = [text for path, text in files.items() if path.startswith("tenants/") and "_defaults" not in path]
    assert len(tenants) == 300
    assert 950 <= sum(len(text.encode()) for text in tenants) / 300 <= 1050
    assert all(25 <= text.count("\n") <= 50 for text in tenants)


def test_an_edit_changes_one_line_each_time() -> None:
    text = next(text for path, text in generate(1).files.items() if "acme" in path)
    once, twice = edited(text), edited(edited(text))
    assert sum(a != b for a, b in zip(text.split("\n"), once.split("\n"), strict=True)) == 1
    assert len({text, once, twice}) == 3


def test_the_same_seed_gives_the_same_repository_and_another_does_not() -> None:
    assert generate(50) == generate(50)
    assert generate(50) != generate(50, seed=1)


def test_every_mistake_is_found_at_its_place_and_nothing_else() -> None:
    made = generate(400, mistakes=0.2).mistakes
    found = {(p.span.path, p.span.line, p.span.column, p.code.id) for p in compiled(400, mistakes=0.2).diagnostics}
    assert len({mistake.code for mistake in made}) == 8
    assert found == {(mistake.path, mistake.line, mistake.column, mistake.code) for mistake in made}
