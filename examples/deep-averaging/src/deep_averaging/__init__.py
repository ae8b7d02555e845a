"""Deep averaging networks as a plugin of auto."""
