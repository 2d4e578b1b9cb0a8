"""The types that the stages hand to each other; each stage has its own, so the unresolved cannot reach a renderer."""
