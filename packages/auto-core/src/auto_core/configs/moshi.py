"""Moshi (Defossez et al., 2024, arXiv:2410.00037)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._rotary import RotaryConfig


class GatedDecoderConfig(RotaryConfig):
    """A causal decoder with gated feed-forward layers and a sliding window: Moshi's and those of
    its relatives."""

    vocab_size: int = 32000
    hidden_size: int = 4096
    num_hidden_layers: int = 32
    num_attention_heads: int = 32
    num_key_value_heads: int | None = None  # num_attention_heads
    max_position_embeddings: int = 3000
    hidden_act: str = "silu"
    head_dim: int | None = None  # hidden_size / num_attention_heads
    initializer_range: float = 0.02
    use_cache: bool = True
    sliding_window: int | None = 3000
    attention_dropout: float | int = 0.0
    ffn_dim: int = 22528  # of the gate and what it gates together
    rms_norm_eps: float = 1e-8
    num_codebooks: int = 8
    tie_word_embeddings: bool = False
    pad_token_id: int | None = None
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = None

    def _complete(self) -> None:
        super()._complete()
        heads = self.num_attention_heads
        if self.num_key_value_heads is None:
            self.num_key_value_heads = heads
        if heads % self.num_key_value_heads:
            self._refuse("num_key_value_heads", f"a divisor of num_attention_heads={heads}")
        if self.hidden_size % heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
        if not self.head_dim:
            self.head_dim = self.hidden_size // heads
        if self.head_dim % 2:
            self._refuse("head_dim", "an even number, because its halves are rotated")
        if self.ffn_dim % 2:
            self._refuse("ffn_dim", "an even number: half of it is the gate")

    @property
    def head_size(self) -> int:
        """How many numbers a head has."""
        return self.head_dim or self.hidden_size // self.num_attention_heads

    @property
    def rotary_size(self) -> int:
        """How many numbers of a head rotate."""
        return self.head_size

    @property
    def kv_heads(self) -> int:
        """How many heads keys and values have."""
        return self.num_key_value_heads or self.num_attention_heads

    def window(self, layer: int) -> int | None:
        """How many tokens a query attends to, itself included."""
        return self.sliding_window


class MoshiDepthConfig(GatedDecoderConfig):
    """The decoder of a frame's codes; its tokens have no positions but their codebooks."""

    model_type = "moshi_depth"
    base_config_key = "depth_decoder_config"

    hidden_size: int = 1024
    input_size: int = 4096
    num_hidden_layers: int = 6
    num_attention_heads: int = 16
    audio_vocab_size: int = 2048
    max_position_embeddings: int = 9
    sliding_window: int | None = 8
    ffn_dim: int = 5632

    def _complete(self) -> None:
        super()._complete()
        if self.num_codebooks < 2:
            self._refuse("num_codebooks", "2 or more")
        if self.sliding_window is not None and self.sliding_window < self.num_codebooks:
            self._refuse("sliding_window", f"num_codebooks={self.num_codebooks} or more")


# What the two decoders have in common, by its name in the depth decoder.
_SHARED = {
    "audio_vocab_size": "audio_vocab_size",
    "input_size": "hidden_size",
    "vocab_size": "vocab_size",
    "num_codebooks": "num_codebooks",
}


class MoshiConfig(GatedDecoderConfig):
    """The main decoder and the configs of its parts. The defaults are kmhf/hf-moshika's."""

    model_type = "moshi"
    sub_configs: ClassVar[dict[str, Any]] = {
        "audio_encoder_config": "auto",
        "depth_decoder_config": MoshiDepthConfig,
    }

    audio_vocab_size: int | None = None  # the codec's codebook_size
    audio_encoder_config: Any = None
    depth_decoder_config: Any = None

    def _complete(self) -> None:
        codec: Any = self.audio_encoder_config
        depth: Any = self.depth_decoder_config
        if codec is None or isinstance(codec, dict):
            codec = {"model_type": "mimi", **(codec or {})}
            self.audio_encoder_config = codec
        if self.audio_vocab_size is None:
            plain = isinstance(codec, dict)
            codes: Any = codec.get("codebook_size", 2048) if plain else codec.codebook_size
            self.audio_vocab_size = codes
        if depth is None or isinstance(depth, dict):
            shared = {name: getattr(self, own) for name, own in _SHARED.items()}
            self.depth_decoder_config = {**(depth or {}), **shared}
        super()._complete()
        codec, depth = self.audio_encoder_config, self.depth_decoder_config
        if codec.model_type != "mimi":
            self._refuse("audio_encoder_config", "a config of model_type 'mimi'")
        if self.num_codebooks > codec.num_quantizers:
            self._refuse("num_codebooks", f"at most the codec's {codec.num_quantizers}")
        for name, own in _SHARED.items():
            if getattr(depth, name) != getattr(self, own):
                self._refuse(own, f"depth_decoder_config.{name}={getattr(depth, name)}")

    @property
    def sampling_rate(self) -> int:
        """Of the codec, in hertz."""
        return self.audio_encoder_config.sampling_rate
