"""SeamlessM4T (Seamless Communication, 2023, arXiv:2308.11596)."""

from __future__ import annotations

import copy
from typing import ClassVar, Self

from auto_core.configs._bart import ScaledTables
from auto_core.configs._base import PreTrainedConfig
from auto_core.configs._conformer import ConformerFields

_T2U = "t2u_"


class SeamlessConfig(ScaledTables, ConformerFields, PreTrainedConfig):
    """What both versions share. The text stacks are those of M2M-100, under other names."""

    attribute_map: ClassVar[dict[str, str]] = {
        "num_hidden_layers": "decoder_layers",
        "num_attention_heads": "decoder_attention_heads",
        "d_model": "hidden_size",
    }
    # What the stacks of m2m_100.py ask.
    norm_first: ClassVar[bool] = True
    norm_embeddings: ClassVar[bool] = False
    key_bias: ClassVar[bool] = True
    sinusoidal: ClassVar[bool] = False
    position_offset: ClassVar[int] = 0
    scale_given_vectors: ClassVar[bool] = False

    vocab_size: int = 256102
    t2u_vocab_size: int = 10082
    hidden_size: int = 1024
    initializer_range: float = 0.02
    layer_norm_eps: float = 1e-5
    use_cache: bool = True
    max_position_embeddings: int = 1024  # in files; positions are computed for any length
    is_encoder_decoder: bool = True
    encoder_layerdrop: float = 0.05
    decoder_layerdrop: float = 0.05
    activation_function: str = "relu"
    dropout: float = 0.1
    attention_dropout: float = 0.1
    activation_dropout: float = 0.0
    scale_embedding: bool = True
    # Texts
    encoder_layers: int = 24
    encoder_ffn_dim: int = 8192
    encoder_attention_heads: int = 16
    decoder_layers: int = 24
    decoder_ffn_dim: int = 8192
    decoder_attention_heads: int = 16
    decoder_start_token_id: int | None = 3
    max_new_tokens: int | None = 256
    pad_token_id: int | None = 0
    bos_token_id: int | None = 2
    eos_token_id: int | list[int] | None = 3
    # The speech encoder
    speech_encoder_layers: int = 24
    speech_encoder_attention_heads: int = 16
    speech_encoder_intermediate_size: int = 4096
    speech_encoder_hidden_act: str = "swish"
    speech_encoder_dropout: float = 0.0
    add_adapter: bool = True
    speech_encoder_layerdrop: float = 0.1
    feature_projection_input_dim: int = 160
    adaptor_kernel_size: int = 8
    adaptor_stride: int = 8
    adaptor_dropout: float = 0.1
    num_adapter_layers: int = 1
    position_embeddings_type: str | None = "relative"
    conv_depthwise_kernel_size: int = 31
    # Text to units
    t2u_bos_token_id: int | None = 0
    t2u_pad_token_id: int | None = 1
    t2u_eos_token_id: int | list[int] | None = 2
    t2u_encoder_layers: int = 6
    t2u_encoder_ffn_dim: int = 8192
    t2u_encoder_attention_heads: int = 16
    t2u_decoder_layers: int = 6
    t2u_decoder_ffn_dim: int = 8192
    t2u_decoder_attention_heads: int = 16
    t2u_max_position_embeddings: int = 2048
    # The vocoder
    sampling_rate: int = 16000
    upsample_initial_channel: int = 512
    upsample_rates: list[int] | tuple[int, ...] = (5, 4, 4, 2, 2)
    upsample_kernel_sizes: list[int] | tuple[int, ...] = (11, 8, 8, 4, 4)
    resblock_kernel_sizes: list[int] | tuple[int, ...] = (3, 7, 11)
    resblock_dilation_sizes: list | tuple = ((1, 3, 5), (1, 3, 5), (1, 3, 5))
    leaky_relu_slope: float = 0.1
    unit_hifi_gan_vocab_size: int = 10000
    unit_embed_dim: int = 1280
    lang_embed_dim: int = 256
    spkr_embed_dim: int = 256
    vocoder_num_langs: int = 36
    vocoder_num_spkrs: int = 200
    variance_predictor_kernel_size: int = 3
    var_pred_dropout: float = 0.5
    vocoder_offset: int = 4
    tie_word_embeddings: bool = True

    def _complete(self) -> None:
        super()._complete()
        self._check_conformer("speech_encoder_attention_heads")
        sides = ("encoder", "decoder", "t2u_encoder", "t2u_decoder")
        for field in (f"{side}_attention_heads" for side in sides):
            if self.hidden_size % getattr(self, field):
                self._refuse(field, f"a divisor of hidden_size={self.hidden_size}")
        if self.hidden_size % 2 or self.hidden_size < 4:
            self._refuse("hidden_size", "an even number of 4 or more, of sines and cosines")
        if self.pad_token_id is None:
            self._refuse("pad_token_id", "a token: padding has no position")
        if self.t2u_pad_token_id is None:
            self._refuse("t2u_pad_token_id", "a unit: padding has no position")
        if len(self.upsample_kernel_sizes) != len(self.upsample_rates):
            self._refuse("upsample_kernel_sizes", f"{len(self.upsample_rates)} numbers")
        if len(self.resblock_dilation_sizes) != len(self.resblock_kernel_sizes):
            count = len(self.resblock_kernel_sizes)
            self._refuse("resblock_dilation_sizes", f"{count} lists of numbers")
        if self.variance_predictor_kernel_size != 3:
            self._refuse("variance_predictor_kernel_size", "3, with which lengths are kept")

    def t2u(self) -> Self:
        """The config of the network that makes units of texts."""
        other = copy.copy(self)
        for name in [name for name in vars(self) if name.startswith(_T2U)]:
            other.__dict__[name.removeprefix(_T2U)] = getattr(self, name)
        return other

    @property
    def init_std(self) -> float:
        return self.initializer_range

    @property
    def context_size(self) -> int:
        """Size of hidden states that the decoder attends to."""
        return self.hidden_size

    @property
    def encoder_vocabulary(self) -> int:
        return self.vocab_size

    @property
    def decoder_vocabulary(self) -> int:
        return self.vocab_size

    def positions_of(self, *, decoder: bool) -> int:
        return self.max_position_embeddings

    def window(self, layer: int) -> int | None:
        return None


class SeamlessM4TConfig(SeamlessConfig):
    """Sizes and options. The defaults are facebook/hf-seamless-m4t-medium's, but for its depth."""

    model_type = "seamless_m4t"

    num_conv_pos_embeddings: int = 128  # of a convolution that no file has
    num_conv_pos_embedding_groups: int = 16
    rotary_embedding_base: int = 10000
    max_source_positions: int = 4096  # in files; positions are computed for any length
    t2u_decoder_start_token_id: int | None = 2
    t2u_max_new_tokens: int | None = 1024
