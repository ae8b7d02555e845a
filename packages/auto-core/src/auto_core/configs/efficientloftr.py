"""Efficient LoFTR (Wang et al., 2024, arXiv:2403.04765)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._rotary import RotaryConfig


class EfficientLoFTRConfig(RotaryConfig):
    """Sizes and options of Efficient LoFTR. The defaults are zju-community/efficientloftr."""

    model_type = "efficientloftr"
    default_partial: ClassVar[float | None] = 4.0

    stage_num_blocks: list[int] | tuple[int, ...] | None = None
    out_features: list[int] | tuple[int, ...] | None = None  # channels of each stage
    stage_stride: list[int] | tuple[int, ...] | None = None
    hidden_size: int = 256
    activation_function: str = "relu"
    q_aggregation_kernel_size: int = 4
    kv_aggregation_kernel_size: int = 4
    q_aggregation_stride: int = 4
    kv_aggregation_stride: int = 4
    num_attention_layers: int = 4
    num_attention_heads: int = 8
    attention_dropout: float = 0.0
    attention_bias: bool = False
    mlp_activation_function: str = "leaky_relu"
    intermediate_size: int | None = None  # by default 2 * hidden_size
    coarse_matching_skip_softmax: bool = False
    coarse_matching_threshold: float = 0.2
    coarse_matching_temperature: float = 0.1
    coarse_matching_border_removal: int = 2
    fine_kernel_size: int = 8
    batch_norm_eps: float = 1e-5
    fine_matching_slice_dim: int = 8
    fine_matching_regress_temperature: float = 10.0
    fine_fusion_dims: list[int] | tuple[int, ...] | None = None  # which follow from out_features
    initializer_range: float = 0.02

    def _complete(self) -> None:
        if self.stage_num_blocks is None:
            self.stage_num_blocks = [1, 2, 4, 14]
        if self.out_features is None:
            self.out_features = [64, 64, 128, 256]
        if self.stage_stride is None:
            self.stage_stride = [2, 1, 2, 2]
        if self.intermediate_size is None:
            self.intermediate_size = 2 * self.hidden_size
        super()._complete()
        channels, strides = list(self.out_features), list(self.stage_stride)
        if len(strides) < 3 or any(stride != 2 for stride in strides[2:]) or min(strides) < 1:
            self._refuse("stage_stride", "one of each of 3 stages or more, 2 from the third on")
        if len(channels) != len(strides):
            self._refuse("out_features", f"one for each of {len(strides)} stages")
        if len(self.stage_num_blocks) != len(strides) or min(self.stage_num_blocks) < 1:
            self._refuse("stage_num_blocks", f"one for each of {len(strides)} stages, 1 or more")
        fused = channels[:0:-1]
        if self.fine_fusion_dims is not None and list(self.fine_fusion_dims) != fused:
            self._refuse("fine_fusion_dims", f"{fused}, out_features from the last to the second")
        if self.hidden_size != channels[-1]:
            self._refuse("hidden_size", f"{channels[-1]}, the last of out_features")
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
        rope = self.rotation()
        if rope["rope_type"] != "default":
            self._refuse("rope_parameters", "a rope_type 'default'")
        if rope["partial_rotary_factor"] * 2 != self.num_attention_heads:
            half = self.num_attention_heads / 2
            self._refuse("rope_parameters", f"partial_rotary_factor {half}: all is rotated")
        if self.hidden_size % 4:
            self._refuse("hidden_size", "a multiple of 4: rows and columns rotate pairs of it")
        stride = self.q_aggregation_kernel_size
        if stride < 1:
            self._refuse("q_aggregation_kernel_size", "1 or more")
        for field in ("q_aggregation_stride", "kv_aggregation_stride"):
            if getattr(self, field) != stride:
                self._refuse(field, f"q_aggregation_kernel_size={stride}: as many keys as queries")
        if not 1 <= self.kv_aggregation_kernel_size <= stride:
            self._refuse("kv_aggregation_kernel_size", f"1 to {stride}, its stride")
        if not 1 <= self.fine_kernel_size <= 2 ** (len(strides) - 1):
            self._refuse("fine_kernel_size", f"1 to {2 ** (len(strides) - 1)}")
        if not 1 <= self.fine_matching_slice_dim <= channels[1] // 2:
            self._refuse("fine_matching_slice_dim", f"1 to half of {channels[1]} channels")
