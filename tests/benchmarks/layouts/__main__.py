"""`python -m layouts lay REPOSITORY BUILD OUT` writes every layout; `python -m layouts differing BUILD COMPILED` prints
the artifacts that Kapitan's documents are not equal to, and fails if there are some.

In a process of its own, so that the one that measures stays small.
"""

from __future__ import annotations

import sys
from pathlib import Path

from layouts import dags, jobs, kapitan, records


def main(what: str, *paths: str) -> None:
    """Does one of the two."""
    places = [Path(path) for path in paths]
    if what == "differing":
        found = kapitan.differing(*places)
        sys.exit("\n".join(found) or 0)
    repository, build, out = places
    for name, lay in (("kapitan", kapitan.lay), ("jobs", jobs.lay), ("dags", dags.lay), ("records", records.lay)):
        lay(repository, build, out / name)


if __name__ == "__main__":
    main(*sys.argv[1:])
