"""Deformable DETR (Zhu et al., 2020, arXiv:2010.04159)."""

from __future__ import annotations

from auto_core.configs.detr import DetrConfig


class DeformableDetrConfig(DetrConfig):
    """Sizes and options of Deformable DETR. The defaults are SenseTime/deformable-detr."""

    model_type = "deformable_detr"

    num_queries: int = 300
    max_position_embeddings: int = 1024
    encoder_ffn_dim: int = 1024
    decoder_ffn_dim: int = 1024
    return_intermediate: bool = True
    num_feature_levels: int = 4
    encoder_n_points: int = 4
    decoder_n_points: int = 4
    two_stage: bool = False  # queries are the encoder's best pixels
    two_stage_num_proposals: int = 300
    with_box_refine: bool = False  # by each layer of the decoder
    focal_alpha: float = 0.25
    disable_custom_kernels: bool = False
    tie_word_embeddings: bool = True

    def _timm_indices(self) -> list[int]:
        return [2, 3, 4] if self.__dict__.get("num_feature_levels", 4) > 1 else [4]

    def _complete(self) -> None:
        super()._complete()
        if self.two_stage and not self.with_box_refine:
            self._refuse("with_box_refine", "True, as two_stage=True refines boxes")
        if self.with_box_refine and not self.tie_word_embeddings:
            self._refuse("tie_word_embeddings", "True: the decoder's predictors are the head's")
        if self.d_model % 32:
            self._refuse("d_model", "a multiple of 32: feature maps are normalised in 32 groups")
