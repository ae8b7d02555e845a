"""SpeechT5 (Ao et al., 2021, arXiv:2110.07205)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._base import PreTrainedConfig

Sizes = list[int] | tuple[int, ...]


class SpeechT5Config(PreTrainedConfig):
    """Sizes and options of SpeechT5. The defaults are microsoft/speecht5_asr."""

    model_type = "speecht5"
    attribute_map: ClassVar[dict[str, str]] = {
        "num_attention_heads": "encoder_attention_heads",
        "num_hidden_layers": "encoder_layers",
    }

    vocab_size: int = 81
    hidden_size: int = 768
    encoder_layers: int = 12
    encoder_attention_heads: int = 12
    encoder_ffn_dim: int = 3072
    encoder_layerdrop: float = 0.1
    decoder_layers: int = 6
    decoder_ffn_dim: int = 3072
    decoder_attention_heads: int = 12
    decoder_layerdrop: float = 0.1
    hidden_act: str = "gelu"
    positional_dropout: float = 0.1
    hidden_dropout: float = 0.1
    attention_dropout: float = 0.1
    activation_dropout: float = 0.1
    initializer_range: float = 0.02
    layer_norm_eps: float = 1e-5
    scale_embedding: bool = False
    # the speech encoder
    feat_extract_norm: str = "group"
    feat_proj_dropout: float = 0.0
    feat_extract_activation: str = "gelu"
    conv_dim: Sizes = (512, 512, 512, 512, 512, 512, 512)
    conv_stride: Sizes = (5, 2, 2, 2, 2, 2, 2)
    conv_kernel: Sizes = (10, 3, 3, 3, 3, 2, 2)
    conv_bias: bool = False
    num_conv_pos_embeddings: int = 128
    num_conv_pos_embedding_groups: int = 16
    apply_spec_augment: bool = True
    mask_time_prob: float = 0.05
    mask_time_length: int = 10
    mask_time_min_masks: int = 2
    mask_feature_prob: float = 0.0
    mask_feature_length: int = 10
    mask_feature_min_masks: int = 0
    pad_token_id: int | None = 1
    bos_token_id: int | None = 0
    eos_token_id: int | list[int] | None = 2
    decoder_start_token_id: int | None = 2
    # what speaks
    num_mel_bins: int = 80
    speech_decoder_prenet_layers: int = 2
    speech_decoder_prenet_units: int = 256
    speech_decoder_prenet_dropout: float = 0.5  # also outside of training
    speaker_embedding_dim: int = 512
    speech_decoder_postnet_layers: int = 5
    speech_decoder_postnet_units: int = 256
    speech_decoder_postnet_kernel: int = 5
    speech_decoder_postnet_dropout: float = 0.5
    reduction_factor: int = 2  # frames that the decoder makes per step
    max_speech_positions: int = 4000
    max_text_positions: int = 450
    encoder_max_relative_position: int = 160
    use_guided_attention_loss: bool = True
    guided_attention_loss_num_heads: int = 2
    guided_attention_loss_sigma: float = 0.4
    guided_attention_loss_scale: float = 10.0
    use_cache: bool = True
    is_encoder_decoder: bool = True
    tie_word_embeddings: bool = True

    def _complete(self) -> None:
        super()._complete()
        self.num_feat_extract_layers = len(self.conv_dim)
        for field in ("conv_stride", "conv_kernel"):
            if len(getattr(self, field)) != len(self.conv_dim):
                self._refuse(field, f"as many as conv_dim={self.conv_dim!r}")
        if self.feat_extract_norm not in ("group", "layer"):
            self._refuse("feat_extract_norm", "'group' or 'layer'")
        for field in ("encoder_attention_heads", "decoder_attention_heads"):
            if self.hidden_size % getattr(self, field):
                self._refuse(field, f"a divisor of hidden_size={self.hidden_size}")
        if self.pad_token_id is None:
            self._refuse("pad_token_id", "a token: positions are counted from it")
