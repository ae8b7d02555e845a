"""HuggingFace-style Auto classes for PyTorch."""
