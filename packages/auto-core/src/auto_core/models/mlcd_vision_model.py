"""MLCD: An et al., 2024, arXiv:2407.17331.

CLIP's image encoder, trained to tell a million clusters apart, whose positions are rotations of
rows and columns. The class token has an angle that is learned.

b batch, n patches, d hidden, s size of a head, H W pixels.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.mlcd_vision_model import MLCDVisionConfig
from auto_core.initializers import Normal
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.attention import Attention
from ..blocks.packed_patches import AxialRotation
from ..blocks.patches import check_images
from ..blocks.rotary import rotate
from . import clip


class RotatedAttention(Attention):
    """Attention whose queries and keys are rotated first."""

    def __init__(self, recorder: Recorder, rotation: tuple[Any, Any]):
        super().__init__(recorder)
        self.rotation = rotation

    def __call__(self, query, key, value, **options: Any):
        query, key = (rotate(x, *self.rotation) for x in (query, key))
        return super().__call__(query, key, value, **options)


class MLCDVisionEmbeddings(nn.Module):
    """A class token and the patches of an image."""

    def __init__(self, config: MLCDVisionConfig):
        super().__init__()
        d, patch = config.hidden_size, config.patch_size
        self.channels = config.num_channels
        self.class_embedding = nn.Parameter((d,), init="normal")
        self.patch_embedding = nn.Conv2d(config.num_channels, d, patch, stride=patch, bias=False)

    def forward(self, pixel_values) -> tuple[Any, Any]:  # [b c H W] -> [b 1+n d], (rows, columns)
        check_images(pixel_values, channels=self.channels)
        token = ops.asarray(self.class_embedding)
        patches = self.patch_embedding(clip.channels_last(pixel_values, like=token))
        batch, rows, columns, d = ops.shape(patches)
        hidden = ops.reshape(patches, (batch, rows * columns, d))
        return ops.cat([ops.expand(token, (batch, 1, d)), hidden], 1), (rows, columns)


class MLCDPreTrainedModel(nn.PreTrainedModel):
    """What MLCD's model is."""

    config_class = MLCDVisionConfig
    base_model_prefix = "vision_model"
    main_input_name = "pixel_values"

    @property
    def initializers(self):
        c = self.config
        angle = Normal((c.hidden_size // c.num_attention_heads // 2) ** -0.5 * c.initializer_factor)
        return (*clip.first_values(c), (r"class_pos_emb$", angle))


class MLCDVisionModel(MLCDPreTrainedModel):
    """MLCD's image encoder.

    Args of `forward`:
        pixel_values: [b c H W], of any size.

    Returns the normalised class token of each image as `pooler_output` [b d].
    """

    def __init__(self, config: MLCDVisionConfig):
        super().__init__(config)
        d, eps = config.hidden_size, config.layer_norm_eps
        size = d // config.num_attention_heads
        self.embeddings = MLCDVisionEmbeddings(config)
        self.pre_layrnorm = nn.LayerNorm(d, eps=eps)
        self.encoder = clip.CLIPEncoder(config)
        self.post_layernorm = nn.LayerNorm(d, eps=eps)
        self.class_pos_emb = nn.Parameter((1, size // 2), init="normal")
        rope: Any = config.rope_parameters
        self.angles = AxialRotation(size, rope["rope_theta"])

    def get_input_embeddings(self):
        return self.embeddings.patch_embedding

    def rotation(self, grid, hidden) -> tuple[Any, Any]:
        """Cosine and sine [1 1+n 1 s] of the class token's angles and the patches'."""
        rows, columns = grid
        index = ops.arange(0, rows * columns, like=hidden, dtype="int64")
        cos, sin = self.angles(ops.stack([index // columns, index % columns], -1), hidden)
        learned = ops.cast(ops.asarray(self.class_pos_emb), ops.dtype(cos))
        angle = ops.unsqueeze(ops.unsqueeze(ops.cat([learned, learned], -1), 0), 2)
        cos, sin = ops.cat([ops.cos(angle), cos], 1), ops.cat([ops.sin(angle), sin], 1)
        return ops.cast(cos, ops.dtype(hidden)), ops.cast(sin, ops.dtype(hidden))

    def forward(
        self,
        pixel_values,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        hidden, grid = self.embeddings(pixel_values)
        attend = RotatedAttention(recorder, self.rotation(grid, hidden))
        hidden = self.encoder(self.pre_layrnorm(hidden), attend)
        return clip.pooled_output(recorder, hidden, self.post_layernorm(hidden[:, 0]))


HEADS = {"base": MLCDVisionModel}
