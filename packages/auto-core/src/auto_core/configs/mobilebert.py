"""MobileBERT (Sun et al., 2020, arXiv:2004.02984)."""

from __future__ import annotations

from auto_core.configs._base import PreTrainedConfig


class MobileBertConfig(PreTrainedConfig):
    """Sizes and options of MobileBERT. The defaults are mobilebert-uncased's.

    Layers compute with `intra_bottleneck_size` numbers of each token (with `use_bottleneck`), and
    have `num_feedforward_networks` feed-forward parts.
    """

    model_type = "mobilebert"

    vocab_size: int = 30522
    hidden_size: int = 512
    num_hidden_layers: int = 24
    num_attention_heads: int = 4
    intermediate_size: int = 512
    hidden_act: str = "relu"
    hidden_dropout_prob: float = 0.0
    attention_probs_dropout_prob: float = 0.1
    max_position_embeddings: int = 512
    type_vocab_size: int = 2
    initializer_range: float = 0.02
    layer_norm_eps: float = 1e-12
    pad_token_id: int | None = 0
    embedding_size: int = 128
    trigram_input: bool = True
    use_bottleneck: bool = True
    intra_bottleneck_size: int = 128
    use_bottleneck_attention: bool = False
    key_query_shared_bottleneck: bool = True
    num_feedforward_networks: int = 4
    normalization_type: str = "no_norm"
    classifier_activation: bool = True
    classifier_dropout: float | None = None
    tie_word_embeddings: bool = True

    def _complete(self) -> None:
        super()._complete()
        if self.true_hidden_size % self.num_attention_heads:
            name = "intra_bottleneck_size" if self.use_bottleneck else "hidden_size"
            self._refuse("num_attention_heads", f"a divisor of {name}={self.true_hidden_size}")
        if self.normalization_type not in ("no_norm", "layer_norm"):
            self._refuse("normalization_type", "'no_norm' or 'layer_norm'")
        if self.num_feedforward_networks < 1:
            self._refuse("num_feedforward_networks", "1 or more")
        if self.embedding_size > self.hidden_size:
            self._refuse("embedding_size", f"at most hidden_size={self.hidden_size}")
        if self.use_bottleneck and self.query_size != self.true_hidden_size:
            self._refuse(
                "key_query_shared_bottleneck",
                "True, or use_bottleneck_attention, or an intra_bottleneck_size of hidden_size: "
                "queries and keys are made of the bottleneck's numbers",
            )

    @property
    def true_hidden_size(self) -> int:
        """How many numbers of each token a layer computes with."""
        return self.intra_bottleneck_size if self.use_bottleneck else self.hidden_size

    @property
    def query_size(self) -> int:
        """How many numbers of each token queries and keys are made of."""
        narrow = self.use_bottleneck_attention or self.key_query_shared_bottleneck
        return self.intra_bottleneck_size if narrow else self.hidden_size
