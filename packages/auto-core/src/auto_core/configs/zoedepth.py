"""ZoeDepth (Bhat et al., 2023, arXiv:2302.12288)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, ClassVar

from auto_core.configs._backbone import WithBackboneConfig

CLASSIFIER = 128  # what the classifier of two domains reads
PATCH_LAYERS = 4  # of the transformer before it


class ZoeDepthConfig(WithBackboneConfig):
    """Sizes and options of ZoeDepth. The defaults are Intel/zoedepth-nyu."""

    model_type = "zoedepth"
    default_backbone: ClassVar[dict[str, Any] | None] = {
        "model_type": "beit",
        "image_size": 384,
        "num_hidden_layers": 24,
        "hidden_size": 1024,
        "intermediate_size": 4096,
        "num_attention_heads": 16,
        "use_relative_position_bias": True,
        "reshape_hidden_states": False,
        "out_features": ["stage6", "stage12", "stage18", "stage24"],
    }

    hidden_act: str = "gelu"
    initializer_range: float = 0.02
    batch_norm_eps: float = 1e-5
    readout_type: str = "project"  # what becomes of CLS
    reassemble_factors: list[float] | tuple[float, ...] = (4, 2, 1, 0.5)
    neck_hidden_sizes: list[int] | tuple[int, ...] = (96, 192, 384, 768)
    fusion_hidden_size: int = 256
    head_in_index: int = -1
    use_batch_norm_in_fusion_residual: bool | None = False
    use_bias_in_fusion_residual: bool | None = None  # where there is no batch norm, if None
    num_relative_features: int = 32
    add_projection: bool = False
    bottleneck_features: int = 256
    num_attractors: list[int] | tuple[int, ...] = (16, 8, 4, 1)
    bin_embedding_dim: int = 128
    attractor_alpha: int = 1000  # not used, as upstream
    attractor_gamma: int = 2  # not used, as upstream
    attractor_kind: str = "mean"  # or "sum"
    min_temp: float = 0.0212
    max_temp: float = 50.0
    bin_centers_type: str = "softplus"  # or "normed": bins share the range of depths
    bin_configurations: list[dict[str, Any]] | None = None  # of each metric head
    num_patch_transformer_layers: int | None = None
    patch_transformer_hidden_size: int | None = None
    patch_transformer_intermediate_size: int | None = None
    patch_transformer_num_attention_heads: int | None = None

    def _complete(self) -> None:
        super()._complete()
        if not self.bin_configurations:
            self.bin_configurations = [{"n_bins": 64, "min_depth": 0.001, "max_depth": 10.0}]
        if self.readout_type != "project":
            self._refuse("readout_type", "'project': upstream computes nothing with others")
        if self.attractor_kind not in ("mean", "sum"):
            self._refuse("attractor_kind", "'mean' or 'sum'")
        if self.bin_centers_type not in ("normed", "softplus"):
            self._refuse("bin_centers_type", "'normed' or 'softplus'")
        if len(self.reassemble_factors) < len(self.neck_hidden_sizes):
            self._refuse(
                "reassemble_factors", f"one for each of neck_hidden_sizes={self.neck_hidden_sizes}"
            )
        if len(self.num_attractors) < 4:
            self._refuse("num_attractors", "four numbers, of the four maps")
        if self.bottleneck_features != self.fusion_hidden_size:
            self._refuse("bottleneck_features", f"fusion_hidden_size={self.fusion_hidden_size}")
        if self.add_projection and self.fusion_hidden_size != 256:
            self._refuse("add_projection", "False unless fusion_hidden_size is 256")
        self._check_heads(self.bin_configurations)

    def _check_heads(self, heads: list[dict[str, Any]]) -> None:
        for head in heads:
            if not isinstance(head, Mapping) or not all(map(head.get, ("n_bins", "max_depth"))):
                self._refuse("bin_configurations", "mappings with n_bins, min_depth and max_depth")
            bins, low, high = (head.get(name) for name in ("n_bins", "min_depth", "max_depth"))
            numbers: Any = (low, high)
            if type(bins) is not int or not 1 < bins <= 2**16:
                self._refuse("bin_configurations", "n_bins from 2 to 65536")
            finite = all(type(x) in (int, float) and math.isfinite(x) for x in numbers)
            if not finite or numbers[0] >= numbers[1]:
                self._refuse("bin_configurations", "min_depth below max_depth, in metres")
        if len(heads) == 1:
            return
        if len(heads) != 2 or len({head.get("name") for head in heads} - {None}) != 2:
            self._refuse("bin_configurations", "one head, or two with a name each")
        for head in heads:
            if not isinstance(head["name"], str) or not head["name"].isidentifier():
                self._refuse("bin_configurations", "names of letters, digits and underscores")
        if self.patch_transformer_hidden_size != CLASSIFIER:
            self._refuse("patch_transformer_hidden_size", f"{CLASSIFIER}, with two heads")
        if (self.num_patch_transformer_layers or 0) < PATCH_LAYERS:
            self._refuse("num_patch_transformer_layers", f"{PATCH_LAYERS}, with two heads")
        if not self.patch_transformer_intermediate_size:
            self._refuse("patch_transformer_intermediate_size", "a number, with two heads")
        if CLASSIFIER % (self.patch_transformer_num_attention_heads or CLASSIFIER + 1):
            self._refuse("patch_transformer_num_attention_heads", f"a divisor of {CLASSIFIER}")
