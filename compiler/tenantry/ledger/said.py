"""What is said of the state of a ledger."""

from __future__ import annotations

from tenantry.diagnostics import Diagnostic
from tenantry.diagnostics.told import told
from tenantry.ledger.ledger import Ledger
from tenantry.model.document import Document


def diagnostics(ledger: Ledger, settings: Document) -> list[Diagnostic]:
    """The diagnostics as a compile of everything says them; `settings` is the state's tenantry.yaml."""
    written = [
        Document(path=path, data=None, nodes={}, ignores=tuple(ignores))
        for account in ledger.accounts.values()
        for path, ignores in account.ignores.items()
    ]
    return told(ledger, settings=settings, documents={document.path: document for document in written})
