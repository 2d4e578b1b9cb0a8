"""What one run found, kept so that the next asks only about what changed."""

from tenantry.ledger.disk import load, save
from tenantry.ledger.entries import Lost, packed
from tenantry.ledger.ledger import HASH, Account, Entry, Found, Ledger, Origin, Pace, PaceView, account_of, below
from tenantry.ledger.said import diagnostics

__all__ = [
    "HASH",
    "Account",
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
