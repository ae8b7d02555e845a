"""TAPAS (Herzig et al., 2020, arXiv:2004.02349)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._base import PreTrainedConfig

AVERAGES = ("ratio", "first_order", "second_order")


class TapasConfig(PreTrainedConfig):
    """Sizes and options of TAPAS. The defaults are tapas-base-finetuned-sqa.

    From `positive_label_weight` on, they are of the head that answers questions, and most of
    those of its loss.
    """

    model_type = "tapas"
    position_embedding_type: ClassVar[str] = "absolute"  # what the blocks of BERT ask

    vocab_size: int = 30522
    hidden_size: int = 768
    num_hidden_layers: int = 12
    num_attention_heads: int = 12
    intermediate_size: int = 3072
    hidden_act: str = "gelu"
    hidden_dropout_prob: float = 0.1
    attention_probs_dropout_prob: float = 0.1
    max_position_embeddings: int = 1024
    # Of segments, columns, rows, earlier answers, ranks, ranks from below, and relations.
    type_vocab_sizes: list[int] = [3, 256, 256, 2, 256, 256, 10]  # noqa: RUF012  (copied)
    initializer_range: float = 0.02
    layer_norm_eps: float = 1e-12
    pad_token_id: int | None = 0
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = None
    is_decoder: bool = False
    add_cross_attention: bool = False
    tie_word_embeddings: bool = True
    reset_position_index_per_cell: bool = True  # count positions within a cell
    positive_label_weight: float = 10.0
    num_aggregation_labels: int = 0  # without any, cells are selected and nothing else
    aggregation_loss_weight: float = 1.0
    # Learn to aggregate from answers alone (weak supervision), not from aggregation labels.
    use_answer_as_supervision: bool | None = None
    answer_loss_importance: float = 1.0
    use_normalized_answer_loss: bool = False
    huber_loss_delta: float | None = None
    temperature: float = 1.0
    aggregation_temperature: float = 1.0
    use_gumbel_for_cells: bool = False
    use_gumbel_for_aggregation: bool = False
    average_approximation_function: str = "ratio"
    # Aggregate where the probability of aggregations exceeds this, if cells would do too.
    cell_selection_preference: float | None = None
    answer_loss_cutoff: float | None = None
    max_num_rows: int = 64
    max_num_columns: int = 32
    average_logits_per_cell: bool = False
    select_one_column: bool = True
    allow_empty_column_selection: bool = False
    init_cell_selection_weights_to_zero: bool = False
    disable_per_token_loss: bool = False
    aggregation_labels: dict[Any, Any] | None = None  # {0: "NONE", 1: "SUM", ...}, for pipelines
    no_aggregation_label_index: int | None = None

    def _complete(self) -> None:
        super()._complete()
        if self.aggregation_labels is not None:
            self.aggregation_labels = {int(k): v for k, v in self.aggregation_labels.items()}
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
        if len(self.type_vocab_sizes) < 3:
            self._refuse("type_vocab_sizes", "at least three sizes: of segments, columns and rows")
        if self.average_approximation_function not in AVERAGES:
            self._refuse("average_approximation_function", f"one of {', '.join(AVERAGES)}")
        if self.add_cross_attention and not self.is_decoder:
            self._refuse("is_decoder", "True, because add_cross_attention is True")

    @property
    def weak_supervision(self) -> bool:
        """Whether aggregations are learnt from answers alone."""
        return self.num_aggregation_labels > 0 and bool(self.use_answer_as_supervision)
