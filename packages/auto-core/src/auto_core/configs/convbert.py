"""ConvBERT (Jiang et al., 2020, arXiv:2008.02496)."""

from __future__ import annotations

from auto_core.configs._summary import SummaryConfig


class ConvBertConfig(SummaryConfig):
    """BERT's sizes and options, and ConvBERT's own. The defaults are conv-bert-base's.

    One in `head_ratio` heads stays, and attends with half of its numbers; the other half are
    convolutions over `conv_kernel_size` tokens. Feed-forward layers are `num_groups` small ones.
    """

    model_type = "convbert"

    pad_token_id: int | None = 1
    bos_token_id: int | None = 0
    eos_token_id: int | list[int] | None = 2
    embedding_size: int = 768
    head_ratio: int = 2
    conv_kernel_size: int = 9
    num_groups: int = 1

    def _complete(self) -> None:
        super()._complete()
        if self.position_embedding_type != "absolute":
            self._refuse("position_embedding_type", "'absolute'")
        if self.is_decoder or self.add_cross_attention:
            field = "is_decoder" if self.is_decoder else "add_cross_attention"
            self._refuse(field, "False: ConvBERT is an encoder")
        if self.head_ratio < 1:
            self._refuse("head_ratio", "1 or more")
        if self.hidden_size % (2 * self.heads):
            self._refuse("hidden_size", f"a multiple of 2 * {self.heads} heads")
        if self.conv_kernel_size < 1 or not self.conv_kernel_size % 2:
            self._refuse("conv_kernel_size", "an odd number")
        for field in ("hidden_size", "intermediate_size"):
            if self.num_groups < 1 or getattr(self, field) % self.num_groups:
                self._refuse("num_groups", f"a divisor of {field}={getattr(self, field)}")

    @property
    def heads(self) -> int:
        """How many heads there are."""
        return max(self.num_attention_heads // self.head_ratio, 1)

    @property
    def head_size(self) -> int:
        """How many numbers of a head attend, and how many are convolutions."""
        return self.hidden_size // self.heads // 2
