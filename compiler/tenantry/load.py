"""YAML files → Documents: plain data that knows its places, or the exact reasons why a file is refused."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from tenantry.diagnostics import Diagnostic
from tenantry.model.document import Document, Nodes
from tenantry.model.progress import READING, counted
from tenantry.model.shared import ALONE, Shared
from tenantry.yaml.ignores import ignores
from tenantry.yaml.lane import everyday
from tenantry.yaml.places import Places
from tenantry.yaml.text import read_text


def load(files: Mapping[str, bytes], shared: Shared = ALONE) -> tuple[dict[str, Document], list[Diagnostic]]:
    """Reads every file; one that cannot be used has diagnostics and no document."""
    documents, problems = {}, []
    for path, content in counted(READING, files.items()):
        document, found = shared.made((path, content), (), partial(load_document, path, content))
        problems += found
        if document is not None:
            documents[path] = document
    return documents, problems


def load_document(path: str, content: bytes) -> tuple[Document | None, list[Diagnostic]]:
    """One file. A document may come with diagnostics: what they refuse is left out of it, so that the stages to come
    find every other problem in the same run."""
    text, problems = read_text(path, content)
    if text is None:
        return None, problems
    data = everyday(text)
    if data is None:
        from tenantry.yaml.strict import strictly  # noqa: PLC0415  PyYAML, for what is not everyday

        return strictly(path, text)
    nodes = Nodes(data, partial(Places, path, text, data))
    return Document(path=path, data=data, nodes=nodes, ignores=ignores(path, text), text=text), []
