"""GLPN (Kim et al., 2022, arXiv:2201.07436)."""

from __future__ import annotations

from auto_core.configs.segformer import MixTransformerConfig


class GLPNConfig(MixTransformerConfig):
    """SegFormer's encoder, and a decoder of depth. The defaults are vinvino02/glpn-kitti."""

    model_type = "glpn"

    decoder_hidden_size: int = 64
    max_depth: int = 10
    head_in_index: int = -1  # the stage of the decoder of whose features depth is made

    def _complete(self) -> None:
        super()._complete()
        stages = self.num_encoder_blocks
        if not -stages <= self.head_in_index < stages:
            self._refuse("head_in_index", f"a stage from {-stages} to {stages - 1}")
        if self.decoder_hidden_size % 2:
            self._refuse("decoder_hidden_size", "an even number")
