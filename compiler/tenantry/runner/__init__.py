"""One sync on this machine from a runtime artifact: code, secrets, the process and its end, history."""
