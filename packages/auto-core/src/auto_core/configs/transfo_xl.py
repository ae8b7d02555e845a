"""Transformer-XL (Dai et al., 2019, arXiv:1901.02860)."""

from __future__ import annotations

from itertools import pairwise
from typing import ClassVar

from auto_core.configs._base import PreTrainedConfig


class TransfoXLConfig(PreTrainedConfig):
    """Sizes and options of Transformer-XL. The defaults are transfo-xl-wt103's."""

    model_type = "transfo-xl"
    attribute_map: ClassVar[dict[str, str]] = {
        "n_token": "vocab_size",
        "hidden_size": "d_model",
        "num_attention_heads": "n_head",
        "num_hidden_layers": "n_layer",
    }

    vocab_size: int = 267735
    # The tokens from one of these numbers on are a cluster of its own: its embeddings are smaller
    # by the factor div_val than those of the cluster before.
    cutoffs: list[int] = [20000, 40000, 200000]  # noqa: RUF012
    d_model: int = 1024
    d_embed: int = 1024
    n_head: int = 16
    d_head: int = 64
    d_inner: int = 4096
    div_val: int = 4
    pre_lnorm: bool = False
    n_layer: int = 18
    mem_len: int = 1600
    clamp_len: int = 1000  # distances from where on all are alike, if above 0
    same_length: bool = True  # all tokens attend to as many
    proj_share_all_but_first: bool = True
    # Which clusters' logits are made with the projection of their embeddings.
    tie_projs: list[bool] | None = None
    attn_type: int = 0
    sample_softmax: int = -1
    adaptive: bool = True
    dropout: float = 0.1
    dropatt: float = 0.0
    untie_r: bool = True  # biases of each layer's own
    init: str = "normal"
    init_range: float = 0.01
    proj_init_std: float = 0.01
    init_std: float = 0.02
    layer_norm_epsilon: float = 1e-5
    trainer_compatible: bool = False  # the loss is an output's first part
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = 0
    pad_token_id: int | None = None
    tie_word_embeddings: bool = True

    @property
    def initializer_range(self) -> float:
        return self.init_std

    @property
    def ends(self) -> list[int]:
        """The first token behind each cluster."""
        return [*self.cutoffs, self.vocab_size]

    @property
    def sizes(self) -> list[int]:
        """The size of each cluster's embeddings."""
        return [self.d_embed // self.div_val**i for i in range(len(self.ends))]

    @property
    def projects(self) -> bool:
        """Whether embeddings are projected."""
        return self.div_val > 1 or self.d_embed != self.d_model

    def _complete(self) -> None:
        super()._complete()
        ends = [0, *self.ends]
        if any(first >= last for first, last in pairwise(ends)):
            self._refuse("cutoffs", f"ascending, from 1 to below vocab_size={self.vocab_size}")
        if self.div_val < 1 or not self.sizes[-1]:
            self._refuse(
                "div_val", f"1 or more, d_embed={self.d_embed} big enough for each cluster"
            )
        if self.d_model % 2:
            self._refuse("d_model", "an even number: half of the positions' features are sines")
        if self.attn_type != 0:
            self._refuse("attn_type", "0, of which alone there are checkpoints")
        if self.sample_softmax > 0:
            self._refuse("sample_softmax", "-1, which samples no tokens")
        if self.mem_len < 0 or (self.same_length and self.mem_len == 0):
            self._refuse("mem_len", "1 or more with same_length, else 0 or more")
        if self.init not in ("normal", "uniform"):
            self._refuse("init", "'normal' or 'uniform'")
        if self.tie_projs is None:
            self.tie_projs = [False] + [self.proj_share_all_but_first] * len(self.cutoffs)
        if len(self.tie_projs) != len(self.ends):
            self._refuse("tie_projs", f"one for each of the {len(self.ends)} clusters")
