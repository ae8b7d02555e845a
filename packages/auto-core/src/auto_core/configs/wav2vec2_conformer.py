"""wav2vec 2.0 of conformers (Wang et al., 2020, arXiv:2010.05171; fairseq S2T)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._conformer import ConformerFields
from auto_core.configs.wav2vec2 import PretrainedSpeechConfig


class Wav2Vec2ConformerConfig(ConformerFields, PretrainedSpeechConfig):
    """Sizes and options. The defaults are wav2vec2-conformer-rel-pos, of the base size."""

    model_type = "wav2vec2-conformer"
    position_types: ClassVar[tuple[str | None, ...]] = ("relative", "rotary", None)

    vocab_size: int | None = None
    position_embeddings_type: str | None = "relative"
    rotary_embedding_base: int = 10000
    max_source_positions: int = 5000  # in files; positions are computed for any length
    conv_depthwise_kernel_size: int = 31
    conformer_conv_dropout: float = 0.1

    def _complete(self) -> None:
        super()._complete()
        self._check_conformer()
