"""MusicGen (Copet et al., 2023, arXiv:2306.05284), and its decoder."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs._parts import PartsConfig


class MusicgenDecoderConfig(PreTrainedConfig):
    """The decoder of codes. The defaults are facebook/musicgen-small."""

    model_type = "musicgen_decoder"
    base_config_key = "decoder"

    vocab_size: int = 2048  # codes of a codebook
    max_position_embeddings: int = 2048  # in files; positions are computed for any length
    num_hidden_layers: int = 24
    ffn_dim: int = 4096
    num_attention_heads: int = 16
    layerdrop: float = 0.0
    use_cache: bool = True
    activation_function: str = "gelu"
    hidden_size: int = 1024
    dropout: float = 0.1
    attention_dropout: float = 0.0
    activation_dropout: float = 0.0
    initializer_factor: float = 0.02
    scale_embedding: bool = False  # in files, without effect, as upstream
    num_codebooks: int = 4
    audio_channels: int = 1
    pad_token_id: int | None = 2048
    bos_token_id: int | None = 2048
    eos_token_id: int | list[int] | None = None
    tie_word_embeddings: bool = False
    is_decoder: bool = False
    add_cross_attention: bool = False
    cross_attention_hidden_size: int | None = None

    def _complete(self) -> None:
        super()._complete()
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
        if self.audio_channels not in (1, 2):
            self._refuse("audio_channels", "1 or 2")
        if self.num_codebooks < self.audio_channels or self.num_codebooks % self.audio_channels:
            self._refuse("num_codebooks", f"a multiple of audio_channels={self.audio_channels}")
        size = self.cross_attention_hidden_size
        if size is not None and size != self.hidden_size:
            self._refuse(
                "cross_attention_hidden_size",
                f"None or hidden_size={self.hidden_size}, which keys and values are made of",
            )

    @property
    def initializer_range(self) -> float:
        return self.initializer_factor


class MusicgenConfig(PartsConfig):
    """A text encoder, a codec and the decoder of its codes."""

    model_type = "musicgen"
    sub_configs: ClassVar[dict[str, Any]] = {
        "text_encoder": "auto",
        "audio_encoder": "auto",
        "decoder": MusicgenDecoderConfig,
    }
    default_parts: ClassVar[dict[str, dict[str, Any]]] = {
        "text_encoder": {"model_type": "t5"},
        "audio_encoder": {"model_type": "encodec"},
        "decoder": {"model_type": "musicgen_decoder"},
    }

    default_types = True

    text_encoder: Any = None
    audio_encoder: Any = None
    decoder: Any = None
    initializer_factor: float = 0.02
    is_encoder_decoder: bool = True

    def _complete(self) -> None:
        if isinstance(self.decoder, dict):
            self.decoder = {**self.default_parts["decoder"], **self.decoder}
        super()._complete()
        self.is_encoder_decoder = True
        size = self.decoder.cross_attention_hidden_size
        if size is not None and size != self.text_encoder.hidden_size:
            raise self._part_error(
                "decoder",
                f"cross_attention_hidden_size is {size}, expected the text encoder's "
                f"{self.text_encoder.hidden_size}",
            )

    @property
    def sampling_rate(self) -> int:
        """Of the codec, in hertz."""
        return self.audio_encoder.sampling_rate

    @property
    def projects(self) -> bool:
        """Whether hidden states of the text are brought to the decoder's size."""
        if self.decoder.cross_attention_hidden_size is not None:
            return False
        return self.text_encoder.hidden_size != self.decoder.hidden_size
