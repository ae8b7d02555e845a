"""SAM 2 of videos (Ravi et al., 2024, arXiv:2408.00714)."""

from __future__ import annotations

import math
from typing import Any

from auto_core.configs._vit import Size, pair
from auto_core.configs.sam2 import Sam2Config, Sizes

FINER = 16  # by how much a mask is finer than the memory that is made of it


class Sam2VideoConfig(Sam2Config):
    """SAM 2 with a memory of earlier frames. The defaults are sam2.1-hiera-tiny."""

    model_type = "sam2_video"

    num_maskmem: int = 7
    image_size: Size = 1024
    sigmoid_scale_for_mem_enc: float = 20.0
    sigmoid_bias_for_mem_enc: float = -10.0
    enable_occlusion_spatial_embedding: bool = True
    multimask_output_in_sam: bool = True
    multimask_min_pt_num: int = 0
    multimask_max_pt_num: int = 1
    multimask_output_for_tracking: bool = True
    max_object_pointers_in_encoder: int = 16
    max_cond_frame_num: int = -1
    enable_temporal_pos_encoding_for_object_pointers: bool = True
    memory_attention_hidden_size: int = 256
    memory_attention_num_layers: int = 4
    memory_attention_num_attention_heads: int = 1
    memory_attention_downsample_rate: int = 1
    memory_attention_feed_forward_hidden_size: int = 2048
    memory_attention_feed_forward_hidden_act: str = "relu"
    memory_attention_dropout: float = 0.1
    memory_attention_rope_feat_sizes: Sizes | None = None
    memory_attention_rope_dropout: float = 0.1
    memory_attention_rope_theta: float = 10000.0
    memory_encoder_hidden_size: int = 256
    memory_encoder_output_channels: int = 64
    rope_parameters: dict[str, Any] | None = None
    mask_downsampler_embed_dim: int = 256
    mask_downsampler_kernel_size: int = 3
    mask_downsampler_stride: int = 2
    mask_downsampler_padding: int = 1
    mask_downsampler_total_stride: int = FINER
    mask_downsampler_hidden_act: str = "gelu"
    memory_fuser_num_layers: int = 2
    memory_fuser_embed_dim: int = 256
    memory_fuser_intermediate_dim: int = 1024
    memory_fuser_kernel_size: int = 7
    memory_fuser_padding: int = 3
    memory_fuser_layer_scale_init_value: float = 1e-6
    memory_fuser_hidden_act: str = "gelu"

    def _complete(self) -> None:
        super()._complete()
        prompts, size = self.prompt_encoder_config, self.vision_config.fpn_hidden_size
        grid = prompts.image_embedding_size
        if self.memory_attention_rope_feat_sizes is None:
            self.memory_attention_rope_feat_sizes = [64, 64]
        if list(self.memory_attention_rope_feat_sizes) != [grid, grid]:
            self._refuse("memory_attention_rope_feat_sizes", f"{[grid, grid]}, the encoded image's")
        if pair(self.image_size) != (prompts.image_size,) * 2:
            self._refuse("image_size", f"the prompt encoder's, {prompts.image_size}")
        widths = ("memory_attention_hidden_size", "memory_encoder_hidden_size")
        for field in (*widths, "mask_downsampler_embed_dim", "memory_fuser_embed_dim"):
            if getattr(self, field) != size:
                self._refuse(field, f"{size}, fpn_hidden_size of the vision_config")
        if self.num_maskmem < 1:
            self._refuse("num_maskmem", "1 or more")
        memory = self.memory_encoder_output_channels
        if size % memory or memory % 4:
            self._refuse("memory_encoder_output_channels", f"a divisor of {size}, a multiple of 4")
        divisor = self.memory_attention_downsample_rate * self.memory_attention_num_attention_heads
        if size % (4 * divisor):
            self._refuse("memory_attention_num_attention_heads", f"a divisor of {size} / 4")
        stride, total = self.mask_downsampler_stride, self.mask_downsampler_total_stride
        if total != FINER:
            self._refuse("mask_downsampler_total_stride", str(FINER))
        if stride not in (2, 4, FINER):
            self._refuse("mask_downsampler_stride", f"2, 4 or {FINER}")
        if (self.rope_parameters or {}).get("rope_type", "axial") not in ("axial", "default"):
            self._refuse("rope_parameters", 'a rope_type of "axial"')

    @property
    def theta(self) -> float:
        """The base of the rotations."""
        given = self.memory_attention_rope_theta
        return float((self.rope_parameters or {}).get("rope_theta", given))

    @property
    def downsamplings(self) -> int:
        """How many convolutions shrink a mask."""
        return round(math.log(FINER, self.mask_downsampler_stride))
