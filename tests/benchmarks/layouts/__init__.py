"""The tenants of a generated repository in the words of other programs, so that these do the same work."""
