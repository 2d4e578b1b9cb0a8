"""Edits of YAML files that people write: one value is set or removed, and every other byte stays as it was."""

from tenantry.edit.draft import CannotEdit, Draft, new_file

__all__ = ["CannotEdit", "Draft", "new_file"]
