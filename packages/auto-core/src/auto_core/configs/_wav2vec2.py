"""What configs of wav2vec 2.0 and its relatives share."""

from __future__ import annotations

import math

from auto_core.configs._base import PreTrainedConfig


class SpeechEncoderConfig(PreTrainedConfig):
    """What the network of wav2vec2.py asks of a config."""

    hidden_size: int = 768
    num_hidden_layers: int = 12
    num_attention_heads: int = 12
    intermediate_size: int = 3072
    hidden_act: str = "gelu"
    hidden_dropout: float = 0.1
    activation_dropout: float = 0.1
    attention_dropout: float = 0.1
    feat_proj_dropout: float = 0.0
    final_dropout: float = 0.1
    layerdrop: float = 0.1
    initializer_range: float = 0.02
    layer_norm_eps: float = 1e-5
    vocab_size: int | None = 32
    pad_token_id: int | None = 0
    bos_token_id: int | None = 1
    eos_token_id: int | list[int] | None = 2
    # The convolutions over the waveform
    feat_extract_norm: str = "group"
    feat_extract_activation: str = "gelu"
    conv_dim: list[int] | tuple[int, ...] = (512,) * 7
    conv_stride: list[int] | tuple[int, ...] = (5, 2, 2, 2, 2, 2, 2)
    conv_kernel: list[int] | tuple[int, ...] = (10, 3, 3, 3, 3, 2, 2)
    conv_bias: bool = False
    num_feat_extract_layers: int | None = None  # in files; as many as conv_dim has
    # Positions
    num_conv_pos_embeddings: int = 128
    num_conv_pos_embedding_groups: int = 16
    do_stable_layer_norm: bool = False
    # Masking in training (SpecAugment)
    apply_spec_augment: bool = True
    mask_time_prob: float = 0.05
    mask_time_length: int = 10
    mask_time_min_masks: int = 2
    mask_feature_prob: float = 0.0
    mask_feature_length: int = 10
    mask_feature_min_masks: int = 0
    # Heads
    ctc_loss_reduction: str = "sum"
    ctc_zero_infinity: bool = False
    use_weighted_layer_sum: bool = False
    classifier_proj_size: int = 256

    def _complete(self) -> None:
        super()._complete()
        layers = len(self.conv_dim)
        for field in ("conv_stride", "conv_kernel"):
            if len(getattr(self, field)) != layers:
                self._refuse(field, f"{layers} numbers, as many as conv_dim has")
        self.num_feat_extract_layers = layers
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
        if self.feat_extract_norm not in ("group", "layer"):
            self._refuse("feat_extract_norm", "'group' or 'layer'")
        if self.ctc_loss_reduction not in ("mean", "sum", "none"):
            self._refuse("ctc_loss_reduction", "'mean', 'sum' or 'none'")

    @property
    def inputs_to_logits_ratio(self) -> int:
        """Samples per frame."""
        return math.prod(self.conv_stride)
