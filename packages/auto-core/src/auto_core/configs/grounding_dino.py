"""Grounding DINO (Liu et al., 2023, arXiv:2303.05499)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._backbone import WithBackboneConfig
from auto_core.configs._detection import BoxMatchingConfig


class GroundingDinoConfig(WithBackboneConfig, BoxMatchingConfig):
    """Sizes and options of Grounding DINO. The defaults are IDEA-Research/grounding-dino-tiny."""

    model_type = "grounding-dino"
    attribute_map: ClassVar[dict[str, str]] = {
        "hidden_size": "d_model",
        "num_attention_heads": "encoder_attention_heads",
        "initializer_range": "init_std",
    }
    sub_configs: ClassVar[dict[str, Any]] = {"backbone_config": "auto", "text_config": "auto"}
    default_backbone: ClassVar[dict[str, Any] | None] = {
        "model_type": "swin",
        "out_indices": [2, 3, 4],
    }

    text_config: Any = None  # of any encoder with BERT's vocabulary; BERT by default
    num_queries: int = 900
    encoder_layers: int = 6
    encoder_ffn_dim: int = 2048
    encoder_attention_heads: int = 8
    decoder_layers: int = 6
    decoder_ffn_dim: int = 2048
    decoder_attention_heads: int = 8
    is_encoder_decoder: bool = True
    activation_function: str = "relu"
    d_model: int = 256
    dropout: float = 0.1
    attention_dropout: float = 0.0
    activation_dropout: float = 0.0
    position_embedding_type: str = "sine"
    positional_embedding_temperature: int = 20
    num_feature_levels: int = 4
    encoder_n_points: int = 4
    decoder_n_points: int = 4
    two_stage: bool = True
    focal_alpha: float = 0.25
    disable_custom_kernels: bool = False
    max_text_len: int = 256
    text_enhancer_dropout: float = 0.0
    fusion_droppath: float = 0.1
    fusion_dropout: float = 0.0
    embedding_init_target: bool = True  # queries are learned
    query_dim: int = 4
    decoder_bbox_embed_share: bool = True  # one box predictor for all layers
    # Upstream builds the encoder's box predictor before there is one to share, so it never is.
    two_stage_bbox_embed_share: bool = False
    init_std: float = 0.02
    layer_norm_eps: float = 1e-5
    tie_word_embeddings: bool = True

    def _timm_indices(self) -> list[int]:
        return [2, 3, 4]

    def _complete(self) -> None:
        if self.text_config is None or isinstance(self.text_config, dict):
            self.text_config = {"model_type": "bert", **(self.text_config or {})}
        super()._complete()
        if self.position_embedding_type not in ("sine", "learned"):
            self._refuse("position_embedding_type", "'sine' or 'learned'")
        if self.d_model % 32:
            self._refuse("d_model", "a multiple of 32: feature maps are normalised in 32 groups")
        halves = self.encoder_attention_heads // 2  # of texts, and of texts with images
        if not halves or self.encoder_ffn_dim // 2 % halves or self.d_model % halves:
            self._refuse("encoder_attention_heads", "two or more, half of which divide the widths")
        for field in ("encoder_attention_heads", "decoder_attention_heads"):
            if self.d_model % getattr(self, field):
                self._refuse(field, f"a divisor of d_model={self.d_model}")
        if self.query_dim != 4:
            self._refuse("query_dim", "4: a query is a box")
        if not self.two_stage:
            self._refuse("two_stage", "True: boxes begin as the encoder's best pixels")
        if not self.embedding_init_target:
            self._refuse("embedding_init_target", "True: the decoder's queries are learned")
        if not self.tie_word_embeddings:
            self._refuse("tie_word_embeddings", "True: the decoder's box predictors are the head's")
        if self.two_stage_bbox_embed_share and not self.decoder_bbox_embed_share:
            self._refuse("two_stage_bbox_embed_share", "False, as decoder_bbox_embed_share is")
        maps = len(self.backbone_config.out_indices)
        if self.num_feature_levels < maps:
            self._refuse("num_feature_levels", f"{maps} or more, one for each map of the backbone")
