"""Moonshine's streaming models (Useful Sensors, 2025, github.com/moonshine-ai/moonshine)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._rotary import RotaryConfig
from auto_core.configs.moonshine_streaming_encoder import MoonshineStreamingEncoderConfig


class MoonshineStreamingConfig(RotaryConfig):
    """The decoder, and the encoder's config. The defaults are
    UsefulSensors/moonshine-streaming-tiny's."""

    model_type = "moonshine_streaming"
    default_partial = 0.8
    sub_configs: ClassVar[dict[str, Any]] = {"encoder_config": MoonshineStreamingEncoderConfig}

    encoder_config: Any = None
    vocab_size: int = 32768
    hidden_size: int = 320
    intermediate_size: int = 1280
    num_hidden_layers: int = 6
    num_attention_heads: int = 8
    num_key_value_heads: int | None = None  # as many as attention heads
    hidden_act: str = "silu"
    max_position_embeddings: int = 4096  # of the encoder's positions
    use_cache: bool = True
    pad_token_id: int | None = 0
    bos_token_id: int | None = 1
    eos_token_id: int | list[int] | None = 2
    attention_bias: bool = False
    attention_dropout: float = 0.0
    decoder_start_token_id: int | None = None
    head_dim: int | None = None
    pad_head_dim_to_multiple_of: int | None = None  # of kernels, without effect on the result
    tie_word_embeddings: bool = False
    is_encoder_decoder: bool = True
    initializer_range: float = 0.02

    def _complete(self) -> None:
        self.encoder_config = self.encoder_config or {}
        heads = self.num_attention_heads
        if self.head_dim is None:
            if self.hidden_size % heads:
                self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
            self.head_dim = self.hidden_size // heads
        if self.num_key_value_heads is None:
            self.num_key_value_heads = heads
        if self.num_key_value_heads != heads:
            self._refuse("num_key_value_heads", f"{heads} or None, as many as attention heads")
        super()._complete()
        if self.rotary_size % 2:
            self._refuse("rope_parameters", "a partial_rotary_factor that rotates an even number")

    @property
    def head_size(self) -> int:
        """Numbers in a head."""
        return self.head_dim or self.hidden_size // self.num_attention_heads

    @property
    def rotary_size(self) -> int:
        """Numbers of a head that turn."""
        return int(self.head_size * self.rotation()["partial_rotary_factor"])

    @property
    def decoder_hidden_act(self) -> str:
        return self.hidden_act

    @property
    def decoder_num_hidden_layers(self) -> int:
        return self.num_hidden_layers
