"""Dia (Nari Labs, 2025, github.com/nari-labs/dia)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs._rotary import RotaryHeadsConfig


class _DiaPartConfig(RotaryHeadsConfig):
    norm_eps: float = 1e-5
    head_dim: int | None = 128
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = None
    tie_word_embeddings: bool = True  # there is nothing to tie

    @property
    def epsilon(self) -> float:
        return self.norm_eps


class DiaEncoderConfig(_DiaPartConfig):
    """The encoder of the bytes of a text."""

    model_type = "dia_encoder"
    base_config_key = "encoder_config"

    max_position_embeddings: int = 1024
    num_hidden_layers: int = 12
    hidden_size: int = 1024
    num_attention_heads: int = 16
    num_key_value_heads: int | None = 16
    intermediate_size: int = 4096
    vocab_size: int = 256


class DiaDecoderConfig(_DiaPartConfig):
    """The decoder of the codes of all codebooks at once."""

    model_type = "dia_decoder"
    base_config_key = "decoder_config"

    max_position_embeddings: int = 3072
    num_hidden_layers: int = 18
    hidden_size: int = 2048
    intermediate_size: int = 8192
    num_attention_heads: int = 16
    num_key_value_heads: int | None = 4
    cross_num_attention_heads: int = 16
    cross_head_dim: int = 128
    cross_num_key_value_heads: int = 16
    cross_hidden_size: int = 1024
    vocab_size: int = 1028  # of each codebook
    num_channels: int = 9
    is_encoder_decoder: bool = True
    pad_token_id: int | None = 1025
    eos_token_id: int | list[int] | None = 1024
    bos_token_id: int | None = 1026

    def _complete(self) -> None:
        super()._complete()
        heads = self.cross_num_attention_heads
        if heads % self.cross_num_key_value_heads:
            self._refuse("cross_num_key_value_heads", f"a divisor of {heads}")


class DiaConfig(PreTrainedConfig):
    """The two sides, and by how many steps each codebook is behind. The defaults are
    nari-labs/Dia-1.6B's. Ids of tokens that older files name here are the decoder's."""

    model_type = "dia"
    sub_configs: ClassVar[dict[str, Any]] = {
        "encoder_config": DiaEncoderConfig,
        "decoder_config": DiaDecoderConfig,
    }

    encoder_config: Any = None
    decoder_config: Any = None
    norm_eps: float = 1e-5
    is_encoder_decoder: bool = True
    pad_token_id: int | None = None
    eos_token_id: int | list[int] | None = None
    bos_token_id: int | None = None
    delay_pattern: list[int] | tuple[int, ...] | None = None
    initializer_range: float = 0.02
    use_cache: bool = True

    def _complete(self) -> None:
        self.encoder_config = self.encoder_config or {}
        self.decoder_config = self.decoder_config or {}
        super()._complete()
        if self.delay_pattern is None:
            self.delay_pattern = [0, 8, 9, 10, 11, 12, 13, 14, 15]
        decoder = self.decoder_config
        for name in ("pad_token_id", "eos_token_id", "bos_token_id"):
            if getattr(self, name) is not None:
                setattr(decoder, name, getattr(self, name))
        if len(self.delay_pattern) != decoder.num_channels:
            count = decoder.num_channels
            self._refuse("delay_pattern", f"{count} numbers, the decoder's num_channels")
        if min(self.delay_pattern) < 0:
            self._refuse("delay_pattern", "numbers of 0 or more")
        if decoder.cross_hidden_size != self.encoder_config.hidden_size:
            size = self.encoder_config.hidden_size
            raise self._part_error("decoder_config", "cross_hidden_size", size)

    def _part_error(self, part: str, name: str, wanted: int) -> Exception:
        from auto_core.errors import ConfigError

        found = getattr(getattr(self, part), name)
        return ConfigError(
            f"{type(self).__name__}.{part}: {name} is {found}, expected {wanted}, the encoder's "
            "hidden_size."
        )

    def get_text_config(self, decoder: Any = None, encoder: Any = None) -> Any:
        """The decoder's, which writes codes."""
        return self.decoder_config
