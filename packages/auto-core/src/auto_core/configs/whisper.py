"""Whisper (Radford et al., 2022, arXiv:2212.04356)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._bart import BartLayersConfig


class WhisperConfig(BartLayersConfig):
    """Sizes and options of Whisper. The defaults are whisper-tiny.en.

    `scale_embedding` has no effect, here as upstream: it is in every published file.
    """

    model_type = "whisper"
    attribute_map: ClassVar[dict[str, str]] = {
        "num_key_value_heads": "encoder_attention_heads",
        "num_attention_heads": "encoder_attention_heads",
        "hidden_size": "d_model",
        "num_hidden_layers": "encoder_layers",
        "initializer_range": "init_std",
    }

    norm_first: ClassVar[bool] = True
    key_bias: ClassVar[bool] = False

    vocab_size: int = 51865
    num_mel_bins: int = 80
    encoder_layers: int = 4
    encoder_attention_heads: int = 6
    encoder_ffn_dim: int = 1536
    decoder_layers: int = 4
    decoder_attention_heads: int = 6
    decoder_ffn_dim: int = 1536
    d_model: int = 384
    dropout: float = 0.0
    max_source_positions: int = 1500  # half as many as there are frames in a window
    max_target_positions: int = 448
    decoder_start_token_id: int | None = 50257
    pad_token_id: int | None = 50256
    bos_token_id: int | None = 50256
    eos_token_id: int | list[int] | None = 50256
    suppress_tokens: list[int] | None = None
    begin_suppress_tokens: list[int] | tuple[int, ...] | None = (220, 50256)
    forced_decoder_ids: list | None = None
    # Classification
    use_weighted_layer_sum: bool = False
    classifier_proj_size: int = 256
    # Masking in training (SpecAugment)
    apply_spec_augment: bool = False
    mask_time_prob: float = 0.05
    mask_time_length: int = 10
    mask_time_min_masks: int = 2
    mask_feature_prob: float = 0.0
    mask_feature_length: int = 10
    mask_feature_min_masks: int = 0
    # Timestamps of tokens
    median_filter_width: int = 7

    def _complete(self) -> None:
        super()._complete()
        if self.d_model % 2:
            self._refuse("d_model", "an even number: half of each position is sines")
        if self.median_filter_width % 2 != 1:
            self._refuse("median_filter_width", "an odd number")
