"""What one run found, kept so that the next asks only about what changed."""

from tenantry.ledger.disk import load, save
from tenantry.ledger.entries import Amended, Lost, packed
from tenantry.ledger.ledger import HASH, Account, Entry, Found, Ledger, Origin, Pace, PaceView, account_of
from tenantry.ledger.said import diagnostics
from tenantry.model.paths import below

__all__ = [
    "HASH",
    "Account",
    "Amended",
    "Entry",
    "Found",
    "Ledger",
    "Lost",
    "Origin",
    "Pace",
    "PaceView",
    "account_of",
    "below",
    "diagnostics",
    "load",
    "packed",
    "save",
]
