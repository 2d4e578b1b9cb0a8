"""Compiles again only what changed: the ledger of one state, and what differs, to the ledger of another."""
