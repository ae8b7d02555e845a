"""w2v-BERT 2.0 (Seamless Communication, 2023, arXiv:2312.05187; Chung et al., 2021,
arXiv:2108.06209)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs._conformer import ConformerFields


class Wav2Vec2BertConfig(ConformerFields, PreTrainedConfig):
    """Sizes and options. The defaults are facebook/w2v-bert-2.0."""

    model_type = "wav2vec2-bert"
    position_types: ClassVar[tuple[str | None, ...]] = ("relative_key", "relative", "rotary", None)
    # No convolutions over the waveform: the input is a spectrogram.
    conv_kernel: ClassVar[tuple[int, ...]] = ()
    conv_stride: ClassVar[tuple[int, ...]] = ()

    vocab_size: int | None = None
    hidden_size: int = 1024
    num_hidden_layers: int = 24
    num_attention_heads: int = 16
    intermediate_size: int = 4096
    feature_projection_input_dim: int = 160  # two neighbouring frames of mel bins
    hidden_act: str = "swish"
    hidden_dropout: float = 0.0
    activation_dropout: float = 0.0
    attention_dropout: float = 0.0
    feat_proj_dropout: float = 0.0
    final_dropout: float = 0.1
    layerdrop: float = 0.1
    initializer_range: float = 0.02
    layer_norm_eps: float = 1e-5
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
    classifier_proj_size: int = 768
    tdnn_dim: list[int] | tuple[int, ...] = (512, 512, 512, 512, 1500)
    tdnn_kernel: list[int] | tuple[int, ...] = (5, 3, 3, 1, 1)
    tdnn_dilation: list[int] | tuple[int, ...] = (1, 2, 3, 1, 1)
    xvector_output_dim: int = 512
    pad_token_id: int | None = 0
    bos_token_id: int | None = 1
    eos_token_id: int | list[int] | None = 2
    # Fewer frames for a decoder
    add_adapter: bool = False
    adapter_kernel_size: int = 3
    adapter_stride: int = 2
    num_adapter_layers: int = 1
    adapter_act: str = "relu"
    use_intermediate_ffn_before_adapter: bool = False
    output_hidden_size: int | None = None  # hidden_size
    # Conformer layers
    position_embeddings_type: str | None = "relative_key"
    rotary_embedding_base: int = 10000
    max_source_positions: int = 5000  # in files; positions are computed for any length
    left_max_position_embeddings: int = 64
    right_max_position_embeddings: int = 8
    conv_depthwise_kernel_size: int = 31
    conformer_conv_dropout: float = 0.1

    def _complete(self) -> None:
        super()._complete()
        self.output_hidden_size = self.output_hidden_size or self.hidden_size
        self._check_conformer()
        if self.add_adapter and self.output_hidden_size % self.num_attention_heads:
            self._refuse("output_hidden_size", f"a multiple of {self.num_attention_heads} heads")
        if self.use_intermediate_ffn_before_adapter and not self.add_adapter:
            self._refuse("use_intermediate_ffn_before_adapter", "False, as add_adapter is")
        if self.ctc_loss_reduction not in ("mean", "sum", "none"):
            self._refuse("ctc_loss_reduction", "'mean', 'sum' or 'none'")
        for field in ("tdnn_kernel", "tdnn_dilation"):
            if len(getattr(self, field)) != len(self.tdnn_dim):
                self._refuse(field, f"{len(self.tdnn_dim)} numbers, as many as tdnn_dim has")

    @property
    def adapter_length_kernel(self) -> int:
        """The kernel of an adapter without the padding that upstream counts beside it."""
        return self.adapter_kernel_size - 2 * (self.adapter_kernel_size // 2)

    @property
    def inputs_to_logits_ratio(self) -> int:
        """Upstream's number of samples per frame."""
        ratio = self.feature_projection_input_dim * 2
        return ratio * self.adapter_stride**self.num_adapter_layers if self.add_adapter else ratio
