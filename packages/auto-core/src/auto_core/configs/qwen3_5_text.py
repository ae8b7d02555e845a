"""The decoder of Qwen3.5 (Qwen Team, 2026)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._mrope import MultimodalRotaryConfig
from auto_core.configs._rotary import AttentionBiasConfig, RotaryDecoderConfig


class DeltaConfig(AttentionBiasConfig, RotaryDecoderConfig):
    """A RotaryDecoderConfig some of whose layers have the gated delta rule, not attention."""

    default_partial = 0.25

    vocab_size: int = 248320
    hidden_size: int = 2048
    num_attention_heads: int = 16
    num_key_value_heads: int | None = 2
    max_position_embeddings: int = 32768
    head_dim: int | None = 256
    linear_conv_kernel_dim: int = 4
    linear_key_head_dim: int = 128
    linear_value_head_dim: int = 128
    linear_num_key_heads: int = 16
    linear_num_value_heads: int = 32
    layer_types: list[str] | None = None
    pad_token_id: int | None = None
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = None

    @classmethod
    def _migrate(cls, data: dict[str, Any]) -> dict[str, Any]:
        interval = data.pop("full_attention_interval", None)
        if interval is not None and data.get("layer_types") is None:
            layers = data.get("num_hidden_layers", cls.num_hidden_layers)
            data["layer_types"] = _every(interval, layers)
        return super()._migrate(data)

    def _complete(self) -> None:
        super()._complete()
        if self.layer_types is None:
            self.layer_types = _every(4, self.num_hidden_layers)
        kinds = {"linear_attention", "full_attention"}
        if len(self.layer_types) != self.num_hidden_layers or set(self.layer_types) - kinds:
            self._refuse(
                "layer_types",
                f"{self.num_hidden_layers} of 'linear_attention' and 'full_attention'",
            )
        if self.linear_num_value_heads % self.linear_num_key_heads:
            self._refuse(
                "linear_num_value_heads",
                f"a multiple of linear_num_key_heads={self.linear_num_key_heads}",
            )
        if self.linear_conv_kernel_dim < 2:
            self._refuse("linear_conv_kernel_dim", "2 tokens or more")

    @property
    def axes(self) -> tuple[int, ...]:
        """By which part of a position each frequency turns: of texts alone, by the only one."""
        return (0,) * (self.rotary_size // 2)


class Qwen3_5TextConfig(MultimodalRotaryConfig, DeltaConfig):
    """Sizes and options of Qwen3.5's decoder. The defaults are Qwen3.5-9B's."""

    model_type = "qwen3_5_text"
    base_config_key = "text_config"
    default_sections: ClassVar[tuple[int, ...]] = (11, 11, 10)
    interleaves = True

    hidden_size: int = 4096
    intermediate_size: int = 12288
    num_hidden_layers: int = 32
    num_key_value_heads: int | None = 4


def _every(interval: int, layers: int) -> list[str]:
    """The kinds of layers of which each `interval`-th attends."""
    return [
        "linear_attention" if (layer + 1) % interval else "full_attention"
        for layer in range(layers)
    ]
