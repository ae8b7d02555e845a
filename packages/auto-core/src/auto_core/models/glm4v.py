"""GLM-4.1V: GLM-V Team, 2025, arXiv:2507.01006.

A vision encoder of packed patches with learned positions, resampled to each image by cubic
convolution, and rotary ones; squares of patches become vectors by a convolution, among the tokens
of GLM-4, where positions have three parts. Frames of a video stand like images.

b batch, t tokens, n patches of all images, d hidden.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auto_core.configs.glm4v import Glm4vConfig, Glm4vTextConfig, Glm4vVisionConfig
from auto_core.errors import InputError

from .. import nn, ops
from ..blocks import packed_patches
from ..blocks.activations import activation
from ..blocks.image_tokens import token_mask, with_vectors
from ..blocks.mrope import IMAGE, VIDEO, MultimodalDecoder, MultimodalRotaryEmbedding
from ..blocks.packed_patches import PackedAttention
from . import glm4, llama, qwen2_vl
from .qwen3_vl import FramesLikeImages

# --- images --------------------------------------------------------------------------------------


class Gated(nn.Module):
    """A gated feed-forward part."""

    def __init__(self, size: int, features: int, hidden_act: str, *, bias: bool = False):
        super().__init__()
        self.gate_proj = nn.Linear(size, features, bias=bias)
        self.up_proj = nn.Linear(size, features, bias=bias)
        self.down_proj = nn.Linear(features, size, bias=bias)
        self.activation = activation(hidden_act)

    def forward(self, hidden):
        return self.down_proj(self.activation(self.gate_proj(hidden)) * self.up_proj(hidden))


class Glm4VisionMlp(Gated):
    def __init__(self, config: Glm4vVisionConfig):
        super().__init__(config.hidden_size, config.out_hidden_size, config.hidden_act)


class Glm4vVisionAttention(qwen2_vl.VisionAttention):
    def __init__(self, config: Glm4vVisionConfig):
        super().__init__(config)
        d = config.hidden_size
        self.qkv = nn.Linear(d, 3 * d, bias=config.attention_bias)
        self.proj = nn.Linear(d, d, bias=False)
        self.dropout = nn.Dropout(config.attention_dropout)


class Glm4vVisionBlock(qwen2_vl.Qwen2VLVisionBlock):
    mlp_class, attention_class = Glm4VisionMlp, Glm4vVisionAttention

    def norm(self, config: Any) -> Any:
        return nn.RMSNorm(config.hidden_size, eps=config.rms_norm_eps)


class Glm4vVisionPatchEmbed(qwen2_vl.PatchEmbed):
    has_bias = True


class Glm4vVisionPatchMerger(Gated):
    """Vectors, projected and normalised before the feed-forward part."""

    def __init__(self, config: Glm4vVisionConfig):
        d = config.out_hidden_size
        super().__init__(d, self.features(config), config.hidden_act)
        self.proj = nn.Linear(d, d, bias=False)
        self.post_projection_norm = nn.LayerNorm(d, eps=1e-5)
        self.first_activation = activation("gelu")

    def features(self, config: Glm4vVisionConfig) -> int:
        """How many features are inside."""
        return config.intermediate_size

    def forward(self, hidden):
        return super().forward(self.first_activation(self.post_projection_norm(self.proj(hidden))))


class Glm4vVisionEmbeddings(nn.Module):
    """Learned positions of a square, resampled to each image."""

    def __init__(self, config: Glm4vVisionConfig):
        super().__init__()
        self.merge, self.side = config.spatial_merge_size, config.image_size // config.patch_size
        self.position_embedding = nn.Embedding(self.side**2, config.hidden_size)

    def forward(self, hidden, *, grids: Any):  # [n d] -> [n d]
        taps = packed_patches.stretched_table(grids, self.merge, self.side, cubic=True)
        return hidden + packed_patches.resampled(self.position_embedding, taps, hidden)


class Glm4vVisionModel(qwen2_vl.Qwen2VisionTransformerPretrainedModel):
    """The vision encoder; called like Qwen2-VL's. Its last hidden state is of squares of patches
    [n/4 d]."""

    config_class: Any = Glm4vVisionConfig
    block_class, merger_class = Glm4vVisionBlock, Glm4vVisionPatchMerger
    patch_class = Glm4vVisionPatchEmbed

    def __init__(self, config: Any):
        super().__init__(config)
        d, eps, merge = config.hidden_size, config.rms_norm_eps, config.spatial_merge_size
        self.add_positions(config)
        self.downsample = nn.Conv2d(d, config.out_hidden_size, merge, stride=merge)
        self.post_layernorm = nn.RMSNorm(d, eps=eps)

    def add_positions(self, config: Any) -> None:
        """Make the learned positions, and the norm before them."""
        self.embeddings = Glm4vVisionEmbeddings(config)
        self.post_conv_layernorm = nn.RMSNorm(config.hidden_size, eps=config.rms_norm_eps)

    def located(self, hidden, grids):  # [n d] -> [n d]
        return self.embeddings(self.post_conv_layernorm(hidden), grids=grids)

    def encode(self, hidden, grids, rotation, recorder):  # [n d] -> two of [n/4 d]
        attend = PackedAttention(recorder, packed_patches.frame_lengths(grids))
        for block in self.blocks:
            recorder.add_hidden_state(hidden)
            hidden = block(hidden, rotation, attend)
        merge, (patches, d) = self.config.spatial_merge_size, ops.shape(hidden)
        squares = (patches // merge**2, merge, merge, d)
        squares = self.downsample(ops.reshape(self.post_layernorm(hidden), squares))
        hidden = ops.reshape(squares, (patches // merge**2, self.config.out_hidden_size))
        recorder.add_hidden_state(hidden)
        return hidden, self.merger(hidden)


# --- texts ---------------------------------------------------------------------------------------


class Glm4vTextModel(MultimodalDecoder, llama.LlamaModel):
    """The language model without a head; called like Qwen2-VL's."""

    config_class: Any = Glm4vTextConfig
    layer_class, rotary_class = glm4.Glm4DecoderLayer, MultimodalRotaryEmbedding
    base_model_prefix = "model"
    renames = qwen2_vl.Qwen2VLTextModel.renames
    ignored_keys = qwen2_vl.Qwen2VLTextModel.ignored_keys


