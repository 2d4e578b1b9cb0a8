"""A package of another team that brings a target."""
