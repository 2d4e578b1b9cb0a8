"""A PANDIUM.yaml as a run manifest."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from tenantry.diagnostics import Code, Diagnostic, codes, nearest
from tenantry.manifest.compile import config_schema
from tenantry.manifest.config_schema import ConfigSchema
from tenantry.manifest.uischema import form_problems
from tenantry.model.document import Document

_KNOWN: Final = ("version", "base", "build", "run", "configs", "connectors", "metadata_schema", "name", "description")
_COMMANDS: Final = ("run", "build", "base")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """How a release is built and run, the connectors that it talks to, and its options.

    `base` is in lower case, as real files vary in it; `connectors` is None where the file names none, and the release
    then talks to all of its integration.
    """

    path: str
    run: str
    base: str | None
    build: str | None
    version: str | None
    connectors: tuple[str, ...] | None
    configs: ConfigSchema
    metadata: ConfigSchema | None
    document: Document = field(repr=False)


def read_manifest(document: Document) -> tuple[Manifest | None, list[Diagnostic]]:
    """The manifest, or None, and what is wrong with it."""
    reader = _Reader(document)
    manifest = reader.manifest()
    return manifest, reader.problems


class _Reader:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[Diagnostic] = []

    def manifest(self) -> Manifest | None:
        self._unknown_keys()
        texts = {name: self._text(name) for name in _COMMANDS}
        if not self.document.has("run"):
            self._problem(codes.MISSING_MANIFEST_KEY, "run", "'run' is missing", "add the command that starts a sync")
        configs = self._schema("configs", "config")
        metadata = self._schema("metadata_schema", "metadata") if self.document.has("metadata_schema") else None
        connectors = self._connectors()
        run = texts["run"]
        if run is None or configs is None or any(not _warns(problem) for problem in self.problems):
            return None
        return Manifest(
            path=self.document.path,
            run=run,
            base=texts["base"].lower() if texts["base"] else None,
            build=texts["build"],
            version=None if self.document.get("version") is None else str(self.document.get("version")),
            connectors=connectors,
            configs=configs,
            metadata=metadata,
            document=self.document,
        )

    def _unknown_keys(self) -> None:
        data = self.document.data
        for key in data if isinstance(data, dict) else ():
            if key not in _KNOWN:
                self.problems.append(
                    Diagnostic(
                        code=codes.UNKNOWN_MANIFEST_KEY,
                        message=f"a run manifest has no key '{key}'; it is not read",
                        span=self.document.key(key),
                        help=nearest(key, _KNOWN),
                    )
                )

    def _text(self, name: str) -> str | None:
        value = self.document.get(name)
        if value is None:
            if name == "run" and self.document.has(name):
                self._problem(
                    codes.MISSING_MANIFEST_KEY, name, "'run' is empty", "write the command that starts a sync"
                )
            return None
        if isinstance(value, str) and (value.strip() or name != "run"):
            return value
        self._problem(codes.MANIFEST_TYPE, name, f"'{name}' must be text", "write one command, quoted if need be")
        return None

    def _schema(self, section: str, what: str) -> ConfigSchema | None:
        value = self.document.get(section)
        if value is not None and not isinstance(value, dict):
            self._problem(
                codes.MANIFEST_TYPE, section, f"'{section}' must be a mapping", "with `schema:` and `uischema:`"
            )
            return None
        schema, problems = config_schema(self.document, (section, "schema"), what=what)
        self.problems += problems
        if schema is not None and section == "configs":
            self.problems += form_problems(self.document, (section, "uischema"), schema)
        return schema

    def _connectors(self) -> tuple[str, ...] | None:
        value = self.document.get("connectors")
        if value is None:
            return None
        if isinstance(value, list) and all(isinstance(name, str) and name for name in value):
            return tuple(dict.fromkeys(value))
        self._problem(
            codes.MANIFEST_TYPE, "connectors", "'connectors' must be a list of names", "as in [shopify, netsuite]"
        )
        return None

    def _problem(self, code: Code, key: str, message: str, help_text: str) -> None:
        self.problems.append(Diagnostic(code=code, message=message, span=self.document.at(key), help=help_text))


def _warns(problem: Diagnostic) -> bool:
    return problem.severity.value == "warning"
