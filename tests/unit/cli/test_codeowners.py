"""`tenantry codeowners`: the generated part, the lines of others, and what it refuses."""

from __future__ import annotations

from pathlib import Path

from support_cli import Run
from support_git import commit, git
from support_pages import lay

SETTINGS = "version: 1\napprovals:\n  - {when: [guard], owners: ['@example/platform', a person]}\n"
LINES = """/tenants/ @example/integrations
/integrations/orders/ @example/integrations
/tenants/orders/ @example/integrations
/tenantry.yaml @example/platform
/overrides/ @example/platform
"""


def test_it_is_written_checked_and_kept_fresh(tmp_path: Path, invoke: Run) -> None:
    root = lay(tmp_path, ())
    (root / "tenantry.yaml").write_text(SETTINGS)
    path = root / ".github/CODEOWNERS"
    assert invoke("codeowners", "--check", "-C", root).code == 4
    assert not path.exists()
    assert invoke("codeowners", "-C", root).code == 0
    assert LINES in path.read_text()
    assert invoke("codeowners", "--check", "-C", root).code == 0
    (root / "tenantry.yaml").write_text("version: 1\n")
    assert invoke("codeowners", "--check", "-C", root).code == 4


def test_lines_of_others_stay_and_folders_count_from_the_top_of_git(tmp_path: Path, invoke: Run) -> None:
    root = lay(tmp_path, ())
    git(tmp_path, "init", "--quiet")
    commit(tmp_path)
    path = tmp_path / "CODEOWNERS"
    path.write_text("* @all")
    assert invoke("codeowners", "-C", root).code == 0
    path.write_text(path.read_text() + "/docs/ @writers\n")
    assert invoke("codeowners", "--check", "-C", root).code == 0
    lines = path.read_text().splitlines()
    assert (lines[0], lines[-1]) == ("* @all", "/docs/ @writers")
    assert "/config/tenants/orders/ @example/integrations" in lines


def test_nothing_is_written_through_a_link_or_from_a_broken_repository(tmp_path: Path, invoke: Run) -> None:
    root = lay(tmp_path, ())
    (root / "CODEOWNERS").symlink_to(tmp_path / "elsewhere")
    assert invoke("codeowners", "-C", root).code == 2
    assert not (tmp_path / "elsewhere").exists()
    (root / "CODEOWNERS").unlink()
    (root / "tenants/orders/acme.yaml").write_text("release: {channel: bata}\n")
    assert invoke("codeowners", "-C", root).code == 1
