"""OneFormer (Jain et al., 2022, arXiv:2211.06220)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from auto_core.configs._backbone import WithBackboneConfig


class OneFormerConfig(WithBackboneConfig):
    """Sizes and options of OneFormer. The defaults are shi-labs/oneformer_ade20k_swin_tiny."""

    model_type = "oneformer"
    attribute_map: ClassVar[dict[str, str]] = {
        "hidden_size": "hidden_dim",
        "num_hidden_layers": "decoder_layers",
        "initializer_range": "init_std",
    }
    vocabulary_fields: ClassVar[tuple[str, ...]] = ()
    default_backbone: ClassVar[dict[str, Any] | None] = {
        "model_type": "swin",
        "drop_path_rate": 0.3,
        "out_features": ["stage1", "stage2", "stage3", "stage4"],
    }

    ignore_value: int = 255
    num_queries: int = 150  # the last of which is the task's
    no_object_weight: float = 0.1
    class_weight: float = 2.0
    mask_weight: float = 5.0
    dice_weight: float = 5.0
    contrastive_weight: float = 0.5
    contrastive_temperature: float | None = 0.07
    train_num_points: int = 12544  # at which masks are compared
    oversample_ratio: float = 3.0  # so many more points are sampled, to choose uncertain ones from
    importance_sample_ratio: float = 0.75  # the share that is chosen for being uncertain
    init_std: float = 0.02
    init_xavier_std: float = 1.0
    layer_norm_eps: float = 1e-5
    is_training: bool = False  # whether there is an encoder of texts
    use_auxiliary_loss: bool = True
    output_auxiliary_logits: bool = True
    strides: list[int] | tuple[int, ...] | None = (4, 8, 16, 32)
    task_seq_len: int = 77
    text_encoder_width: int = 256
    text_encoder_context_length: int = 77
    text_encoder_num_layers: int = 6
    text_encoder_vocab_size: int = 49408
    text_encoder_proj_layers: int = 2
    text_encoder_n_ctx: int = 16  # learned queries behind those of texts
    conv_dim: int = 256  # of the pixel decoder
    mask_dim: int = 256
    hidden_dim: int = 256
    encoder_feedforward_dim: int = 1024
    norm: str = "GN"
    encoder_layers: int = 6
    decoder_layers: int = 10  # predictions, of which the first comes before any layer
    use_task_norm: bool = True
    num_attention_heads: int = 8
    dropout: float = 0.1
    dim_feedforward: int = 2048
    pre_norm: bool = False
    enforce_input_proj: bool = False
    query_dec_layers: int = 2
    common_stride: int = 4  # pixels per step of the finest features

    def _complete(self) -> None:
        given = self.backbone_config
        kind = given.get("model_type") if isinstance(given, Mapping) else ""
        if kind == "dinat":
            self._refuse(
                "backbone_config",
                "not of the type 'dinat', whose neighbourhood attention is not implemented: a "
                "checkpoint with Swin, such as shi-labs/oneformer_ade20k_swin_large",
            )
        if self.strides is None:
            self.strides = (4, 8, 16, 32)
        super()._complete()
        for field in ("conv_dim", "hidden_dim"):
            if getattr(self, field) % self.num_attention_heads:
                self._refuse(field, f"a multiple of num_attention_heads={self.num_attention_heads}")
        # Upstream keeps its input projections out of checkpoints, so there are none to load.
        if self.enforce_input_proj:
            self._refuse("enforce_input_proj", "False: no file holds the projections")
        for field in ("hidden_dim", "mask_dim"):
            if getattr(self, field) != self.conv_dim:
                self._refuse(field, f"conv_dim={self.conv_dim}")
        if self.conv_dim % 32:
            self._refuse("conv_dim", "a multiple of 32: features are normalised in 32 groups")
        if self.norm != "GN":
            self._refuse("norm", "'GN', group norm")
        if self.decoder_layers < 2:
            self._refuse("decoder_layers", "2 or more: the first prediction comes before any layer")
        if self.num_queries < 2:
            self._refuse("num_queries", "2 or more: the last is the task's")
        if len(self.strides) < 3:
            self._refuse("strides", "those of three feature maps or more")
        if self.is_training:
            self._check_texts()

    def _check_texts(self) -> None:
        width = self.text_encoder_width
        if width < 64 or width % (width // 64):
            self._refuse("text_encoder_width", "64 or more, and heads of 64 or more that divide it")
        if self.text_encoder_n_ctx and width != self.hidden_dim:
            self._refuse("text_encoder_width", f"hidden_dim={self.hidden_dim}, as queries join")
        if self.text_encoder_proj_layers < 1:
            self._refuse("text_encoder_proj_layers", "1 or more")
