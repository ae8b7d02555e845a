"""XLM (Lample and Conneau, 2019, arXiv:1901.07291)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._base import PreTrainedConfig


class XLMConfig(PreTrainedConfig):
    """Sizes and options of XLM. The defaults are xlm-mlm-en-2048's.

    `lang2id` and `id2lang` name the languages of `langs`.
    """

    model_type = "xlm"
    attribute_map: ClassVar[dict[str, str]] = {
        "hidden_size": "emb_dim",
        "num_attention_heads": "n_heads",
        "num_hidden_layers": "n_layers",
        "n_words": "vocab_size",
        "bos_index": "bos_token_id",
        "eos_index": "eos_token_id",
        "pad_index": "pad_token_id",
        "initializer_range": "init_std",
    }

    vocab_size: int = 30145
    emb_dim: int = 2048
    n_layers: int = 12
    n_heads: int = 16
    dropout: float = 0.1
    attention_dropout: float = 0.1
    gelu_activation: bool = True  # of the feed-forward parts; False: relu
    sinusoidal_embeddings: bool = False
    causal: bool = False  # whether tokens attend to no later ones
    asm: bool = False
    n_langs: int = 1
    use_lang_emb: bool = True
    max_position_embeddings: int = 512
    embed_init_std: float = 2048**-0.5
    layer_norm_eps: float = 1e-12
    init_std: float = 0.02
    unk_index: int = 3
    mask_index: int = 5
    is_encoder: bool = True
    summary_type: str = "first"
    summary_use_proj: bool = True
    summary_activation: str | None = None
    summary_proj_to_labels: bool = True
    summary_first_dropout: float = 0.1
    start_n_top: int = 5
    end_n_top: int = 5
    mask_token_id: int | None = 0
    lang_id: int | None = 0
    lang2id: dict[str, Any] | None = None
    id2lang: dict[Any, Any] | None = None
    pad_token_id: int = 2
    bos_token_id: int | None = 0
    eos_token_id: int | list[int] | None = 1
    tie_word_embeddings: bool = True

    # Facts, which FlauBERT has as fields.
    pre_norm: ClassVar[bool] = False
    layerdrop: ClassVar[float] = 0.0

    def _complete(self) -> None:
        super()._complete()
        if self.emb_dim % self.n_heads:
            self._refuse("n_heads", f"a divisor of emb_dim={self.emb_dim}")
        if self.asm:
            self._refuse("asm", "False: there is no adaptive softmax")
        if not self.is_encoder:
            self._refuse("is_encoder", "True")
        if self.summary_type not in ("last", "first", "mean", "cls_index"):
            self._refuse("summary_type", "'last', 'first', 'mean' or 'cls_index'")
