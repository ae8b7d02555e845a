"""DistilBERT (Sanh et al., 2019, arXiv:1910.01108)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._base import PreTrainedConfig


class DistilBertConfig(PreTrainedConfig):
    """Sizes and options of DistilBERT. The defaults are distilbert-base-uncased."""

    model_type = "distilbert"
    attribute_map: ClassVar[dict[str, str]] = {
        "hidden_size": "dim",
        "num_attention_heads": "n_heads",
        "num_hidden_layers": "n_layers",
    }

    vocab_size: int = 30522
    max_position_embeddings: int = 512
    sinusoidal_pos_embds: bool = False  # initial position embeddings; checkpoints hold them anyway
    n_layers: int = 6
    n_heads: int = 12
    dim: int = 768
    hidden_dim: int = 4 * 768
    dropout: float = 0.1
    attention_dropout: float = 0.1
    activation: str = "gelu"
    initializer_range: float = 0.02
    qa_dropout: float = 0.1
    seq_classif_dropout: float = 0.2
    pad_token_id: int | None = 0
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = None
    tie_word_embeddings: bool = True

    def _complete(self) -> None:
        super()._complete()
        if self.dim % self.n_heads:
            self._refuse("n_heads", f"a divisor of dim={self.dim}")
