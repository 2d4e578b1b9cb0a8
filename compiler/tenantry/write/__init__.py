"""The only package that writes: the build tree, the schemas, and files that commands edit for people."""

from tenantry.write.codeowners import codeowners_file, write_codeowners
from tenantry.write.compare import differences
from tenantry.write.files import files_of
from tenantry.write.listing import Listing, listing_of
from tenantry.write.manifest import MANIFEST, Provenance, digest, digest_of, manifest
from tenantry.write.recorded import Recorded, recorded
from tenantry.write.schemas import write_schemas
from tenantry.write.sources import write_sources
from tenantry.write.tree import Stage, staged, write

__all__ = [
    "MANIFEST",
    "Listing",
    "Provenance",
    "Recorded",
    "Stage",
    "codeowners_file",
    "differences",
    "digest",
    "digest_of",
    "files_of",
    "listing_of",
    "manifest",
    "recorded",
    "staged",
    "write",
    "write_codeowners",
    "write_schemas",
    "write_sources",
]
