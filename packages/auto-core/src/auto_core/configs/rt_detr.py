"""RT-DETR (Zhao et al., 2023, arXiv:2304.08069)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._backbone import WithBackboneConfig


class RTDetrConfig(WithBackboneConfig):
    """Sizes and options of RT-DETR. The defaults are PekingU/rtdetr_r50vd."""

    model_type = "rt_detr"
    attribute_map: ClassVar[dict[str, str]] = {
        "hidden_size": "d_model",
        "num_attention_heads": "encoder_attention_heads",
    }
    default_backbone: ClassVar[dict[str, Any] | None] = {
        "model_type": "rt_detr_resnet",
        "out_indices": [2, 3, 4],
    }

    initializer_range: float = 0.01
    initializer_bias_prior_prob: float | None = None
    layer_norm_eps: float = 1e-5
    batch_norm_eps: float = 1e-5
    freeze_backbone_batch_norms: bool = True
    # The encoder: attention within chosen maps, then maps joined downwards and upwards.
    encoder_hidden_dim: int = 256
    encoder_in_channels: list[int] | tuple[int, ...] = (512, 1024, 2048)
    feat_strides: list[int] | tuple[int, ...] = (8, 16, 32)
    encoder_layers: int = 1
    encoder_ffn_dim: int = 1024
    encoder_attention_heads: int = 8
    dropout: float = 0.0
    activation_dropout: float = 0.0
    encode_proj_layers: list[int] | tuple[int, ...] = (2,)
    positional_encoding_temperature: int = 10000
    encoder_activation_function: str = "gelu"
    activation_function: str = "silu"
    eval_size: int | list[int] | tuple[int, ...] | None = (
        None  # with one, no positions in inference
    )
    normalize_before: bool = False
    hidden_expansion: float = 1.0
    # The decoder.
    d_model: int = 256
    num_queries: int = 300
    decoder_in_channels: list[int] | tuple[int, ...] = (256, 256, 256)
    decoder_ffn_dim: int = 1024
    num_feature_levels: int = 3
    decoder_n_points: int = 4
    decoder_layers: int = 6
    decoder_attention_heads: int = 8
    decoder_activation_function: str = "relu"
    attention_dropout: float = 0.0
    num_denoising: int = 100  # noisy labels that are given to the decoder in training
    label_noise_ratio: float = 0.5
    box_noise_scale: float = 1.0
    learn_initial_query: bool = False
    anchor_image_size: int | list[int] | tuple[int, ...] | None = None
    disable_custom_kernels: bool = True
    with_box_refine: bool = True
    is_encoder_decoder: bool = True
    # How much each part counts, in matching predictions with labels and in the loss after it.
    matcher_alpha: float = 0.25
    matcher_gamma: float = 2.0
    matcher_class_cost: float = 2.0
    matcher_bbox_cost: float = 5.0
    matcher_giou_cost: float = 2.0
    use_focal_loss: bool = True
    auxiliary_loss: bool = True
    focal_loss_alpha: float = 0.75
    focal_loss_gamma: float = 2.0
    weight_loss_vfl: float = 1.0
    weight_loss_bbox: float = 5.0
    weight_loss_giou: float = 2.0
    eos_coefficient: float = 1e-4

    def _encoder_maps(self) -> int:
        """How many feature maps the encoder gives."""
        return len(self.encoder_in_channels)

    def _check_maps(self) -> None:
        """Raise ConfigError unless the encoder's options fit the maps that it is given."""
        maps = len(self.encoder_in_channels)
        if any(not 0 <= index < maps for index in self.encode_proj_layers):
            self._refuse("encode_proj_layers", f"indices of the {maps} maps")

    def _complete(self) -> None:
        super()._complete()
        for field, size in (
            ("encoder_attention_heads", self.encoder_hidden_dim),
            ("decoder_attention_heads", self.d_model),
        ):
            if size % getattr(self, field):
                self._refuse(field, f"a divisor of {size}")
        if self.encoder_hidden_dim % 4:
            self._refuse("encoder_hidden_dim", "a multiple of 4")
        self._check_maps()
        maps = self._encoder_maps()
        if len(self.decoder_in_channels) != maps:
            self._refuse("decoder_in_channels", f"one for each of {maps} maps")
        if self.num_feature_levels < maps:
            self._refuse("num_feature_levels", f"{maps} or more")
        size = self.anchor_image_size
        if size and (isinstance(size, int) or len(size) != 2):
            self._refuse("anchor_image_size", "(height, width)")
        if not (self.matcher_class_cost or self.matcher_bbox_cost or self.matcher_giou_cost):
            self._refuse("matcher_class_cost", "that it, another cost or more is not 0")
