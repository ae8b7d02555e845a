"""gpt-oss (OpenAI, 2025, arXiv:2508.10925)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._experts import RouterLossConfig
from auto_core.configs._rotary import AttentionBiasConfig, SlidingDecoderConfig


class GptOssConfig(AttentionBiasConfig, RouterLossConfig, SlidingDecoderConfig):
    """Sizes and options of gpt-oss. The defaults are gpt-oss-120b's."""

    model_type = "gpt_oss"
    attribute_map: ClassVar[dict[str, str]] = {"num_experts": "num_local_experts"}
    default_theta = 150000.0

    vocab_size: int = 201088
    hidden_size: int = 2880
    intermediate_size: int = 2880
    num_hidden_layers: int = 36
    num_attention_heads: int = 64
    num_key_value_heads: int | None = 8
    head_dim: int | None = 64
    max_position_embeddings: int = 131072
    rms_norm_eps: float = 1e-5
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = None
    sliding_window: int | None = 128
    num_local_experts: int = 128
    num_experts_per_tok: int = 4
    attention_bias: bool = True
    # Of the experts: gates are clamped from above and what they gate from both sides to the
    # limit, and the gate is gate * sigmoid(alpha * gate).
    swiglu_alpha: float = 1.702
    swiglu_limit: float = 7.0

    def __init__(self, **kwargs: Any):
        if kwargs.get("rope_parameters") is None and kwargs.get("rope_scaling") is None:
            kwargs["rope_parameters"] = {
                "rope_type": "yarn",
                "factor": 32.0,
                "beta_fast": 32.0,
                "beta_slow": 1.0,
                "truncate": False,
                "original_max_position_embeddings": 4096,
            }
        super().__init__(**kwargs)

    def _complete(self) -> None:
        super()._complete()
        if self.hidden_act != "silu":
            self._refuse("hidden_act", "'silu': the experts' activation is fixed")
        if self.layer_types is None:
            kinds = ("sliding_attention", "full_attention")
            self.layer_types = [kinds[i % 2] for i in range(self.num_hidden_layers)]
        self._check_layer_types()
