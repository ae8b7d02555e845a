"""YOSO (Zeng et al., 2021, arXiv:2111.09714)."""

from __future__ import annotations

from auto_core.configs._base import PreTrainedConfig


class YosoConfig(PreTrainedConfig):
    """Sizes and options of YOSO. The defaults are yoso-4096's, nearly."""

    model_type = "yoso"

    vocab_size: int = 50265
    hidden_size: int = 768
    num_hidden_layers: int = 12
    num_attention_heads: int = 12
    intermediate_size: int = 3072
    hidden_act: str = "gelu"
    hidden_dropout_prob: float = 0.1
    attention_probs_dropout_prob: float = 0.1
    max_position_embeddings: int = 4096
    type_vocab_size: int = 1
    initializer_range: float = 0.02
    layer_norm_eps: float = 1e-12
    use_expectation: bool = True
    hash_code_len: int = 9
    num_hash: int = 64
    conv_window: int | None = None
    use_fast_hash: bool = True
    lsh_backward: bool = True
    pad_token_id: int | None = 1
    bos_token_id: int | None = 0
    eos_token_id: int | list[int] | None = 2
    add_cross_attention: bool = False
    tie_word_embeddings: bool = True

    def _complete(self) -> None:
        super()._complete()
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
        if not self.use_expectation:
            self._refuse("use_expectation", "True: hashes by chance are not implemented")
        if self.hash_code_len < 1:
            self._refuse("hash_code_len", "1 or more")
        width = self.conv_window
        if width is not None and (width < 1 or not width % 2):
            self._refuse("conv_window", "an odd number, or None")
        if self.add_cross_attention:
            self._refuse("add_cross_attention", "False: this is an encoder")
