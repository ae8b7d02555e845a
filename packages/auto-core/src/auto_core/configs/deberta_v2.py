"""DeBERTa v2 and v3 (He et al., 2020, arXiv:2006.03654, and 2021, arXiv:2111.09543)."""

from __future__ import annotations

from auto_core.configs._base import PreTrainedConfig


class DebertaV2Config(PreTrainedConfig):
    """Sizes and options of DeBERTa. The defaults are deberta-v2-xlarge's, without its options."""

    model_type = "deberta-v2"

    vocab_size: int = 128100
    hidden_size: int = 1536
    num_hidden_layers: int = 24
    num_attention_heads: int = 24
    attention_head_size: int | None = None  # hidden_size / num_attention_heads, nothing else
    intermediate_size: int = 6144
    hidden_act: str = "gelu"
    hidden_dropout_prob: float = 0.1
    attention_probs_dropout_prob: float = 0.1
    max_position_embeddings: int = 512
    type_vocab_size: int = 0
    initializer_range: float = 0.02
    layer_norm_eps: float = 1e-7
    embedding_size: int | None = None  # hidden_size if not given
    position_biased_input: bool = True  # absolute positions in the embeddings
    # Relative positions in the attention. `pos_att_type` (a list, or "c2p|p2c") says what
    # attends to them: "c2p" the query's content, "p2c" the key's.
    relative_attention: bool = False
    pos_att_type: str | list[str] | None = None
    max_relative_positions: int = -1  # max_position_embeddings if below 1
    position_buckets: int = -1  # far distances share logarithmic buckets; none if below 1
    share_att_key: bool = False  # positions use the content's projections
    norm_rel_ebd: str = "none"  # or "layer_norm"; in files also "none|layer_norm"
    # A convolution beside the first layer, if its kernel is above 0.
    conv_kernel_size: int = 0
    conv_groups: int = 1
    conv_act: str = "tanh"
    pooler_dropout: float = 0.0
    pooler_hidden_act: str = "gelu"
    pooler_hidden_size: int | None = None  # hidden_size if not given
    cls_dropout: float | None = None  # before the classifier; hidden_dropout_prob if None
    legacy: bool = True  # BERT's masked-LM head; False: the one DeBERTa was trained with
    pad_token_id: int | None = 0
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = None
    tie_word_embeddings: bool = True

    def _complete(self) -> None:
        super()._complete()
        if isinstance(self.pos_att_type, str):
            self.pos_att_type = [part.strip() for part in self.pos_att_type.lower().split("|")]
        if self.embedding_size is None:
            self.embedding_size = self.hidden_size
        if self.pooler_hidden_size is None:
            self.pooler_hidden_size = self.hidden_size
        if not set(self.pos_att_type or ()) <= {"c2p", "p2c", "none"}:
            self._refuse("pos_att_type", "c2p, p2c, both (c2p|p2c) or none")
        if not set(self.norms_of_positions) <= {"none", "layer_norm"}:
            self._refuse("norm_rel_ebd", "none or layer_norm")
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
        size = self.hidden_size // self.num_attention_heads
        if self.attention_head_size is None:
            self.attention_head_size = size
        if self.attention_head_size != size:
            self._refuse("attention_head_size", f"hidden_size / num_attention_heads = {size}")
        if self.conv_kernel_size > 0 and self.conv_kernel_size % 2 == 0:
            self._refuse("conv_kernel_size", "an odd number, so that every token has one result")
        if self.conv_groups < 1 or self.hidden_size % self.conv_groups:
            self._refuse("conv_groups", f"a divisor of hidden_size={self.hidden_size}")
        if self.pooler_hidden_size != self.hidden_size:
            self._refuse("pooler_hidden_size", f"hidden_size={self.hidden_size}, which it reads")
        self._check_buckets()

    def _check_buckets(self) -> None:
        near = self.position_buckets // 2
        if self.position_buckets == 1:
            self._refuse("position_buckets", "at least 2, or below 1 for none")
        far = near < self.max_position_embeddings  # texts have positions beyond the exact ones
        if self.position_buckets > 0 and far and self.furthest_position - 1 <= near:
            self._refuse("position_buckets", "less than twice the furthest relative position")

    @property
    def furthest_position(self) -> int:
        """The distance from which on all are alike."""
        given = self.max_relative_positions
        return self.max_position_embeddings if given < 1 else given

    @property
    def norms_of_positions(self) -> list[str]:
        """The parts of `norm_rel_ebd`."""
        return [part.strip() for part in self.norm_rel_ebd.lower().split("|")]
