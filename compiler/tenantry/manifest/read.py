"""A PANDIUM.yaml as a run manifest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from tenantry.diagnostics import Code, Diagnostic, Severity, codes, nearest
from tenantry.manifest.compile import config_schema
from tenantry.manifest.config_schema import ConfigSchema
from tenantry.manifest.uischema import form_notes, form_problems
from tenantry.model.document import Document, Span

_KNOWN: Final = ("version", "base", "build", "run", "configs", "connectors", "metadata_schema", "name", "description")
_TEXTS: Final = ("run", "build", "base")
_SECTION: Final = ("schema", "uischema")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """How a release is built and run, the connectors that it talks to, and its options.

    `base` is in lower case, as real files vary in it; `connectors` is None where the file names none, and the release
    then talks to all of its integration; `notes` are what the form says to people about each option.
    """

    path: str
    run: str
    base: str | None
    build: str | None
    version: str | None
    connectors: tuple[str, ...] | None
    configs: ConfigSchema
    metadata: ConfigSchema | None
    notes: Mapping[str, str] = field(repr=False)
    document: Document = field(repr=False)

    def connector_place(self, index: int) -> Span:
        """Where the connector of this index is named."""
        written = self.document.get("connectors")
        if isinstance(written, dict):
            return self.document.key("connectors", list(written)[index])
        if isinstance(self.document.get("connectors", index), dict):
            return self.document.at("connectors", index, "name")
        return self.document.at("connectors", index)


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
        self._unknown_keys(_KNOWN)
        version = self._version()
        texts = {name: self._text(name) for name in _TEXTS}
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
            version=version,
            connectors=connectors,
            configs=configs,
            metadata=metadata,
            notes=form_notes(self.document, ("configs", "uischema")),
            document=self.document,
        )

    def _unknown_keys(self, known: Sequence[str], *keys: str) -> None:
        """Notes the keys of the mapping at `keys` that nothing reads."""
        data = self.document.get(*keys)
        for key in data if isinstance(data, dict) else ():
            if key not in known:
                self.problems.append(
                    Diagnostic(
                        code=codes.UNKNOWN_MANIFEST_KEY,
                        message=f"{f'`{keys[0]}`' if keys else 'a run manifest'} has no key '{key}'; it is not read",
                        span=self.document.key(*keys, key),
                        help=nearest(key, known),
                    )
                )

    def _version(self) -> str | None:
        value = self.document.get("version")
        if value is None or (isinstance(value, int | float | str) and not isinstance(value, bool)):
            return None if value is None else str(value)
        self._problem(codes.MANIFEST_TYPE, "version", "'version' must be a number or text", "as in 0.4 or 1.0")
        return None

    def _text(self, name: str) -> str | None:
        value = self.document.get(name)
        if value is None:
            if name == "run" and self.document.has(name):
                self._empty_run()
            return None
        if isinstance(value, str):
            if name == "run" and not value.strip():
                self._empty_run()
            return value.strip() or None
        self._problem(codes.MANIFEST_TYPE, name, f"'{name}' must be text", "write one command, quoted if need be")
        return None

    def _empty_run(self) -> None:
        self._problem(codes.MISSING_MANIFEST_KEY, "run", "'run' is empty", "write the command that starts a sync")

    def _schema(self, section: str, what: str) -> ConfigSchema | None:
        value = self.document.get(section)
        if value is not None and not isinstance(value, dict):
            self._problem(
                codes.MANIFEST_TYPE, section, f"'{section}' must be a mapping", "with `schema:` and `uischema:`"
            )
            return None
        self._unknown_keys(_SECTION, section)
        schema, problems = config_schema(self.document, (section, "schema"), what=what)
        self.problems += problems
        if schema is not None and section == "configs":
            self.problems += form_problems(self.document, (section, "uischema"), schema)
        return schema

    def _connectors(self) -> tuple[str, ...] | None:
        """Names in a list, mappings with a `name` in a list, or a mapping of names."""
        value = self.document.get("connectors")
        if value is None:
            return None
        names = [_connector_name(each) for each in value] if isinstance(value, list | dict) else [None]
        found = [name for name in names if name]
        if len(found) == len(names):
            return tuple(found)
        self._problem(
            codes.MANIFEST_TYPE, "connectors", "'connectors' must be a list of names", "as in [shopify, netsuite]"
        )
        return None

    def _problem(self, code: Code, key: str, message: str, help_text: str) -> None:
        self.problems.append(Diagnostic(code=code, message=message, span=self.document.at(key), help=help_text))


def _connector_name(entry: object) -> str | None:
    name = entry.get("name") if isinstance(entry, dict) else entry
    return name if isinstance(name, str) else None


def _warns(problem: Diagnostic) -> bool:
    return problem.code.severity is Severity.WARNING
