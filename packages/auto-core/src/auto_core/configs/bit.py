"""BiT (Kolesnikov et al., 2019, arXiv:1912.11370)."""

from __future__ import annotations

from auto_core.configs._backbone import BackboneConfig


class BitConfig(BackboneConfig):
    """Sizes and options of BiT. The defaults are google/bit-50."""

    model_type = "bit"

    num_channels: int = 3
    embedding_size: int = 64
    hidden_sizes: list[int] | tuple[int, ...] = (256, 512, 1024, 2048)
    depths: list[int] | tuple[int, ...] = (3, 4, 6, 3)
    layer_type: str = "preactivation"  # or "bottleneck", with the activation after the sum
    hidden_act: str = "relu"
    global_padding: str | None = None  # "same" as TensorFlow has it, or symmetric
    num_groups: int = 32
    drop_path_rate: float = 0.0  # of the last layer; the first has 0
    embedding_dynamic_padding: bool = False
    output_stride: int = 32  # where the image is this much smaller, stages dilate instead
    width_factor: int = 1

    def _complete(self) -> None:
        super()._complete()
        if self.layer_type not in ("preactivation", "bottleneck"):
            self._refuse("layer_type", "'preactivation' or 'bottleneck'")
        if self.global_padding is not None:
            self.global_padding = self.global_padding.upper()
        if self.global_padding not in (None, "SAME"):  # without any, branches differ in size
            self._refuse("global_padding", "'same' or None")
        if len(self.hidden_sizes) < len(self.depths):  # those of stages left out may stay
            self._refuse("hidden_sizes", f"one for each of depths={list(self.depths)}")
