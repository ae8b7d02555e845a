"""Prompt Depth Anything (Lin et al., 2024, arXiv:2412.14015)."""

from __future__ import annotations

from auto_core.configs.depth_anything import DepthAnythingConfig


class PromptDepthAnythingConfig(DepthAnythingConfig):
    """Depth Anything's sizes and options. The defaults are its.

    Depth has the unit of the prompt, and `max_depth` says nothing; with "metric" it ends where the
    prompt does. `head_in_index` is the last map, as upstream's.
    """

    model_type = "prompt_depth_anything"
