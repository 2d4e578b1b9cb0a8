"""The only package that writes: the build tree, the schemas, and files that commands edit for people."""

from tenantry.write.codeowners import codeowners_file, write_codeowners
from tenantry.write.compare import differences
from tenantry.write.manifest import Provenance, digest, manifest
from tenantry.write.schemas import write_schemas
from tenantry.write.sources import write_sources
from tenantry.write.tree import write

__all__ = [
    "Provenance",
    "codeowners_file",
    "differences",
    "digest",
    "manifest",
    "write",
    "write_codeowners",
    "write_schemas",
    "write_sources",
]
