"""What all tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The folder of outside test data."""
    folder = Path(os.environ.get("TENANTRY_CORPORA", ROOT.parent / "shared" / "corpora"))
    if not folder.is_dir():
        pytest.fail(f"needs the corpora: set TENANTRY_CORPORA ({folder} is not there)")
    return folder
