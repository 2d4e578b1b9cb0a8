"""References to secrets, and the search for secrets where only references belong."""
