"""LLaMA (Touvron et al., 2023, arXiv:2302.13971 and arXiv:2307.09288)."""

from __future__ import annotations

from typing import Any

from auto_core.configs._rotary import AttentionBiasConfig, RotaryDecoderConfig
from auto_core.errors import ConfigError

# What other defaults the same network has under other names.
_OTHERS: dict[str, dict[str, Any]] = {
    "internlm3": dict(
        vocab_size=128512,
        intermediate_size=10240,
        num_hidden_layers=48,
        num_key_value_heads=2,
        head_dim=128,
        max_position_embeddings=32768,
        rms_norm_eps=1e-5,
        pad_token_id=2,
    ),
    "iquestcoder": dict(
        vocab_size=76800,
        hidden_size=5120,
        intermediate_size=27648,
        num_hidden_layers=80,
        num_attention_heads=40,
        num_key_value_heads=8,
        head_dim=128,
        max_position_embeddings=131072,
        rms_norm_eps=1e-5,
    ),
}
# Their names of fields, and options that no file of theirs has.
_NAMES = {"qkv_bias": "attention_bias", "bias": "mlp_bias"}
_UNUSED = ("clip_qkv", "use_sliding_window")


class LlamaConfig(AttentionBiasConfig, RotaryDecoderConfig):
    """Sizes and options of LLaMA. The defaults are Llama-2-7b."""

    model_type = "llama"

    # Sums over slices of the weights instead of whole ones, with the same result.
    pretraining_tp: int | None = 1
    mlp_bias: bool = False

    @classmethod
    def _migrate(cls, data: dict[str, Any]) -> dict[str, Any]:
        kind = data.get("model_type")
        data = {**_OTHERS.get(str(kind), {}), **data}
        if kind == "internlm3":
            data = {_NAMES.get(name, name): value for name, value in data.items()}
            if bool(data.get("attention_bias")) != bool(data.get("mlp_bias")):
                raise ConfigError("InternLM3: qkv_bias is another than bias, expected the same.")
        for name in _UNUSED if kind == "iquestcoder" else ():
            if data.get(name):
                raise ConfigError(f"IQuestCoder: {name} is {data[name]!r}, expected none.")
        return super()._migrate(data)

    @property
    def feed_forward_bias(self) -> bool:
        return self.mlp_bias