# --- both ----------------------------------------------------------------------------------------


class Glm4vPreTrainedModel(qwen2_vl.Qwen2VLPreTrainedModel):
    """What all GLM-4.1V models share."""

    config_class = Glm4vConfig
    vision_class: Any = Glm4vVisionModel
    text_class: Any = Glm4vTextModel

    def vectors_for(self, inputs: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
        found = super().vectors_for(inputs)  # of images and videos, whose tokens are the same
        total = sum(count for _, count in found.values())
        return {name: (self.config.image_token_id, total) for name in found}


class OneToken:
    """A model whose images and videos stand at one token; those between the tokens that begin and
    end a video are the latter's."""

    config: Any

    def kinds(self, input_ids, kinds):  # [b t]: 1 at tokens of images, 2 at those of videos
        if kinds is not None:
            return kinds
        begun, ended = (
            ops.cumsum(ops.cast(input_ids == token, "int64"), 1)
            for token in (self.config.video_start_token_id, self.config.video_end_token_id)
        )
        kind = ops.where(begun > ended, VIDEO + 0 * begun, IMAGE + 0 * begun)
        return ops.where(input_ids == self.config.image_token_id, kind, 0 * begun)

    def with_images(self, embeddings, input_ids, given):
        model: Any = self
        table, both = model.get_input_embeddings(), all(x is not None for x, _ in given.values())
        chosen = token_mask(input_ids, embeddings, self.config.image_token_id, table)
        if both and input_ids is None:
            raise InputError("Pass input_ids with images and videos, to tell their tokens apart.")
        for name, kind in (("image", IMAGE), ("video", VIDEO)):
            pixels, grids = given[name]
            if pixels is not None:
                own = chosen & (self.kinds(input_ids, None) == kind) if both else chosen
                output = model.visual(pixels, grid_thw=grids, return_dict=True)
                embeddings = with_vectors(embeddings, own, output.pooler_output)
        return embeddings, {}


class Glm4vModel(OneToken, FramesLikeImages, qwen2_vl.Qwen2VLModel, Glm4vPreTrainedModel):
    pass


class Glm4vForConditionalGeneration(qwen2_vl.ConditionalGeneration, Glm4vPreTrainedModel):
    base_class = Glm4vModel


HEADS = {
    "base": Glm4vModel,
    "vision2seq": Glm4vForConditionalGeneration,
    "image-text-to-text": Glm4vForConditionalGeneration,
    "multimodal-lm": Glm4vForConditionalGeneration,
}
