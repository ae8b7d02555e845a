"""What PaddleOCR's detectors and readers of lines of text share."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._backbone import WithBackboneConfig

STAGES = ["stage1", "stage2", "stage3", "stage4"]
MODES = ("nearest", "bilinear", "bicubic")
# Kernel, stride and padding of each convolution of an intra-class block, as PaddleOCR has them.
INTRACLASS: dict[str, list[Any]] = {
    "reduce_channel": [1, 1, 0],
    "return_channel": [1, 1, 0],
    "vertical_long_to_small_conv_longratio": [[7, 1], 1, [3, 0]],
    "vertical_long_to_small_conv_midratio": [[5, 1], 1, [2, 0]],
    "vertical_long_to_small_conv_shortratio": [[3, 1], 1, [1, 0]],
    "horizontal_small_to_long_conv_longratio": [[1, 7], 1, [0, 3]],
    "horizontal_small_to_long_conv_midratio": [[1, 5], 1, [0, 2]],
    "horizontal_small_to_long_conv_shortratio": [[1, 3], 1, [0, 1]],
    "symmetric_conv_long_longratio": [[7, 7], 1, [3, 3]],
    "symmetric_conv_long_midratio": [[5, 5], 1, [2, 2]],
    "symmetric_conv_long_shortratio": [[3, 3], 1, [1, 1]],
}
LARGEST_KERNEL = 255


class TextDetectorConfig(WithBackboneConfig):
    """A backbone of four stages, and a neck that joins their maps."""

    default_labels: ClassVar[int] = 1

    interpolate_mode: str = "nearest"
    neck_out_channels: int = 256

    def _complete(self) -> None:
        if self.id2label is None:
            self.id2label, self.label2id = {0: "text"}, {"text": 0}
        super()._complete()
        if len(self.backbone_config.out_features) != len(STAGES):
            self._refuse("backbone_config", "a backbone whose out_features are four stages")
        if self.interpolate_mode not in MODES:
            self._refuse("interpolate_mode", f"one of {', '.join(MODES)}")
        if self.neck_out_channels < 4 or self.neck_out_channels % 4:
            self._refuse("neck_out_channels", "a multiple of 4")

    def _check_kernels(self, field: str, kernels: Any) -> None:
        sound = len(kernels) == 3 and all(1 <= size <= LARGEST_KERNEL for size in kernels)
        if not sound:
            self._refuse(field, f"three numbers from 1 to {LARGEST_KERNEL}")


class PathAggregationConfig(TextDetectorConfig):
    """A neck of large kernels, down the pyramid and up again, with intra-class blocks."""

    reduce_factor: int = 2
    intraclass_block_number: int = 4
    intraclass_block_config: dict[str, Any] | None = None  # None: PaddleOCR's
    scale_factor: int = 2
    scale_factor_list: list[int] | tuple[int, ...] | None = None  # None: 1, 2, 4 and 8
    kernel_list: list[int] | tuple[int, ...] | None = None  # None: 3, 2 and 2

    def _complete(self) -> None:
        super()._complete()
        if len(getattr(self.backbone_config, "stage_out_channels", ())) != len(STAGES):
            self._refuse("backbone_config", "one of four stages, hgnet_v2 or pp_lcnet_v4")
        if self.intraclass_block_number != len(STAGES):
            self._refuse("intraclass_block_number", f"{len(STAGES)}, as there are stages")
        if not 1 <= self.reduce_factor <= self.neck_out_channels // 4:
            self._refuse("reduce_factor", "from 1 on, at most a quarter of neck_out_channels")
        self._check_kernels("kernel_list", self.kernels)
        scales = list(self.scales)
        if scales != [scales[0] << index for index in range(len(STAGES))] or scales[0] != 1:
            self._refuse("scale_factor_list", "1, 2, 4 and 8: each map is half of the one before")
        for name, layer in self.intraclass.items():
            if name not in INTRACLASS or not _keeps_the_size(layer):
                self._refuse(
                    "intraclass_block_config",
                    f"for {name!r} [kernel, 1, padding] that keeps the size, for each of "
                    f"{', '.join(INTRACLASS)}",
                )
        if set(INTRACLASS) - set(self.intraclass):
            self._refuse("intraclass_block_config", f"all of {', '.join(INTRACLASS)}")

    @property
    def kernels(self) -> list[int] | tuple[int, ...]:
        """`kernel_list`, or PaddleOCR's."""
        return [3, 2, 2] if self.kernel_list is None else self.kernel_list

    @property
    def scales(self) -> list[int] | tuple[int, ...]:
        """`scale_factor_list`, or PaddleOCR's."""
        return [1, 2, 4, 8] if self.scale_factor_list is None else self.scale_factor_list

    @property
    def intraclass(self) -> dict[str, Any]:
        """`intraclass_block_config`, or PaddleOCR's."""
        given = self.intraclass_block_config
        return INTRACLASS if given is None else given


