"""MusicGen Melody (Copet et al., 2023, arXiv:2306.05284), and its decoder."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs.musicgen import MusicgenConfig, MusicgenDecoderConfig


class MusicgenMelodyDecoderConfig(MusicgenDecoderConfig):
    """The decoder of codes. The defaults are facebook/musicgen-melody's sizes but for the depth."""

    model_type = "musicgen_melody_decoder"


class MusicgenMelodyConfig(MusicgenConfig):
    """A text encoder, a codec, the decoder of its codes, and the chroma of a melody."""

    model_type = "musicgen_melody"
    sub_configs: ClassVar[dict[str, Any]] = {
        **MusicgenConfig.sub_configs,
        "decoder": MusicgenMelodyDecoderConfig,
    }
    default_parts: ClassVar[dict[str, dict[str, Any]]] = {
        **MusicgenConfig.default_parts,
        "decoder": {"model_type": "musicgen_melody_decoder"},
    }

    num_chroma: int = 12
    chroma_length: int = 235

    def _complete(self) -> None:
        super()._complete()
        for name in ("num_chroma", "chroma_length"):
            if getattr(self, name) < 1:
                self._refuse(name, "1 or more")

    @property
    def projects(self) -> bool:
        return self.text_encoder.hidden_size != self.decoder.hidden_size

    @property
    def projects_chroma(self) -> bool:
        """Whether chroma are brought to the decoder's size."""
        return self.num_chroma != self.decoder.hidden_size
