"""PaddleOCR-VL: Cui et al., 2025, arXiv:2510.14528.

SigLIP's layers on packed patches, with learned positions, resampled to each image, and rotary
ones; squares of patches, projected, among the tokens of ERNIE 4.5, where positions have three
parts.

b batch, t tokens, n patches of all images, h heads, s size of a head, c channels, d hidden.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.paddleocr_vl import (
    PaddleOCRTextConfig,
    PaddleOCRVisionConfig,
    PaddleOCRVLConfig,
)
from auto_core.errors import InputError
from auto_core.outputs import BaseModelOutputWithPooling
from auto_core.pretrained.static import static_rows
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import packed_patches
from ..blocks.activations import activation
from ..blocks.image_tokens import token_mask, with_vectors
from ..blocks.mrope import MultimodalDecoder, MultimodalRotaryEmbedding
from ..blocks.packed_patches import AxialRotation, PackedAttention, PatchProjection
from ..blocks.rotary import rotate
from . import llama, qwen2_vl
from .clip import CLIPMLP

# --- images --------------------------------------------------------------------------------------


class PaddleOCRVisionEmbeddings(nn.Module):
    """Vectors of patches, with the positions of a square, resampled to each image."""

    def __init__(self, config: PaddleOCRVisionConfig):
        super().__init__()
        d, patch = config.hidden_size, config.patch_size
        self.kernel = (config.num_channels, patch, patch)
        self.side = config.image_size // patch
        self.patch_embedding = PatchProjection(d, self.kernel, bias=True)
        self.position_embedding = nn.Embedding(self.side**2, d)

    def forward(self, pixels, *, grids: Any):  # [n c patch patch] -> [n d]
        channels, rows, columns = self.kernel
        patches = (packed_patches.patch_count(grids), channels * rows * columns)
        hidden = self.patch_embedding(ops.reshape(pixels, patches))
        taps = packed_patches.stretched_table(grids, 1, self.side, cubic=False)
        return hidden + packed_patches.resampled(self.position_embedding, taps, hidden)


class PaddleOCRVisionAttention(nn.Module):
    """Attention of patches, with two-dimensional rotary positions."""

    output_name = "out_proj"

    def __init__(self, config: Any):
        super().__init__()
        d = config.hidden_size
        self.heads, self.head_size = config.num_attention_heads, d // config.num_attention_heads
        self.k_proj = nn.Linear(d, d)
        self.v_proj = nn.Linear(d, d)
        self.q_proj = nn.Linear(d, d)
        setattr(self, self.output_name, nn.Linear(d, d))
        self.dropout = nn.Dropout(getattr(config, "attention_dropout", 0.0))

    def forward(self, hidden, rotation, attend):  # [n d] -> [n d]
        patches, d = ops.shape(hidden)
        shape = (1, patches, self.heads, self.head_size)
        projections = (self.q_proj, self.k_proj, self.v_proj)
        query, key, value = (ops.reshape(x(hidden), shape) for x in projections)
        cos, sin = rotation
        wide, narrow = ops.dtype(cos), ops.dtype(hidden)
        query, key = (ops.cast(rotate(ops.cast(x, wide), cos, sin), narrow) for x in (query, key))
        options = dict(scale=self.head_size**-0.5, dropout=self.dropout)
        hidden = ops.reshape(attend(query, key, value, **options), (patches, d))
        return getattr(self, self.output_name)(hidden)


class PaddleOCRVisionEncoderLayer(nn.Block):
    """Attention, then the feed-forward part, each normalised before and added to its input."""

    def __init__(self, config: PaddleOCRVisionConfig):
        super().__init__()
        d, eps = config.hidden_size, config.layer_norm_eps
        self.layer_norm1 = nn.LayerNorm(d, eps=eps)
        self.self_attn = PaddleOCRVisionAttention(config)
        self.layer_norm2 = nn.LayerNorm(d, eps=eps)
        self.mlp = CLIPMLP(config)

    def forward(self, hidden, rotation, attend):  # [n d] -> [n d]
        hidden = hidden + self.self_attn(self.layer_norm1(hidden), rotation, attend)
        return hidden + self.mlp(self.layer_norm2(hidden))


class PaddleOCRVisionEncoder(nn.Module):
    def __init__(self, config: PaddleOCRVisionConfig):
        super().__init__()
        head_size = config.hidden_size // config.num_attention_heads
        self.rotary_pos_emb = AxialRotation(head_size, config.rope_theta)
        self.layers = nn.ModuleList(
            PaddleOCRVisionEncoderLayer(config) for _ in range(config.num_hidden_layers)
        )

    def forward(self, hidden, *, grids: Any, recorder: Any):  # [n d] -> [n d]
        rotation = self.rotary_pos_emb(packed_patches.row_and_column(grids, 1), hidden)
        attend = PackedAttention(recorder, packed_patches.frame_lengths(grids))
        for layer in self.layers:
            recorder.add_hidden_state(hidden)
            hidden = layer(hidden, rotation, attend)
        recorder.add_hidden_state(hidden)
        return hidden


class PaddleOCRVisionTransformer(nn.Module):
    def __init__(self, config: PaddleOCRVisionConfig):
        super().__init__()
        self.embeddings = PaddleOCRVisionEmbeddings(config)
        self.encoder = PaddleOCRVisionEncoder(config)
        self.post_layernorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)

    def forward(self, pixels, *, grids: Any, recorder: Any):  # [n c patch patch] -> [n d]
        hidden = self.embeddings(pixels, grids=grids)
        return self.post_layernorm(self.encoder(hidden, grids=grids, recorder=recorder))


class PaddleOCRVisionModel(nn.Module):
    """The vision encoder."""

    checked = qwen2_vl.Qwen2VisionTransformerPretrainedModel.checked

    def __init__(self, config: PaddleOCRVisionConfig):
        super().__init__()
        self.config = config
        self.vision_model = PaddleOCRVisionTransformer(config)

    def forward(self, pixels, *, grid_thw: Any, recorder: Any):  # [n c patch patch] -> [n d]
        grids = self.checked(grid_thw, pixels)
        return self.vision_model(pixels, grids=grids, recorder=recorder)


class PaddleOCRProjector(nn.Module):
    """Squares of patches as one vector of the language model's size."""

    def __init__(self, config: PaddleOCRVLConfig):
        super().__init__()
        d, self.merge = config.vision_config.hidden_size, config.vision_config.spatial_merge_size
        self.size = d * self.merge**2
        self.pre_norm = nn.LayerNorm(d, eps=1e-5)
        self.linear_1 = nn.Linear(self.size, self.size)
        self.linear_2 = nn.Linear(self.size, config.text_config.hidden_size)
        self.activation = activation("gelu")

    def forward(self, hidden, *, grids: Any):  # [n d] -> [n/4 d]
        order = packed_patches.block_order(grids, self.merge)
        hidden = ops.take(hidden, ops.asarray(order, like=hidden, dtype="int64"), 0)
        squares = (len(order) // self.merge**2, self.size)
        hidden = ops.reshape(self.pre_norm(hidden), squares)
        return self.linear_2(self.activation(self.linear_1(hidden)))


# --- texts, and both -----------------------------------------------------------------------------


class PaddleOCRTextModel(MultimodalDecoder, llama.LlamaModel):
    """The language model without a head; called like Qwen2-VL's."""

    config_class: Any = PaddleOCRTextConfig
    rotary_class = MultimodalRotaryEmbedding
    base_model_prefix = "model"


class PaddleOCRVLPreTrainedModel(qwen2_vl.Qwen2VLPreTrainedModel):
    """What both models share."""

    config_class = PaddleOCRVLConfig
    renames = (
        (r"^mlp_AR\.", "model.projector."),  # as published
        (r"^visual\.", "model.visual."),
        (r"^model\.(?!language_model\.|visual\.|projector\.)", "model.language_model."),
    )
    ignored_keys = (r"packing_position_embedding", r"vision_model\.head\.")
    static_inputs = ("image_grid_thw",)
    prefill_inputs = ("pixel_values", "mm_token_type_ids")
    vision_class, text_class = PaddleOCRVisionModel, PaddleOCRTextModel


class PaddleOCRVLModel(qwen2_vl.Qwen2VLModel, PaddleOCRVLPreTrainedModel):
    """Both encoders, without a head; called like Qwen2VLModel, without videos, and with patches
    [n c patch patch]."""

    def __init__(self, config: Any):
        super().__init__(config)
        self.projector = PaddleOCRProjector(config)

    def get_image_features(
        self,
        pixel_values,
        image_grid_thw=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """Patches [n d] of images, and as `pooler_output` the vectors [n/4 d] of each image."""
        grids = static_rows("image_grid_thw", image_grid_thw)
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        hidden = self.visual(pixel_values, grid_thw=grids, recorder=recorder)
        sizes = packed_patches.image_lengths(grids, self.config.vision_config.spatial_merge_size)
        return BaseModelOutputWithPooling(
            last_hidden_state=hidden,
            pooler_output=tuple(ops.split(self.projector(hidden, grids=grids), sizes, 0)),
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )

    def get_video_features(self, *inputs: Any, **options: Any):
        raise InputError("PaddleOCR-VL reads images, and no videos.")

    def with_images(self, embeddings, input_ids, given):
        pixels, grids = given["image"]
        if pixels is None:
            return embeddings, {}
        hidden = self.visual(pixels, grid_thw=grids, recorder=Recorder(cache=False))
        table = self.get_input_embeddings()
        chosen = token_mask(input_ids, embeddings, self.config.image_token_id, table)
        return with_vectors(embeddings, chosen, self.projector(hidden, grids=grids)), {}

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        position_ids=None,
        past_key_values=None,
        inputs_embeds=None,
        pixel_values=None,
        mm_token_type_ids=None,
        *,
        image_grid_thw: Any = None,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        return self.run(
            (input_ids, attention_mask, position_ids, past_key_values, inputs_embeds),
            {"image": (pixel_values, image_grid_thw)},
            mm_token_type_ids,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )


class PaddleOCRVLForConditionalGeneration(
    qwen2_vl.ConditionalGeneration, PaddleOCRVLPreTrainedModel
):
    base_class = PaddleOCRVLModel


HEADS = {
    "base": PaddleOCRVLModel,
    "vision2seq": PaddleOCRVLForConditionalGeneration,
    "image-text-to-text": PaddleOCRVLForConditionalGeneration,
    "multimodal-lm": PaddleOCRVLForConditionalGeneration,
}
