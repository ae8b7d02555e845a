"""MRA (Zeng et al., 2022, arXiv:2207.10284)."""

from __future__ import annotations

from auto_core.configs._base import PreTrainedConfig

BLOCK = 32  # tokens of a block, a constant of the published kernels


class MraConfig(PreTrainedConfig):
    """Sizes and options of MRA. The defaults are mra-base-512-4's."""

    model_type = "mra"

    vocab_size: int = 50265
    hidden_size: int = 768
    num_hidden_layers: int = 12
    num_attention_heads: int = 12
    intermediate_size: int = 3072
    hidden_act: str = "gelu"
    hidden_dropout_prob: float = 0.1
    attention_probs_dropout_prob: float = 0.1
    max_position_embeddings: int = 512
    type_vocab_size: int = 1
    initializer_range: float = 0.02
    layer_norm_eps: float = 1e-5
    block_per_row: int = 4
    approx_mode: str = "full"
    initial_prior_first_n_blocks: int = 0
    initial_prior_diagonal_n_blocks: int = 0
    pad_token_id: int | None = 1
    bos_token_id: int | None = 0
    eos_token_id: int | list[int] | None = 2
    add_cross_attention: bool = False
    tie_word_embeddings: bool = True

    @property
    def num_blocks(self) -> int:
        """Pairs of blocks of a head whose attention is exact, whatever the sequence length is."""
        rows = self.max_position_embeddings // BLOCK
        return rows * min(self.block_per_row, rows)

    def _complete(self) -> None:
        super()._complete()
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
        if self.max_position_embeddings < BLOCK:
            self._refuse("max_position_embeddings", f"{BLOCK} or more, the size of a block")
        if self.block_per_row < 1:
            self._refuse("block_per_row", "1 or more")
        if self.approx_mode not in ("full", "sparse"):
            self._refuse("approx_mode", "'full' or 'sparse'")
        for name in ("initial_prior_first_n_blocks", "initial_prior_diagonal_n_blocks"):
            if getattr(self, name) < 0:
                self._refuse(name, "0 or more")
        if self.add_cross_attention:
            self._refuse("add_cross_attention", "False: this is an encoder")
