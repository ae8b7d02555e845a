"""DEIMv2 (Huang et al., 2025, arXiv:2509.20787)."""

from __future__ import annotations

from auto_core.configs.d_fine import DFineConfig


class Deimv2Config(DFineConfig):
    """D-FINE's sizes and options, and those of smaller layers. The defaults are
    Intellindust/DEIMv2_HGNetv2_N_COCO."""

    model_type = "deimv2"

    eval_size: list[int] | tuple[int, ...] | None = None
    weight_loss_mal: float = 1.0
    use_dense_one_to_one: bool = True
    mal_alpha: float | None = None
    encoder_fuse_op: str = "sum"
    spatial_tuning_adapter_inplanes: int = 16  # of what sees details beside a ViT
    encoder_type: str = "hybrid"  # or "lite": of the one or two coarsest maps
    use_gateway: bool = True
    share_bbox_head: bool = False
    encoder_has_trailing_conv: bool = True

    def _complete(self) -> None:
        if self.encoder_type not in ("hybrid", "lite"):
            self._refuse("encoder_type", "'hybrid' or 'lite'")
        super()._complete()
        if self.encoder_fuse_op != "sum":
            self._refuse("encoder_fuse_op", "'sum': upstream's blocks have no channels for more")
        if self.spatial_tuning_adapter_inplanes < 1:
            self._refuse("spatial_tuning_adapter_inplanes", "1 or more")
        if self.decoder_ffn_dim < 2:
            self._refuse("decoder_ffn_dim", "2 or more")
        maps = len(self.backbone_config.out_features)
        if self.has_vit and (maps > 3 or maps != len(self.encoder_in_channels)):
            self._refuse(
                "encoder_in_channels", f"one for each of the backbone's maps ({maps}), at most 3"
            )

    @property
    def has_vit(self) -> bool:
        """Whether the backbone is a ViT, beside which convolutions see details."""
        return self.backbone_config.model_type == "dinov3_vit"

    def _encoder_maps(self) -> int:
        return 2 if self.encoder_type == "lite" else super()._encoder_maps()

    def _check_maps(self) -> None:
        if self.encoder_type != "lite":
            super()._check_maps()
        elif not self.encoder_in_channels:
            self._refuse("encoder_in_channels", "one for each of the backbone's maps")
