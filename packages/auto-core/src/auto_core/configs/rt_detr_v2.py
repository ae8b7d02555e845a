"""RT-DETRv2 (Lv et al., 2024, arXiv:2407.17140)."""

from __future__ import annotations

from auto_core.configs.rt_detr import RTDetrConfig


class RTDetrV2Config(RTDetrConfig):
    """RT-DETR's sizes and options, and how the decoder samples. The defaults are
    PekingU/rtdetr_v2_r50vd."""

    model_type = "rt_detr_v2"

    decoder_n_levels: int = 3
    decoder_offset_scale: float = 0.5
    decoder_method: str = "default"  # or "discrete": the nearest pixels

    def _complete(self) -> None:
        super()._complete()
        if self.decoder_method not in ("default", "discrete"):
            self._refuse("decoder_method", "'default' or 'discrete'")
        if self.decoder_n_levels != self.num_feature_levels:
            self._refuse("decoder_n_levels", f"num_feature_levels={self.num_feature_levels}")
