"""Funnel-Transformer (Dai et al., 2020, arXiv:2006.03236)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._base import PreTrainedConfig


class FunnelConfig(PreTrainedConfig):
    """Sizes and options of Funnel. The defaults are funnel-transformer/small's."""

    model_type = "funnel"
    attribute_map: ClassVar[dict[str, str]] = {
        "hidden_size": "d_model",
        "num_attention_heads": "n_head",
    }
    follows_from: ClassVar[dict[str, str]] = {
        "num_hidden_layers": "block_sizes",
        "num_blocks": "block_sizes",
    }

    vocab_size: int = 30522
    # Layers of each block; tokens are pooled before all blocks but the first.
    block_sizes: list[int] | tuple[int, ...] = (4, 4, 4)
    block_repeats: list[int] | None = None  # how often each layer of a block runs
    num_decoder_layers: int = 2
    d_model: int = 768
    n_head: int = 12
    d_head: int = 64
    d_inner: int = 3072
    hidden_act: str = "gelu_new"
    hidden_dropout: float = 0.1
    attention_dropout: float = 0.1
    activation_dropout: float = 0.0
    initializer_range: float = 0.1
    initializer_std: float | None = None
    layer_norm_eps: float = 1e-9
    pooling_type: str = "mean"  # or "max"
    attention_type: str = "relative_shift"  # or "factorized": the same by other products
    separate_cls: bool = True  # the first token is pooled alone
    truncate_seq: bool = True  # then, the last token is left out where tokens are pooled
    pool_q_only: bool = True  # the first layer of a block attends to tokens that are not pooled yet
    pad_token_id: int | None = None
    tie_word_embeddings: bool = True

    def _complete(self) -> None:
        super()._complete()
        if self.block_repeats is None:
            self.block_repeats = [1] * len(self.block_sizes)
        if not self.block_sizes or min(self.block_sizes) < 1:
            self._refuse("block_sizes", "1 layer or more for each block")
        if len(self.block_repeats) != len(self.block_sizes) or min(self.block_repeats) < 1:
            self._refuse("block_repeats", f"{len(self.block_sizes)} numbers above 0")
        if self.pooling_type not in ("mean", "max"):
            self._refuse("pooling_type", "'mean' or 'max'")
        if self.attention_type not in ("relative_shift", "factorized"):
            self._refuse("attention_type", "'relative_shift' or 'factorized'")
        if self.d_model % 2:
            self._refuse("d_model", "an even number: half of the positions' features are sines")

    @property
    def num_hidden_layers(self) -> int:
        """Layers of the encoder."""
        return sum(self.block_sizes)

    @property
    def num_blocks(self) -> int:
        """Blocks of the encoder."""
        return len(self.block_sizes)
