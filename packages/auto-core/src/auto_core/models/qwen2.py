"""Qwen2: Yang et al., 2024, arXiv:2407.10671.

LLaMA's network with biases of query, key and value, and in some layers a sliding window.
"""

from __future__ import annotations

from auto_core.configs.qwen2 import Qwen2Config

from ..blocks.variation import variation
from . import llama

HEADS = variation(__name__, "Qwen2", llama, Qwen2Config)
