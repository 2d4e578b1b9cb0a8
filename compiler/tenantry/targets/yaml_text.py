"""YAML that readers of version 1.1 and 1.2 take for the same: built as data, every doubtful text in double quotes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

import yaml

_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*", re.ASCII)
"""Texts that are nothing but text in every version, but for the words below."""
_WORDS: Final = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf", "none"})


class _Dumper(yaml.CSafeDumper):
    """PyYAML's dumper without aliases, and with our quotes."""

    def ignore_aliases(self, data: Any) -> bool:
        """Never an alias: readers of artifacts need not know them."""
        del data
        return True


def _text(dumper: _Dumper, value: str) -> yaml.ScalarNode:
    plain = _PLAIN.fullmatch(value) and value.lower() not in _WORDS
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=None if plain else '"')


_Dumper.add_representer(str, _text)


def yaml_documents(documents: Iterable[Mapping[str, Any]]) -> bytes:
    """The documents as one YAML file, keys in the order given, ASCII alone."""
    text = yaml.dump_all(
        documents, Dumper=_Dumper, sort_keys=False, default_flow_style=False, width=1 << 20, explicit_start=True
    )  # fmt: skip
    return text.encode("ascii")
