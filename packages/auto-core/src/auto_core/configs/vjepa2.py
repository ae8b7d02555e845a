"""V-JEPA 2 (Assran et al., 2025, arXiv:2506.09985)."""

from __future__ import annotations

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs._vit import Size, pair


class VJEPA2Config(PreTrainedConfig):
    """Sizes and options of V-JEPA 2. The defaults are vjepa2-vitl-fpc64-256."""

    model_type = "vjepa2"

    patch_size: Size = 16
    crop_size: int = 256
    frames_per_clip: int = 64
    tubelet_size: int = 2
    hidden_size: int = 1024
    in_chans: int = 3
    num_attention_heads: int = 16
    num_hidden_layers: int = 24
    drop_path_rate: float = 0.0
    mlp_ratio: float = 4.0
    layer_norm_eps: float = 1e-6
    qkv_bias: bool = True
    attention_probs_dropout_prob: float = 0.0
    hidden_act: str = "gelu"
    initializer_range: float = 0.02
    attention_dropout: float = 0.0
    num_pooler_layers: int = 3
    pred_hidden_size: int = 384
    pred_num_attention_heads: int = 12
    pred_num_hidden_layers: int = 12
    pred_num_mask_tokens: int = 10
    pred_zero_init_mask_tokens: bool = True
    pred_mlp_ratio: float = 4.0

    def _complete(self) -> None:
        super()._complete()
        height, width = pair(self.patch_size)
        if height != width or height < 1:
            self._refuse("patch_size", "the side of a square")
        if self.grid < 1:
            self._refuse("crop_size", f"patch_size={height} or more")
        if self.tubelet_size < 1:
            self._refuse("tubelet_size", "1 or more")
        if self.pred_num_mask_tokens < 1:
            self._refuse("pred_num_mask_tokens", "1 or more")
        for prefix in ("", "pred_"):
            size, heads = (getattr(self, f"{prefix}{x}") for x in ("hidden_size", _HEADS))
            if size % heads:
                self._refuse(f"{prefix}hidden_size", f"a multiple of {prefix}{_HEADS}={heads}")

    @property
    def patch(self) -> int:
        """The side of a patch in pixels."""
        return pair(self.patch_size)[0]

    @property
    def grid(self) -> int:
        """Rows, and columns, of patches, by which positions are counted."""
        return self.crop_size // self.patch


_HEADS = "num_attention_heads"
