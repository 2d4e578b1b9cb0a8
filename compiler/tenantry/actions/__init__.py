"""What commands do to a config repository: each says which files change, and to what. Nothing here writes."""

from tenantry.actions.edits import Edits, overlaid

__all__ = ["Edits", "overlaid"]
