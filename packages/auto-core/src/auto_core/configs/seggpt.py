"""SegGPT (Wang et al., 2023, arXiv:2304.03284)."""

from __future__ import annotations

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs._vit import Size, pair


class SegGptConfig(PreTrainedConfig):
    """Sizes and options. The defaults are BAAI/seggpt-vit-large."""

    model_type = "seggpt"

    hidden_size: int = 1024
    num_hidden_layers: int = 24
    num_attention_heads: int = 16
    hidden_act: str = "gelu"
    hidden_dropout_prob: float = 0.0  # kept in files, of no effect, as upstream
    initializer_range: float = 0.02
    layer_norm_eps: float = 1e-6
    image_size: Size = (896, 448)  # of a prompt above an image
    patch_size: int = 16
    num_channels: int = 3
    qkv_bias: bool = True
    mlp_dim: int | None = None  # 4 * hidden_size, if None
    drop_path_rate: float = 0.1
    pretrain_image_size: int = 224
    decoder_hidden_size: int = 64
    use_relative_position_embeddings: bool = True
    merge_index: int = 2  # the layer after which image and mask become one
    intermediate_hidden_state_indices: list[int] | tuple[int, ...] = (5, 11, 17, 23)
    beta: float = 0.01  # where the loss turns from squares to distances

    def _complete(self) -> None:
        super()._complete()
        if self.mlp_dim is None:
            self.mlp_dim = 4 * self.hidden_size
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
        if not isinstance(self.image_size, int) and len(self.image_size) != 2:
            self._refuse("image_size", "a number, or (height, width)")
        if not 1 <= self.patch_size <= self.pretrain_image_size:
            self._refuse("patch_size", f"1 to pretrain_image_size={self.pretrain_image_size}")
        if any(side < self.patch_size for side in pair(self.image_size)):
            self._refuse("image_size", f"no less than patch_size={self.patch_size}")
        chosen = list(self.intermediate_hidden_state_indices)
        if not chosen or len(set(chosen)) < len(chosen) or not set(chosen) <= self._layers:
            self._refuse("intermediate_hidden_state_indices", f"some of {sorted(self._layers)}")
        if not 0 <= self.merge_index <= min(chosen):
            self._refuse("merge_index", f"0 to {min(chosen)}, the first of the chosen layers")

    @property
    def _layers(self) -> set[int]:
        return set(range(self.num_hidden_layers))
