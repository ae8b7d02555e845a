"""ViViT (Arnab et al., 2021, arXiv:2103.15691)."""

from __future__ import annotations

from auto_core.configs._vit import Size, VisionTransformerConfig


class VivitConfig(VisionTransformerConfig):
    """Sizes and options of ViViT. The defaults are google/vivit-b-16x2-kinetics400."""

    model_type = "vivit"

    num_frames: int = 32
    tubelet_size: list[int] | tuple[int, ...] = (2, 16, 16)  # frames, height, width of a patch
    intermediate_size: int = 3072
    hidden_act: str = "gelu_fast"
    layer_norm_eps: float = 1e-6
    qkv_bias: bool = True
    pooler_output_size: int | None = None  # hidden_size, if None
    pooler_act: str = "tanh"
    patch_size: Size = (16, 16)  # follows from tubelet_size

    def _complete(self) -> None:
        super()._complete()
        self.pooler_output_size = self.pooler_output_size or self.hidden_size
        if len(self.tubelet_size) != 3:
            self._refuse("tubelet_size", "three numbers: frames, height and width")
        self.patch_size = tuple(self.tubelet_size[1:])
