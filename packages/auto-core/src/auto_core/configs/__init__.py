"""Facts about architectures: one file per model type, with config.json's field names."""

from auto_core.configs._base import PreTrainedConfig

__all__ = ["PreTrainedConfig"]
