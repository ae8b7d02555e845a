"""Ministral: Mistral AI, 2024. LLaMA's network in which some layers have sliding windows."""

from __future__ import annotations

from auto_core.configs.ministral import MinistralConfig

from ..blocks.variation import variation
from . import llama

HEADS = variation(__name__, "Ministral", llama, MinistralConfig)
