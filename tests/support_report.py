"""Reports for tests: problems at places of files that exist only here, and texts that try to break a format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hypothesis import strategies as st

from tenantry.diagnostics import Code, Diagnostic, codes
from tenantry.model.document import Span
from tenantry.report import Report

PATH = "tenants/orders/acme.yaml"
HOSTILE = (
    "\x1b[31mred\x1b[0m",
    "\x1b]8;;https://evil.example\x07here\x1b]8;;\x07",
    "\x9b2J",
    "a\rb\nc\td\x00\x7f\x85",
    "\u202eabc\u2066\u2069\u200b\ufeff",
    "\u2028\u2029",
    "::error file=x::y",
    " ::stop-commands::token",
    "##[add-mask]x ###[group]y ##vso[task.setvariable variable=a]b",
    "100% of a:b,c;d=e",
    "<img src=x onerror=alert(1)> & ]]> \"q\" 'q' <!-- c -->",
    "`code` *b* _i_ [t](javascript:x) | @team #12 ~~s~~ \\` ![i](u) $x$ https://e.example",
    "\ud800 lone, \ufffe none, \U000e0041 tag",
    "日本語 é e\u0301 👩\u200d💻",
    "",
)
"""Rows R1 to R5 of what reports must survive: terminal controls, bidi, workflow commands, markup, XML."""
texts = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(max_size=40),
    st.text(alphabet=st.sampled_from("\x1b\r\n\t :%#[]<>&\"'`|*_@\u202e\u2028\x7f\x9bab"), max_size=40),
)


def problem(
    message: str = "it is wrong",
    *,
    code: Code = codes.UNKNOWN_CHANNEL,
    span: Span | None = None,
    help: str | None = None,
    tenants: Sequence[str] = (),
) -> Diagnostic:
    """A problem, by default of one word on line 2 of a tenant."""
    return Diagnostic(
        code=code, message=message, span=span or Span(PATH, 2, 20, 2, 24), help=help, tenants=tuple(tenants)
    )


def report(*diagnostics: Diagnostic, files: Mapping[str, str] | None = None, secrets: Sequence[Span] = ()) -> Report:
    """A report of these problems in files with these texts."""
    contents = files or {PATH: "labels: {tier: gold}\nrelease: {channel: gold}\n"}

    def line(path: str, number: int) -> str | None:
        lines = contents.get(path, "").split("\n")
        return lines[number - 1] if number <= len(lines) else None

    return Report(
        diagnostics=diagnostics, tenants=9, integrations=2, files=31, source_line=line, secrets=tuple(secrets)
    )
