"""MGP-STR (Wang et al., 2022, arXiv:2209.03592)."""

from __future__ import annotations

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs._vit import Size, pair


class MgpstrConfig(PreTrainedConfig):
    """A ViT over a word's image, and what reads characters, BPE's and WordPiece's tokens off it."""

    model_type = "mgp-str"

    image_size: Size = (32, 128)
    patch_size: Size = 4
    num_channels: int = 3
    max_token_length: int = 27
    num_character_labels: int = 38
    num_bpe_labels: int = 50257
    num_wordpiece_labels: int = 30522
    hidden_size: int = 768
    num_hidden_layers: int = 12
    num_attention_heads: int = 12
    mlp_ratio: float = 4.0
    qkv_bias: bool = True
    distilled: bool = False
    layer_norm_eps: float = 1e-5
    drop_rate: float = 0.0
    attn_drop_rate: float = 0.0
    drop_path_rate: float = 0.0
    output_a3_attentions: bool = False
    initializer_range: float = 0.02

    def _complete(self) -> None:
        super()._complete()
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
        if self.hidden_size % 8:
            self._refuse("hidden_size", "a multiple of 8: convolutions have so many groups")
        if self.distilled:
            self._refuse("distilled", "False: there is no token for it")
        if self.max_token_length < 1:
            self._refuse("max_token_length", "1 or more")
        for field in ("image_size", "patch_size"):
            value = getattr(self, field)
            if not isinstance(value, int) and len(value) != 2:
                self._refuse(field, "a number, or (height, width)")
            if min(pair(value)) < 1:
                self._refuse(field, "numbers above 0")
