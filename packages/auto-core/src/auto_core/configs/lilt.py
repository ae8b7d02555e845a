"""LiLT (Wang et al., 2022, arXiv:2202.13669)."""

from __future__ import annotations

from auto_core.configs.roberta import RobertaConfig

COORDINATES = 6  # left, top, right, bottom, height and width


class LiltConfig(RobertaConfig):
    """RoBERTa's sizes and options, and those of the layout's stream. The defaults are upstream's.

    The layout's hidden states are `channel_shrink_ratio` times smaller than the text's.
    """

    model_type = "lilt"

    vocab_size: int = 30522
    pad_token_id: int = 0
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = None
    channel_shrink_ratio: int = 4
    max_2d_position_embeddings: int = 1024

    def _complete(self) -> None:
        super()._complete()
        size, ratio = self.hidden_size, self.channel_shrink_ratio
        if size % COORDINATES:
            self._refuse("hidden_size", f"a multiple of {COORDINATES}, the numbers of a box")
        for field in ("hidden_size", "intermediate_size"):
            if ratio < 1 or getattr(self, field) % ratio:
                self._refuse("channel_shrink_ratio", f"a divisor of {field}")
        if size // self.num_attention_heads % ratio:
            self._refuse("channel_shrink_ratio", "a divisor of the size of a head")
        if self.position_embedding_type != "absolute":
            self._refuse("position_embedding_type", "'absolute'")
        if self.is_decoder or self.add_cross_attention:
            field = "is_decoder" if self.is_decoder else "add_cross_attention"
            self._refuse(field, "False: LiLT is an encoder")
