"""Schedules with one meaning (docs/schedules.md): grammar, normal form, fire times in a zone, and what engines make of
them. A library of its own that imports nothing above it. Its modules are imported by their names: a check of a file
that has a time zone in it needs neither the engines nor the words for people."""
