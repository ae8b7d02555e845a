"""C-RADIO (Ranzinger et al., 2023, arXiv:2312.06709; Heinrich et al., 2024, arXiv:2412.07679)."""

from __future__ import annotations

from auto_core.configs._base import PreTrainedConfig

CLIP_MEAN = (0.48145466, 0.4578275, 0.40821073)
CLIP_STD = (0.26862954, 0.26130258, 0.27577711)


class RadioConfig(PreTrainedConfig):
    """Sizes and options of RADIO. The defaults are nvidia/C-RADIOv4-H's."""

    model_type = "radio"

    hidden_size: int = 1280
    num_hidden_layers: int = 32
    num_attention_heads: int = 16
    mlp_ratio: float = 4.0
    hidden_act: str = "gelu"
    layer_norm_eps: float = 1e-6
    attention_probs_dropout_prob: float = 0.0
    hidden_dropout_prob: float = 0.0  # there is none, as upstream
    drop_path_rate: float = 0.0
    use_swiglu_ffn: bool = False
    qkv_bias: bool = True
    layerscale_value: float = 1.0
    num_channels: int = 3
    patch_size: int = 16
    image_size: int = 224
    max_img_size: int = 2048  # of the images that positions are those of
    num_cls_tokens: int = 3
    num_registers: int = 7
    video_temporal_patch_size: int | None = None
    patch_dim: int | None = None  # these follow from the sizes
    video_patch_dim: int | None = None
    summary_idxs: list[int] | tuple[int, ...] | None = None  # of the tokens of the summary
    norm_mean: list[float] | tuple[float, ...] = CLIP_MEAN
    norm_std: list[float] | tuple[float, ...] = CLIP_STD
    initializer_range: float = 0.02

    def _complete(self) -> None:
        super()._complete()
        frames = self.video_temporal_patch_size
        self.__dict__["patch_dim"] = size = self.num_channels * self.patch_size**2
        if frames is not None:
            self.__dict__["video_patch_dim"] = size * frames
        if self.summary_idxs is None:
            self.summary_idxs = [0, 1]
        self.norm_mean, self.norm_std = list(self.norm_mean), list(self.norm_std)
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
        if not 1 <= self.patch_size <= self.max_img_size:
            self._refuse("patch_size", f"1 to max_img_size={self.max_img_size}")
        if frames is not None and frames < 2:
            self._refuse("video_temporal_patch_size", "2 or more, or null")
        if any(not 0 <= i < self.num_cls_tokens for i in self.summary_idxs):
            self._refuse("summary_idxs", f"indices of the {self.num_cls_tokens} CLS tokens")
        for field in ("norm_mean", "norm_std"):
            if len(getattr(self, field)) not in (1, self.num_channels):
                self._refuse(field, f"one number for each of {self.num_channels} channels")