class PyramidConfig(TextDetectorConfig):
    """A neck that weighs channels, down the pyramid."""

    reduction: int = 4
    neck_out_channels: int = 96
    kernel_list: list[int] | tuple[int, ...] = (3, 2, 2)
    layer_list_out_channels: list[int] | tuple[int, ...] | None = (12, 18, 42, 360)

    def _complete(self) -> None:
        super()._complete()
        self._check_kernels("kernel_list", self.kernel_list)
        given = self.layer_list_out_channels
        if given is not None and len(given) != len(STAGES):
            self._refuse("layer_list_out_channels", f"{len(STAGES)} numbers, one for each stage")
        if not 1 <= self.reduction <= self.neck_out_channels // 4:
            self._refuse("reduction", "from 1 on, at most a quarter of neck_out_channels")

    @property
    def layer_channels(self) -> list[int] | tuple[int, ...]:
        """The channels of the maps that the neck takes."""
        if self.layer_list_out_channels is None:
            self._refuse("layer_list_out_channels", f"{len(STAGES)} numbers, one for each stage")
        return self.layer_list_out_channels


class TextReaderConfig(WithBackboneConfig):
    """A backbone and the size of what reads its last map."""

    hidden_size: int = 120
    head_out_channels: int = 18385  # characters, and one for none

    def _complete(self) -> None:
        super()._complete()
        inside = self.backbone_config
        if not hasattr(inside, "stage_out_channels") and not hasattr(inside, "block_configs"):
            self._refuse("backbone_config", "one of hgnet_v2, pp_lcnet_v3 or pp_lcnet_v4")
        if inside.out_features[-1] != inside.stage_names[-1]:
            self._refuse("backbone_config", "out_features with the last stage")
        if self.last_channels < 8:
            self._refuse("backbone_config", "8 channels or more in the last stage")

    @property
    def last_channels(self) -> int:
        """Channels of the backbone's last stage."""
        inside = self.backbone_config
        if hasattr(inside, "stage_out_channels"):
            return inside.stage_out_channels[-1]
        return inside.channels(inside.block_configs[-1][-1][2])


class MixedTextReaderConfig(TextReaderConfig):
    """Blocks of attention between convolutions (SVTR)."""

    attribute_map: ClassVar[dict[str, str]] = {"num_hidden_layers": "depth"}
    default_kernel: ClassVar[list[int]] = [1, 3]

    hidden_act: str = "silu"
    mlp_ratio: float = 2.0
    depth: int = 2
    conv_kernel_size: list[int] | tuple[int, ...] | None = None  # down, across
    qkv_bias: bool = True
    num_attention_heads: int = 8
    attention_dropout: float = 0.0
    layer_norm_eps: float = 1e-6

    def _complete(self) -> None:
        if self.conv_kernel_size is None:
            self.conv_kernel_size = list(self.default_kernel)
        super()._complete()
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
        kernel = self.conv_kernel_size or ()
        odd = len(kernel) == 2 and all(size % 2 and 0 < size <= LARGEST_KERNEL for size in kernel)
        if not odd:
            self._refuse("conv_kernel_size", f"two odd numbers up to {LARGEST_KERNEL}")
        if not 0 < self.mlp_ratio <= 1000:
            self._refuse("mlp_ratio", "above 0, at most 1000")


def _keeps_the_size(layer: Any) -> bool:
    """Whether [kernel, stride, padding] makes a map of as many pixels."""
    if not isinstance(layer, list | tuple) or len(layer) != 3:
        return False
    kernel, stride, padding = (tuple(x) if isinstance(x, list | tuple) else (x, x) for x in layer)
    whole = all(type(x) is int for x in (*kernel, *stride, *padding))
    return (
        whole
        and len(kernel) == len(padding) == 2
        and set(stride) == {1}
        and all(
            0 < k <= LARGEST_KERNEL and k == 2 * p + 1 for k, p in zip(kernel, padding, strict=True)
        )
    )
