"""Pix2Struct (Lee et al., 2023, arXiv:2210.03347), and each of its parts."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs._vision_language import VisionLanguageConfig


class Pix2StructTextConfig(PreTrainedConfig):
    """The decoder, T5's with gated feed-forward parts."""

    model_type = "pix2struct_text_model"
    base_config_key = "text_config"
    attribute_map: ClassVar[dict[str, str]] = {
        "d_model": "hidden_size",
        "num_attention_heads": "num_heads",
        "num_hidden_layers": "num_layers",
        "decoder_attention_heads": "num_heads",
        "encoder_attention_heads": "num_heads",
        "encoder_layers": "num_layers",
        "decoder_layers": "num_layers",
    }
    is_gated_act: ClassVar[bool] = True  # a fact, as T5's parts ask for it

    vocab_size: int = 50244
    hidden_size: int = 768
    d_kv: int = 64
    d_ff: int = 2048
    num_layers: int = 12
    num_heads: int = 12
    relative_attention_num_buckets: int = 32
    relative_attention_max_distance: int = 128
    dropout_rate: float = 0.1
    layer_norm_epsilon: float = 1e-6
    initializer_factor: float = 1.0
    initializer_range: float = 0.02
    dense_act_fn: str = "gelu_new"
    decoder_start_token_id: int | None = 0
    use_cache: bool = False
    pad_token_id: int | None = 0
    eos_token_id: int | list[int] | None = 1
    bos_token_id: int | None = None
    tie_word_embeddings: bool = False
    is_decoder: bool = True

    def _complete(self) -> None:
        super()._complete()
        if self.num_heads * self.d_kv != self.hidden_size:
            self._refuse("d_kv", f"hidden_size={self.hidden_size} / num_heads={self.num_heads}")
        if self.relative_attention_num_buckets < 2:
            self._refuse("relative_attention_num_buckets", "at least 2: near and far")
        if self.relative_attention_max_distance < 1:
            self._refuse("relative_attention_max_distance", "at least 1")
        if not self.is_decoder:
            self._refuse("is_decoder", "True: its attention is causal")


class Pix2StructVisionConfig(PreTrainedConfig):
    """The encoder of patches."""

    model_type = "pix2struct_vision_model"
    base_config_key = "vision_config"

    hidden_size: int = 768
    patch_embed_hidden_size: int = 768
    d_ff: int = 2048
    d_kv: int = 64
    num_hidden_layers: int = 12
    num_attention_heads: int = 12
    dense_act_fn: str = "gelu_new"
    layer_norm_eps: float = 1e-6
    dropout_rate: float = 0.0
    attention_dropout: float = 0.0
    initializer_range: float = 1e-10
    initializer_factor: float = 1.0
    seq_len: int = 4096


class Pix2StructConfig(VisionLanguageConfig):
    """The encoder of patches and the decoder of texts."""

    model_type = "pix2struct"
    sub_configs: ClassVar[dict[str, Any]] = {
        "vision_config": Pix2StructVisionConfig,
        "text_config": Pix2StructTextConfig,
    }

    initializer_factor: float = 1.0
    initializer_range: float = 0.02
    is_vqa: bool = False
    tie_word_embeddings: bool = False
    is_encoder_decoder: bool = True

    def _complete(self) -> None:
        super()._complete()
        if self.text_config.hidden_size != self.vision_config.hidden_size:
            self.vision_config._refuse(
                "hidden_size", f"text_config.hidden_size={self.text_config.hidden_size}"
            )
        self.vision_config.initializer_range = self.initializer_range
        self.text_config.tie_word_embeddings = self.tie_word_embeddings
        self.text_config.is_encoder_decoder = self.is_encoder_decoder

    @property
    def decoder_start_token_id(self) -> int | None:
        """What the decoder begins with."""
        return self.text_config.decoder_start_token_id

    @decoder_start_token_id.setter
    def decoder_start_token_id(self, value: int | None) -> None:
        self.text_config.decoder_start_token_id = value

    @property
    def eos_token_id(self) -> int | list[int] | None:
        """What ends a text."""
        return self.text_config.eos_token_id

    @eos_token_id.setter
    def eos_token_id(self, value: int | list[int] | None) -> None:
        self.text_config.eos_token_id = value
