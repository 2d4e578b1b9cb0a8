"""Compiles again only what changed.

    files of a state ─ change ─> reach ─ pieces ─> parts of the state ─ found ─> ledger of that state
                         │                             │
            ledger of another state      two of them ─ compare ─> how they differ

A ledger tells what was found of a whole state. Files that another state has otherwise are a `Change`; they reach some
tenants, which are compiled piece by piece, perhaps by several processes (`workers`). What is found of them goes into
the ledger of that state (`update`). A plan has two states, which are two changes from one ledger, and compiles each
piece of both once: to be compared, and for the ledgers (`compare`). Where there is no ledger, the whole is compiled
integration by integration (`whole`), or at once, and then entered (`enter`).
"""
