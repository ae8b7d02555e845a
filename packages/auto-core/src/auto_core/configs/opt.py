"""OPT (Zhang et al., 2022, arXiv:2205.01068)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._base import PreTrainedConfig


class OPTConfig(PreTrainedConfig):
    """Sizes and options of OPT. The defaults are OPT-125m's."""

    model_type = "opt"
    attribute_map: ClassVar[dict[str, str]] = {"initializer_range": "init_std"}

    vocab_size: int = 50272
    hidden_size: int = 768
    num_hidden_layers: int = 12
    ffn_dim: int = 3072
    max_position_embeddings: int = 2048
    do_layer_norm_before: bool = True
    # Of files written before there was a norm after the last layer.
    _remove_final_layer_norm: bool = False
    word_embed_proj_dim: int | None = None  # size of embeddings; hidden_size
    dropout: float = 0.1
    attention_dropout: float = 0.0
    num_attention_heads: int = 12
    activation_function: str = "relu"
    layerdrop: float = 0.0
    init_std: float = 0.02
    use_cache: bool = True
    pad_token_id: int | None = 1
    bos_token_id: int | None = 2
    eos_token_id: int | list[int] | None = 2
    enable_bias: bool = True
    layer_norm_elementwise_affine: bool = True
    tie_word_embeddings: bool = True

    def _complete(self) -> None:
        super()._complete()
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
        if self.word_embed_proj_dim is None:
            self.word_embed_proj_dim = self.hidden_size
