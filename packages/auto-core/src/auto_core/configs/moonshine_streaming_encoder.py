"""The encoder of Moonshine's streaming models; see moonshine_streaming.py."""

from __future__ import annotations

from auto_core.configs._base import PreTrainedConfig

Windows = list[list[int]] | list[tuple[int, int]] | tuple[tuple[int, int], ...]


class MoonshineStreamingEncoderConfig(PreTrainedConfig):
    """Sizes and options. The defaults are UsefulSensors/moonshine-streaming-tiny's."""

    model_type = "moonshine_streaming_encoder"
    base_config_key = "encoder_config"

    hidden_size: int = 320
    intermediate_size: int = 1280
    hidden_act: str = "gelu"
    num_hidden_layers: int = 6
    num_attention_heads: int = 8
    num_key_value_heads: int = 8
    max_position_embeddings: int = 4096  # in files; the decoder's counts
    attention_dropout: float = 0.0
    attention_bias: bool = False
    sample_rate: int = 16000
    frame_ms: float = 5.0
    # Positions before (with its own) and after, of each layer.
    sliding_windows: Windows = ((16, 4), (16, 4), (16, 0), (16, 0), (16, 4), (16, 4))
    head_dim: int | None = None
    initializer_range: float = 0.02

    def _complete(self) -> None:
        super()._complete()
        heads = self.num_attention_heads
        if self.head_dim is None:
            if self.hidden_size % heads:
                self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
            self.head_dim = self.hidden_size // heads
        if self.num_key_value_heads < 1 or heads % self.num_key_value_heads:
            self._refuse("num_key_value_heads", f"a divisor of num_attention_heads={heads}")
        self.sliding_windows = [list(window) for window in self.sliding_windows]
        if len(self.sliding_windows) < self.num_hidden_layers or any(
            len(window) != 2 or min(window) < 0 for window in self.sliding_windows
        ):
            self._refuse("sliding_windows", f"{self.num_hidden_layers} pairs of numbers from 0 on")
        if self.frame_length < 1:
            self._refuse("frame_ms", "a sample or more")

    @property
    def frame_length(self) -> int:
        """Samples of a frame."""
        return round(self.sample_rate * self.frame_ms / 1000.0)

    @property
    def encoder_hidden_act(self) -> str:
        return self.hidden_act
