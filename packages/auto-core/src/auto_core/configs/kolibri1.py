"""Kolibri 1 (Aleph Alpha, 2026)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._experts import ExpertsConfig
from auto_core.configs._rotary import SlidingDecoderConfig


class Kolibri1Config(SlidingDecoderConfig, ExpertsConfig):
    """Sizes and options of Kolibri 1, its defaults."""

    model_type = "kolibri1"
    attribute_map: ClassVar[dict[str, str]] = {"num_local_experts": "num_experts"}

    vocab_size: int = 128000
    hidden_size: int = 2560
    num_hidden_layers: int = 50
    num_attention_heads: int = 48
    num_key_value_heads: int | None = 4
    head_dim: int | None = 128
    max_position_embeddings: int = 262144
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = None
    sliding_window: int | None = 513
    moe_intermediate_size: int = 512
    shared_expert_intermediate_size: int = 512
    num_experts: int = 384
    num_experts_per_tok: int | None = 6
    norm_topk_prob: bool = False

    def _complete(self) -> None:
        super()._complete()
        self._slide_but_every(5)
        self._check_layer_types()

    def rotates(self, layer: int) -> bool:
        """Whether a layer rotates its queries and keys."""
        return self.sliding_window is None or self.slides(layer)

    @property
    def experts(self) -> int:
        return self.num_experts

    @property
    def expert_size(self) -> int:
        return self.moe_intermediate_size
