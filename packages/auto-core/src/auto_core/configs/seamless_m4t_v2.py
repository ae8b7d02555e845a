"""SeamlessM4T, its second version (Seamless Communication, 2023, arXiv:2312.05187)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs.seamless_m4t import SeamlessConfig


class SeamlessM4Tv2Config(SeamlessConfig):
    """Sizes and options. The defaults are facebook/seamless-m4t-v2-large's."""

    model_type = "seamless_m4t_v2"
    position_types: ClassVar[tuple[str | None, ...]] = ("relative_key", None)

    char_vocab_size: int = 10943
    max_position_embeddings: int = 4096
    position_embeddings_type: str | None = "relative_key"
    left_max_position_embeddings: int = 64
    right_max_position_embeddings: int = 8
    speech_encoder_chunk_size: int | None = 20000
    speech_encoder_left_chunk_num: int = 128
    t2u_max_position_embeddings: int = 4096
    t2u_variance_predictor_embed_dim: int = 1024
    t2u_variance_predictor_hidden_dim: int = 256
    t2u_variance_predictor_kernel_size: int = 3
    t2u_variance_pred_dropout: float = 0.5

    def _complete(self) -> None:
        super()._complete()
        if self.speech_encoder_chunk_size is not None and self.speech_encoder_chunk_size < 1:
            self._refuse("speech_encoder_chunk_size", "None or a number of 1 or more")
        if self.t2u_variance_predictor_embed_dim != self.hidden_size:
            self._refuse("t2u_variance_predictor_embed_dim", f"hidden_size={self.hidden_size}")
        if self.t2u_variance_predictor_kernel_size != 3:
            self._refuse("t2u_variance_predictor_kernel_size", "3, with which lengths are kept")
