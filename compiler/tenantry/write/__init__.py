"""The only package that writes the build tree."""

from tenantry.write.compare import differences
from tenantry.write.manifest import Provenance, digest, manifest
from tenantry.write.schemas import write_schemas
from tenantry.write.tree import write

__all__ = ["Provenance", "differences", "digest", "manifest", "write", "write_schemas"]
