"""Block-sparse attention in configs of BigBird and BigBird-Pegasus."""

from __future__ import annotations

from auto_core.configs._base import PreTrainedConfig


class BlockSparseConfig(PreTrainedConfig):
    """How tokens attend: to all, or to some blocks."""

    attention_type: str = "block_sparse"  # or "original_full"
    use_bias: bool = True  # of queries, keys and values
    block_size: int = 64
    num_random_blocks: int = 3

    def _complete(self) -> None:
        super()._complete()
        if self.attention_type not in ("block_sparse", "original_full"):
            self._refuse("attention_type", "'block_sparse' or 'original_full'")
        for field in ("block_size", "num_random_blocks"):
            if getattr(self, field) < 1:
                self._refuse(field, "1 or more")

    def is_sparse(self, tokens: int) -> bool:
        """Whether a text of so many tokens is long enough for attention to some blocks."""
        attended = (5 + 2 * self.num_random_blocks) * self.block_size
        return self.attention_type == "block_sparse" and tokens > attended
