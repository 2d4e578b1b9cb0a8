"""A plan as one page that needs nothing else: no script, no address, no font; it may be opened from a disk."""

from __future__ import annotations

from base64 import b64encode
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from tenantry.model.change import Plan
from tenantry.report.escape import terminal
from tenantry.report.plan.asked import Asked
from tenantry.report.plan.outline import outline, states, totals, verdict

_FOLDED = 20
"""Items from which on a section is folded."""


def html_plan(plan: Plan, asked: Asked) -> str:
    """The whole page, every item and tenant in it."""
    del asked
    style = files("tenantry.report.plan").joinpath("page.css").read_text(encoding="utf-8")
    kind, sentence = verdict(plan)
    page: str = _template().render(
        style=style,
        style_hash="sha256-" + b64encode(sha256(style.encode()).digest()).decode(),
        kind=kind,
        sentence=sentence,
        totals=totals(plan),
        states=states(plan),
        digest=plan.digest,
        sections=outline(plan),
        known=len(plan.known),
        folded=_FOLDED,
    )
    return page


@lru_cache(maxsize=1)
def _template() -> Any:
    """The page's template. It comes from the package alone; every text is made fit to be seen, then escaped."""
    from jinja2 import PackageLoader, StrictUndefined  # noqa: PLC0415  other formats need no templates
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415

    environment = ImmutableSandboxedEnvironment(
        loader=PackageLoader("tenantry.report", "plan"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["seen"] = terminal
    return environment.get_template("page.html.j2")
