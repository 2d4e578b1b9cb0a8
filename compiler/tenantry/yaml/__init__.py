"""The YAML dialect of a config repository (CONTRACT §2.1): strict, bounded, and with the place of every node."""
