"""Moonshine (Jeffries et al., 2024, arXiv:2410.15608)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._rotary import RotaryConfig


class MoonshineConfig(RotaryConfig):
    """Sizes and options. The defaults are UsefulSensors/moonshine-tiny."""

    model_type = "moonshine"
    default_partial = 0.9
    attribute_map: ClassVar[dict[str, str]] = {
        "num_key_value_heads": "decoder_num_key_value_heads",
        "num_attention_heads": "decoder_num_attention_heads",
        "num_hidden_layers": "decoder_num_hidden_layers",
        "hidden_act": "decoder_hidden_act",
    }

    vocab_size: int = 32768
    hidden_size: int = 288
    intermediate_size: int = 1152
    encoder_num_hidden_layers: int = 6
    decoder_num_hidden_layers: int = 6
    encoder_num_attention_heads: int = 8
    decoder_num_attention_heads: int = 8
    encoder_num_key_value_heads: int | None = None  # as many as attention heads
    decoder_num_key_value_heads: int | None = None
    pad_head_dim_to_multiple_of: int | None = None  # of kernels, without effect on the result
    encoder_hidden_act: str = "gelu"
    decoder_hidden_act: str = "silu"
    max_position_embeddings: int = 512
    initializer_range: float = 0.02
    decoder_start_token_id: int | None = 1
    use_cache: bool = True
    is_encoder_decoder: bool = True
    attention_bias: bool = False
    attention_dropout: float = 0.0
    bos_token_id: int | None = 1
    eos_token_id: int | list[int] | None = 2
    pad_token_id: int | None = None
    tie_word_embeddings: bool = True

    def _complete(self) -> None:
        for side in ("encoder", "decoder"):
            heads = getattr(self, f"{side}_num_attention_heads")
            name = f"{side}_num_key_value_heads"
            if getattr(self, name) is None:
                setattr(self, name, heads)
            if getattr(self, name) != heads:
                self._refuse(name, f"{heads} or None, as many as attention heads, as upstream")
            if self.hidden_size % heads:
                self._refuse(
                    f"{side}_num_attention_heads", f"a divisor of hidden_size={self.hidden_size}"
                )
        heads = self.encoder_num_attention_heads
        if self.decoder_num_attention_heads != heads:
            self._refuse(
                "decoder_num_attention_heads",
                f"encoder_num_attention_heads={heads}, which upstream takes for both",
            )
        super()._complete()

    @property
    def head_size(self) -> int:
        """Numbers in a head."""
        return self.hidden_size // self.decoder_num_attention_heads

    @property
    def rotary_size(self) -> int:
        """Numbers of a head that turn."""
        return int(self.head_size * self.rotation()["partial_rotary_factor"])
