"""D-FINE (Peng et al., 2024, arXiv:2410.13842)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs.rt_detr import RTDetrConfig


class DFineConfig(RTDetrConfig):
    """RT-DETR's sizes and options, and those of boxes as distributions. The defaults are
    ustc-community/dfine-xlarge-coco."""

    model_type = "d_fine"
    default_backbone: ClassVar[dict[str, Any] | None] = {
        "model_type": "hgnet_v2",
        "out_indices": [2, 3, 4],
    }

    decoder_n_points: int | list[int] = 4  # of each level, or of all
    weight_loss_fgl: float = 0.15
    weight_loss_ddf: float = 1.5
    eval_idx: int = -1  # the layer whose predictions count
    layer_scale: float = 1.0  # of layers after that one
    max_num_bins: int = 32  # of a distribution of how far an edge is away
    reg_scale: float = 4.0  # how its bins grow from the middle to the ends
    up: float = 0.5  # how far the ends are
    depth_mult: float = 1.0
    top_prob_values: int = 4
    lqe_hidden_dim: int = 64
    lqe_layers: int = 2
    decoder_offset_scale: float = 0.5
    decoder_method: str = "default"  # or "discrete": the nearest pixels

    def _complete(self) -> None:
        super()._complete()
        if self.eval_idx not in (-1, self.decoder_layers - 1):
            self._refuse("eval_idx", "-1: upstream has no box predictors of layers after it")
        if self.max_num_bins % 2 or self.max_num_bins < 4:
            self._refuse("max_num_bins", "an even number from 4 on")
        if not 1 <= self.top_prob_values <= self.max_num_bins + 1:
            self._refuse("top_prob_values", f"1 to {self.max_num_bins + 1}")
        if self.decoder_method not in ("default", "discrete"):
            self._refuse("decoder_method", "'default' or 'discrete'")
        if len(self.points) != self.num_feature_levels or min(self.points) < 1:
            self._refuse("decoder_n_points", f"one for each of {self.num_feature_levels} levels")
        if self.lqe_layers < 1:
            self._refuse("lqe_layers", "1 or more")

    @property
    def points(self) -> list[int]:
        """The sampling points of each level."""
        points = self.decoder_n_points
        return [points] * self.num_feature_levels if isinstance(points, int) else list(points)
