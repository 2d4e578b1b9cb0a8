"""What Jinja2 lacks to write an option as the text of an environment variable."""

import json


def text(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def plain(value):
    return json.dumps(value, ensure_ascii=False)
