"""XGLM (Lin et al., 2021, arXiv:2112.10668)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._base import PreTrainedConfig


class XGLMConfig(PreTrainedConfig):
    """Sizes and options of XGLM. The defaults are XGLM-564M's."""

    model_type = "xglm"
    attribute_map: ClassVar[dict[str, str]] = {
        "num_attention_heads": "attention_heads",
        "hidden_size": "d_model",
        "num_hidden_layers": "num_layers",
        "initializer_range": "init_std",
    }

    vocab_size: int = 256008
    max_position_embeddings: int = 2048
    d_model: int = 1024
    ffn_dim: int = 4096
    num_layers: int = 24
    attention_heads: int = 16
    activation_function: str = "gelu"
    dropout: float = 0.1
    attention_dropout: float = 0.1
    activation_dropout: float = 0.0
    layerdrop: float = 0.0
    init_std: float = 0.02
    scale_embedding: bool = True
    use_cache: bool = True
    decoder_start_token_id: int | None = 2
    pad_token_id: int | None = 1
    bos_token_id: int | None = 0
    eos_token_id: int | list[int] | None = 2
    add_cross_attention: bool = False
    tie_word_embeddings: bool = True

    def _complete(self) -> None:
        super()._complete()
        if self.d_model % self.attention_heads:
            self._refuse("attention_heads", f"a divisor of d_model={self.d_model}")
        if self.add_cross_attention:
            self._refuse("add_cross_attention", "False: this network has no cross-attention")

    @property
    def enable_bias(self) -> bool:
        """Whether projections have biases, which OPT's may lack."""
        return True
