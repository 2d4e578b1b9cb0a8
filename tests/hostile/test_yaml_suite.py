"""The outside corpus of YAML: nothing invalid is read, and nothing valid is read as something else."""

from __future__ import annotations

import json
from pathlib import Path

from support_yaml import taken
from tenantry.load import load_document

INVALID = 94
WITH_JSON = 282
TAKEN = 16


def cases(corpora: Path) -> list[Path]:
    return sorted(path.parent for path in (corpora / "yaml-test-suite").rglob("in.yaml"))


def test_every_invalid_input_is_refused(corpora: Path) -> None:
    invalid = [case for case in cases(corpora) if (case / "error").exists()]
    accepted = [case.name for case in invalid if not load_document("x.yaml", (case / "in.yaml").read_bytes())[1]]
    print(f"{len(invalid)} invalid inputs")
    assert (len(invalid), accepted) == (INVALID, [])


def test_every_valid_input_is_read_as_its_json_or_refused_by_name(corpora: Path) -> None:
    valid = [case for case in cases(corpora) if (case / "in.json").exists()]
    other = [case.name for case in valid if not same_or_refused(case)]
    print(f"{len(valid)} inputs with JSON")
    assert (len(valid), other) == (WITH_JSON, [])


def test_the_plain_lane_reads_the_inputs_alike_or_not_at_all(corpora: Path) -> None:
    texts = [(case / "in.yaml").read_bytes().decode("utf-8", "replace") for case in cases(corpora)]
    count = sum(map(taken, texts))
    print(f"{count} of {len(texts)} inputs are taken")
    assert count >= TAKEN


def same_or_refused(case: Path) -> bool:
    document, problems = load_document("x.yaml", (case / "in.yaml").read_bytes())
    if problems:
        return all(problem.code.id.startswith("TN1") for problem in problems)
    return document is not None and document.data == json.loads((case / "in.json").read_text())
