"""Auto classes without a framework."""

__version__ = "0.1.0"
