"""Kimi Linear (Kimi Team, 2025, arXiv:2510.26692)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from auto_core.configs._experts import MixedLayersConfig
from auto_core.configs.deepseek_v2 import LatentConfig

_KINDS = {"full_attention", "linear_attention"}
_SIZES = {
    "head_dim": "linear_head_dim",
    "num_heads": "linear_num_heads",
    "short_conv_kernel_size": "linear_conv_kernel_dim",
}
# What the authors' files say that can be nothing else.
_FIXED: dict[str, Any] = {
    "mla_use_nope": True,
    "moe_layer_freq": 1,
    "moe_router_activation_func": "sigmoid",
    "use_grouped_topk": True,
}


# How files call what other types name otherwise.
_WRITTEN = {
    "max_position_embeddings": "model_max_length",
    "norm_topk_prob": "moe_renormalize",
    "n_group": "num_expert_group",
    "num_experts_per_tok": "num_experts_per_token",
    "n_shared_experts": "num_shared_experts",
    "n_routed_experts": "num_experts",
}


class KimiLinearConfig(MixedLayersConfig, LatentConfig):
    """Sizes and options of Kimi Linear. The defaults are Kimi-Linear-48B-A3B's."""

    model_type = "kimi_linear"
    attribute_map: ClassVar[dict[str, str]] = {
        **LatentConfig.attribute_map,
        **{written: name for name, written in _WRITTEN.items()},
    }

    vocab_size: int = 163840
    hidden_size: int = 2304
    intermediate_size: int = 9216
    moe_intermediate_size: int = 1024
    num_hidden_layers: int = 27
    num_attention_heads: int = 32
    num_key_value_heads: int | None = 32
    q_lora_rank: int | None = None
    n_routed_experts: int = 256
    num_experts_per_tok: int | None = 8
    routed_scaling_factor: float = 2.446
    max_position_embeddings: int = 1048576
    rms_norm_eps: float = 1e-5
    pad_token_id: int | None = 163839
    bos_token_id: int | None = 163584
    eos_token_id: int | list[int] | None = 163586
    pretraining_tp: int | None = 1
    layer_types: list[str] | None = None
    linear_head_dim: int = 128
    linear_num_heads: int = 32
    linear_conv_kernel_dim: int = 4
    num_nextn_predict_layers: int = 0  # layers that predict further tokens; not read

    @classmethod
    def _migrate(cls, data: dict[str, Any]) -> dict[str, Any]:
        linear = data.pop("linear_attn_config", None)
        if isinstance(linear, Mapping):
            data.update({new: linear[old] for old, new in _SIZES.items() if old in linear})
            kinds = (("full_attn_layers", "full_attention"), ("kda_layers", "linear_attention"))
            if data.get("layer_types") is None and all(name in linear for name, _ in kinds):
                of_layer = {i: kind for name, kind in kinds for i in linear[name]}
                data["layer_types"] = [of_layer[i] for i in sorted(of_layer)]
        return super()._migrate(data)

    def _complete(self) -> None:
        super()._complete()
        count = self.num_hidden_layers
        if self.layer_types is None:
            self.layer_types = [
                "linear_attention" if layer % 4 or not layer else "full_attention"
                for layer in range(count)
            ]
        if len(self.layer_types) != count or set(self.layer_types) - _KINDS:
            self._refuse("layer_types", f"{count} of {' and '.join(sorted(_KINDS))}")
        self._mix(1 if self.first_k_dense_replace is None else self.first_k_dense_replace)
        if self.linear_conv_kernel_dim < 2:
            self._refuse("linear_conv_kernel_dim", "2 tokens or more")

    def to_dict(self) -> dict[str, Any]:
        """As files have it."""
        return {_WRITTEN.get(name, name): value for name, value in super().to_dict().items()}

    def _adopt(self, extras: Mapping[str, Any]) -> None:
        super()._adopt(extras)
        for name, value in _FIXED.items():
            if extras.get(name, value) != value:
                self._refuse(name, repr(value))
