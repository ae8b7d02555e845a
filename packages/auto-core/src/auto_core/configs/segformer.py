"""SegFormer (Xie et al., 2021, arXiv:2105.15203)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._base import PreTrainedConfig

Ints = list[int] | tuple[int, ...]
Numbers = list[float] | tuple[float, ...]


class MixTransformerConfig(PreTrainedConfig):
    """Sizes of SegFormer's encoder. The defaults are nvidia/mit-b0."""

    attribute_map: ClassVar[dict[str, str]] = {"num_hidden_layers": "num_encoder_blocks"}

    num_channels: int = 3
    num_encoder_blocks: int = 4
    # One for each of these stages:
    depths: Ints = (2, 2, 2, 2)
    sr_ratios: Ints = (8, 4, 2, 1)  # how much coarser keys and values are than queries, per axis
    hidden_sizes: Ints = (32, 64, 160, 256)
    patch_sizes: Ints = (7, 3, 3, 3)
    strides: Ints = (4, 2, 2, 2)
    num_attention_heads: Ints = (1, 2, 5, 8)
    mlp_ratios: Numbers = (4, 4, 4, 4)

    hidden_act: str = "gelu"
    hidden_dropout_prob: float = 0.0
    attention_probs_dropout_prob: float = 0.0
    initializer_range: float = 0.02
    drop_path_rate: float = 0.1
    layer_norm_eps: float = 1e-6  # files have it; the norms use 1e-5 whatever it says
    decoder_hidden_size: int = 256

    norm_eps: ClassVar[float] = 1e-5  # of the norms

    def _complete(self) -> None:
        super()._complete()
        stages = self.num_encoder_blocks
        for field in (
            *("depths", "sr_ratios", "hidden_sizes", "patch_sizes", "strides"),
            *("num_attention_heads", "mlp_ratios"),
        ):
            if len(getattr(self, field)) < stages:
                self._refuse(field, f"a number for each of num_encoder_blocks={stages} stages")
        for size, heads in zip(self.hidden_sizes, self.num_attention_heads, strict=False):
            if size % heads:
                self._refuse("num_attention_heads", f"divisors of hidden_sizes={self.hidden_sizes}")


class SegformerConfig(MixTransformerConfig):
    """Sizes and options of SegFormer. The defaults are nvidia/mit-b0."""

    model_type = "segformer"

    classifier_dropout_prob: float = 0.1
    semantic_loss_ignore_index: int = 255
    reshape_last_stage: bool = True  # whether the last state is [b d h w] or [b h*w d]
