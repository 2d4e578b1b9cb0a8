"""What a pull request waits for: `validate`, with and without mistakes, and `plan` from the commit before.

Bars: 1 % of broken tenants cost at most `BROKEN` times the clean run. Seconds are of processor time, user and system,
because other work on the machine lengthens the clock's alone.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from compile import TENANTRY, Cost, cost, median
from generate import generate
from measure import Figure

SIZES: Final = (1_000, 10_000)
REPEATS: Final = 5
MISTAKES: Final = 0.01
BROKEN: Final = 1.3
_CHANNEL: Final = 'channels: {default: "1.1.0"'
_GIT: Final = ("git", "-c", "user.name=Bench", "-c", "user.email=bench@example.com", "-c", "gc.auto=0")


def figures() -> Iterator[Figure]:
    """All of them."""
    with tempfile.TemporaryDirectory() as folder:
        for tenants in SIZES:
            yield from _validate(tenants, Path(folder))
            yield from _plans(Path(folder) / str(tenants), tenants)


def _validate(tenants: int, folder: Path) -> Iterator[Figure]:
    """The clean repository and the broken one by turns."""
    clean, broken = folder / str(tenants), folder / f"{tenants}-broken"
    generate(tenants).write(clean)
    generate(tenants, mistakes=MISTAKES).write(broken)
    pairs = [(_cost(clean, "validate"), _cost(broken, "validate", codes=(1,))) for _ in range(REPEATS)]
    first, second = (median(costs) for costs in zip(*pairs, strict=True))
    yield _figure(f"validate {tenants:,} tenants", first)
    ratio = second.cpu / first.cpu
    remark = f"bar {BROKEN} x" + ("" if ratio <= BROKEN else ", MISSED")
    yield Figure(name=f"  against it with {MISTAKES:.0%} of them broken", value=ratio, unit="x", remark=remark)


def _plans(root: Path, tenants: int) -> Iterator[Figure]:
    """From the commit: nothing changed, one tenant edited, a channel moved in half of the integrations."""
    for arguments in (("init", "--quiet"), ("add", "--all"), ("commit", "--quiet", "--message=base")):
        subprocess.run([*_GIT, *arguments], cwd=root, check=True)
    yield _figure("  plan HEAD, nothing changed", _planned(root))
    edited = max(path for path in root.glob("tenants/*/*.yaml") if path.name != "_defaults.yaml")
    edited.write_text(edited.read_text(encoding="utf-8") + "metadata: {edited: true}\n", encoding="utf-8")
    yield _figure("  plan HEAD, one tenant edited", _planned(root))
    moved = sorted(root.glob("integrations/*/integration.yaml"))[::2]
    for path in moved:
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(_CHANNEL, _CHANNEL.replace("1.1.0", "1.2.0")), encoding="utf-8")
    yield _figure(f"  plan HEAD, a channel moved in {len(moved)} integrations", _planned(root))


def _planned(root: Path) -> Cost:
    """What a plan costs, whether or not the guard lets it pass."""
    return median([_cost(root, "plan", "HEAD", codes=(0, 5)) for _ in range(REPEATS)])


def _cost(root: Path, *arguments: str, codes: tuple[int, ...] = (0,)) -> Cost:
    return cost([*TENANTRY, "-q", "-C", str(root), *arguments], codes=codes)


def _figure(name: str, taken: Cost) -> Figure:
    return Figure(name=name, value=taken.cpu, unit="cpu s", remark=f"{taken.wall:.2f} s, {taken.memory:.0f} MiB")
