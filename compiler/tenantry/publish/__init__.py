"""Brings the compiled tree of a commit to where others read it, and proves afterwards that it is there unchanged."""
