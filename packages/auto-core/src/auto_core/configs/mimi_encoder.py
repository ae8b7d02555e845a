"""The half of Mimi before its codes, as a model of its own; see mimi.py."""

from auto_core.configs.mimi import MimiConfig


class MimiEncoderConfig(MimiConfig):
    """The fields of the whole; its files are read too."""

    model_type = "mimi_encoder"
