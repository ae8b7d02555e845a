"""What the commands find out, as plain data: each function returns a dataclass of its own."""
