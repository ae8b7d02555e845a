"""The commands: each asks for a report, prints it, and says by its exit code how it went."""
