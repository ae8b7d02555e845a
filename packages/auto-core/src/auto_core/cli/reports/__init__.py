"""Reports of the commands, as plain data: each function returns a dataclass of its own."""
