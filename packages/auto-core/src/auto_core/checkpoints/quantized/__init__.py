"""Quantised checkpoints: one description of each format, unpacked as tensors are placed."""
