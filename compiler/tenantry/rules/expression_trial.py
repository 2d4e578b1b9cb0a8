"""What a rule says of a specimen before it is asked of a tenant: values that do not fit together, functions that there
are not, answers that are neither true nor false. The library checks no types, and so a branch that the specimen does
not take is not looked at."""

from __future__ import annotations

import re
from typing import Any, Final

_NAMED: Final = re.compile(r"tenant\.(labels|env)(?:\.([A-Za-z_]\w*)|\[[\"']([^\"']+)[\"']\])")
_ASKED: Final = re.compile(r"[\"']([^\"']+)[\"']\s+in\s+tenant\.(labels|env)\b")
_UNKNOWN: Final = re.compile(r"Undefined variable or function: '(\w+)'")
_TEXT: Final = "text"


def trial(program: Any, text: str) -> str | None:
    """Why the expression could have no answer, or None. Names that a tenant may lack are no fault here."""
    try:
        answer = program.execute({"tenant": _specimen(text)})
    except TypeError:
        return "it joins or compares values of different kinds"
    except RuntimeError as failed:
        unknown = _UNKNOWN.match(str(failed))
        return f"there is no function '{unknown.group(1)}' for such values" if unknown else None
    except (KeyError, ValueError):
        return None
    return None if isinstance(answer, bool) else "it comes to neither true nor false"


def _specimen(text: str) -> dict[str, Any]:
    """An installation with a value of the right kind in every field, and the labels and variables that are named."""
    names: dict[str, dict[str, str]] = {"labels": {}, "env": {}}
    for section, dotted, quoted in _NAMED.findall(text):
        names[section][dotted or quoted] = _TEXT
    for name, section in _ASKED.findall(text):
        names[section][name] = _TEXT
    release = "version channel pin commit image base build run wave reason owner until"
    identity = {"id": "integration/tenant", "name": "tenant", "integration": "integration", "labels": names["labels"]}
    return {
        "version": 1,
        "id": identity["id"],
        "tenant": identity,
        "labels": names["labels"],
        "groups": [_TEXT],
        "release": dict.fromkeys(release.split(), _TEXT),
        "schedule": {"cron": ["0 * * * *"], "timezone": "UTC", "days": "either", "paused": False, "source": "every 1h"},
        "paused": False,
        "timeout_seconds": 600,
        "env": names["env"],
        "configs": {},
        "connections": {},
        "secrets": {},
        "metadata": {},
    }
