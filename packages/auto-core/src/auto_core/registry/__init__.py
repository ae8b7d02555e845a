"""Which file, plugin or registration a model type means, for every Auto class."""
