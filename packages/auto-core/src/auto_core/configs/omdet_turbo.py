"""OmDet-Turbo (Zhao et al., 2024, arXiv:2403.06892)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._backbone import WithBackboneConfig


class OmDetTurboConfig(WithBackboneConfig):
    """Sizes and options of OmDet-Turbo. The defaults are omlab/omdet-turbo-swin-tiny-hf."""

    model_type = "omdet-turbo"
    attribute_map: ClassVar[dict[str, str]] = {
        "d_model": "encoder_hidden_dim",
        "num_attention_heads": "encoder_attention_heads",
        "initializer_range": "init_std",
    }
    sub_configs: ClassVar[dict[str, Any]] = {"backbone_config": "auto", "text_config": "auto"}
    vocabulary_fields: ClassVar[tuple[str, ...]] = ()
    default_backbone: ClassVar[dict[str, Any] | None] = {
        "model_type": "swin",
        "image_size": 640,
        "out_indices": [2, 3, 4],
    }
    timm_by_default = True

    text_config: Any = None
    apply_layernorm_after_vision_backbone: bool = True
    image_size: int | list[int] | tuple[int, ...] = 640
    disable_custom_kernels: bool = False
    layer_norm_eps: float = 1e-5
    batch_norm_eps: float = 1e-5
    init_std: float = 0.02
    # The texts.
    text_projection_in_dim: int = 512
    text_projection_out_dim: int = 512
    task_encoder_hidden_dim: int = 1024
    class_embed_dim: int = 512
    class_distance_type: str = "cosine"  # or "dot"
    # The encoder: attention within chosen maps, then maps joined downwards and upwards.
    csp_activation: str = "silu"
    conv_norm_activation: str = "gelu"
    encoder_feedforward_activation: str = "relu"
    encoder_feedforward_dropout: float = 0.0
    encoder_dropout: float = 0.0
    hidden_expansion: int | float = 1
    encoder_hidden_dim: int = 256
    vision_features_channels: list[int] | tuple[int, ...] = (256, 256, 256)
    encoder_in_channels: list[int] | tuple[int, ...] = (192, 384, 768)
    encoder_projection_indices: list[int] | tuple[int, ...] = (2,)
    encoder_attention_heads: int = 8
    encoder_dim_feedforward: int = 2048
    encoder_layers: int = 1
    positional_encoding_temperature: int = 10000
    eval_size: int | None = None  # with one, no positions in inference
    # The decoder.
    num_queries: int = 900
    num_feature_levels: int = 3
    decoder_hidden_dim: int = 256
    decoder_num_heads: int = 8
    decoder_num_layers: int = 6
    decoder_activation: str = "relu"
    decoder_dim_feedforward: int = 2048
    decoder_num_points: int = 4
    decoder_dropout: float = 0.0
    learn_initial_query: bool = False
    cache_size: int = 100  # of upstream's cache of texts, which is not here
    is_encoder_decoder: bool = True

    def _timm_backbone(self) -> dict[str, Any]:
        self.backbone = self.backbone or "swin_tiny_patch4_window7_224"
        if self.backbone_kwargs is None and "swin" in self.backbone:
            self.backbone_kwargs = {"img_size": self.image_size, "always_partition": True}
        return super()._timm_backbone()

    def _timm_indices(self) -> list[int]:
        return [1, 2, 3]

    def _complete(self) -> None:
        if self.text_config is None or isinstance(self.text_config, dict):
            self.text_config = {"model_type": "clip_text_model", **(self.text_config or {})}
        super()._complete()
        if self.class_distance_type not in ("cosine", "dot"):
            self._refuse("class_distance_type", "'cosine' or 'dot'")
        maps, d = len(self.encoder_in_channels), self.encoder_hidden_dim
        for field, size in (
            ("encoder_attention_heads", d),
            ("decoder_num_heads", self.decoder_hidden_dim),
        ):
            if size % getattr(self, field):
                self._refuse(field, f"a divisor of {size}")
        if d % 4:
            self._refuse("encoder_hidden_dim", "a multiple of 4")
        if self.decoder_hidden_dim != d:
            self._refuse("decoder_hidden_dim", f"encoder_hidden_dim={d}")
        if list(self.vision_features_channels) != [d] * maps:
            self._refuse("vision_features_channels", f"encoder_hidden_dim={d}, {maps} times")
        if self.num_feature_levels != maps:
            self._refuse("num_feature_levels", f"{maps}, as encoder_in_channels")
        if not all(0 <= i < maps for i in self.encoder_projection_indices):
            self._refuse("encoder_projection_indices", f"indices below {maps}")
        width = getattr(self.text_config, "hidden_size", None)
        if not width == self.text_projection_in_dim == self.class_embed_dim:
            self._refuse("class_embed_dim", f"{width}, as text_projection_in_dim and text_config's")
        if self.text_projection_out_dim != self.class_embed_dim:
            self._refuse("text_projection_out_dim", f"class_embed_dim={self.class_embed_dim}")
