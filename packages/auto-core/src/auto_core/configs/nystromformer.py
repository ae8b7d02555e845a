"""Nystromformer (Xiong et al., 2021, arXiv:2102.03902)."""

from __future__ import annotations

from auto_core.configs._base import PreTrainedConfig


class NystromformerConfig(PreTrainedConfig):
    """Sizes and options of Nystromformer. The defaults are upstream's, near nystromformer-512's.

    Texts have `segment_means_seq_len` tokens, padding included, of which `num_landmarks` means
    stand for all; if these are as many, attention is not approximated and texts of any length.
    """

    model_type = "nystromformer"

    vocab_size: int = 30000
    hidden_size: int = 768
    num_hidden_layers: int = 12
    num_attention_heads: int = 12
    intermediate_size: int = 3072
    hidden_act: str = "gelu_new"
    hidden_dropout_prob: float = 0.1
    attention_probs_dropout_prob: float = 0.1
    max_position_embeddings: int = 510
    type_vocab_size: int = 2
    segment_means_seq_len: int = 64
    num_landmarks: int = 64
    conv_kernel_size: int | None = 65
    inv_coeff_init_option: bool = False
    initializer_range: float = 0.02
    layer_norm_eps: float = 1e-5
    pad_token_id: int | None = 1
    bos_token_id: int | None = 0
    eos_token_id: int | list[int] | None = 2
    add_cross_attention: bool = False
    tie_word_embeddings: bool = True

    def _complete(self) -> None:
        super()._complete()
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
        if self.num_landmarks < 1 or self.segment_means_seq_len % self.num_landmarks:
            length = self.segment_means_seq_len
            self._refuse("num_landmarks", f"a divisor of segment_means_seq_len={length}")
        width = self.conv_kernel_size
        if width is not None and (width < 1 or not width % 2):
            self._refuse("conv_kernel_size", "an odd number, or None")
        if self.inv_coeff_init_option:
            self._refuse("inv_coeff_init_option", "False: nothing else is implemented")
        if self.add_cross_attention:
            self._refuse("add_cross_attention", "False: this is an encoder")
