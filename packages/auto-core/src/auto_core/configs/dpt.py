"""DPT (Ranftl et al., 2021, arXiv:2103.13413)."""

from __future__ import annotations

from collections.abc import Mapping

from auto_core.configs._backbone import WithBackboneConfig
from auto_core.configs._vit import Size

READOUTS = ("ignore", "add", "project")
# The network before the transformer of a hybrid: BiT's ResNet-50 without its last stage.
HYBRID_BACKBONE = {
    "model_type": "bit",
    "global_padding": "same",
    "layer_type": "bottleneck",
    "depths": [3, 4, 9],
    "out_features": ["stage1", "stage2", "stage3"],
    "embedding_dynamic_padding": True,
}


class DPTConfig(WithBackboneConfig):
    """Sizes and options of DPT. The defaults are Intel/dpt-large's but for the encoder's size.

    The encoder is a ViT of this config's sizes, behind a convolutional network if `is_hybrid`,
    or the network of `backbone_config`; then the ViT's sizes mean nothing and may be None.
    """

    model_type = "dpt"
    optional_backbone = True

    hidden_size: int = 768
    num_hidden_layers: int | None = 12
    num_attention_heads: int | None = 12
    intermediate_size: int | None = 3072
    hidden_act: str = "gelu"
    hidden_dropout_prob: float | None = 0.0
    attention_probs_dropout_prob: float | None = 0.0
    initializer_range: float = 0.02
    layer_norm_eps: float | None = 1e-12
    image_size: Size | None = 384
    patch_size: Size | None = 16
    num_channels: int | None = 3
    qkv_bias: bool | None = True
    pooler_output_size: int | None = None  # hidden_size, if None
    pooler_act: str = "tanh"
    is_hybrid: bool = False
    backbone_featmap_shape: list[int] | tuple[int, ...] | None = (1, 1024, 24, 24)
    neck_ignore_stages: list[int] | tuple[int, ...] = (0, 1)  # of a hybrid
    # The blocks whose states the neck takes, counted from 0.
    backbone_out_indices: list[int] | tuple[int, ...] | None = (2, 5, 8, 11)
    readout_type: str = "project"  # what becomes of CLS
    reassemble_factors: list[float] | tuple[float, ...] = (4, 2, 1, 0.5)
    neck_hidden_sizes: list[int] | tuple[int, ...] = (96, 192, 384, 768)
    fusion_hidden_size: int = 256
    head_in_index: int = -1
    use_batch_norm_in_fusion_residual: bool | None = False
    use_bias_in_fusion_residual: bool | None = None  # where there is no batch norm, if None
    add_projection: bool = False
    use_auxiliary_head: bool | None = True
    auxiliary_loss_weight: float = 0.4
    semantic_loss_ignore_index: int = 255
    semantic_classifier_dropout: float = 0.1

    def _complete(self) -> None:
        if self.is_hybrid:
            given = self.backbone_config
            if given is None and self.backbone is None:
                self.backbone_config = HYBRID_BACKBONE
            elif isinstance(given, Mapping) and "model_type" not in given:  # older files
                self.backbone_config = {"model_type": "bit", **given}
        else:
            self.neck_ignore_stages, self.backbone_featmap_shape = [], None
        super()._complete()
        self.pooler_output_size = self.pooler_output_size or self.hidden_size
        self.check_readout()
        # Those of states that are left out may stay.
        if len(self.reassemble_factors) < len(self.neck_hidden_sizes):
            self._refuse(
                "reassemble_factors", f"one for each of neck_hidden_sizes={self.neck_hidden_sizes}"
            )

    def check_readout(self) -> None:
        """Refuse a readout that there is none of, also where it was set later.

        Raises:
            ConfigError: it is no readout, or none of a hybrid.
        """
        if self.readout_type not in READOUTS:
            self._refuse("readout_type", f"one of {', '.join(READOUTS)}")
        if self.is_hybrid and self.readout_type != "project":
            self._refuse("readout_type", "'project', because is_hybrid is True")
