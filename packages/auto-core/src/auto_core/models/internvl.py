"""InternVL: Chen et al., 2023, arXiv:2312.14238; InternVL3: Zhu et al., 2025, arXiv:2504.10479.

A vision transformer whose branches are scaled; squares of its patches, normalised and projected,
among the tokens of a language model.

b batch, n images, H W pixels, p patches of an image, q vectors of an image, m = n*q, t tokens,
d hidden.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auto_core.configs.internvl import InternVLConfig, InternVLVisionConfig
from auto_core.errors import InputError
from auto_core.initializers import Constant
from auto_core.outputs import BaseModelOutputWithPooling
from auto_core.pretrained.static import static_rows
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import Attention, run_layers, split_heads
from ..blocks.patches import PatchEmbeddings, resized_positions, squares, with_mask_token
from . import llava
from .clip import CLIPMLP

NORM_EPS = 1e-6  # of queries and keys
NORMS: dict[str, Any] = {"layer_norm": nn.LayerNorm, "rms_norm": nn.RMSNorm}


class InternVLVisionEmbeddings(nn.Module):
    """A class token and the patches of an image, with learnt positions."""

    def __init__(self, config: InternVLVisionConfig):
        super().__init__()
        d = config.hidden_size
        self.patch_embeddings = PatchEmbeddings(config)
        rows, columns = self.patch_embeddings.grid
        shape = (1, rows * columns + 1, d)
        self.cls_token = nn.Parameter((1, 1, d), init="zeros")
        masks, learns = config.use_mask_token, config.use_absolute_position_embeddings
        self.mask_token = nn.Parameter((1, 1, d), init="zeros") if masks else None
        self.position_embeddings = nn.Parameter(shape, init="zeros") if learns else None
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, pixel_values, bool_masked_pos):  # [n c H W] -> [n 1+p d]
        height, width = self.patch_embeddings.size(pixel_values, any_size=True)
        patches = self.patch_embeddings(pixel_values)
        patches = with_mask_token(patches, self.mask_token, bool_masked_pos)
        images, _, d = ops.shape(patches)
        whole = ops.cast(ops.asarray(self.cls_token), ops.dtype(patches))
        hidden = ops.cat([ops.expand(whole, (images, 1, d)), patches], 1)
        if self.position_embeddings is not None:
            table, grid = ops.asarray(self.position_embeddings), self.patch_embeddings.grid
            size = self.patch_embeddings.count(height, width)
            hidden = hidden + resized_positions(table, grid, size, special=1)
        return self.dropout(hidden)


class InternVLVisionAttention(nn.Module):
    """Attention, perhaps with norms of whole queries and keys."""

    def __init__(self, config: InternVLVisionConfig):
        super().__init__()
        d, bias = config.hidden_size, config.attention_bias
        self.head_size = d // config.num_attention_heads
        self.q_proj = nn.Linear(d, d, bias=bias)
        self.k_proj = nn.Linear(d, d, bias=bias)
        self.v_proj = nn.Linear(d, d, bias=bias)
        self.projection_layer = nn.Linear(d, d)
        self.q_norm = nn.RMSNorm(d, eps=NORM_EPS) if config.use_qk_norm else None
        self.k_norm = nn.RMSNorm(d, eps=NORM_EPS) if config.use_qk_norm else None
        self.dropout = nn.Dropout(config.attention_dropout)
        self.projection_dropout = nn.Dropout(config.projection_dropout)

    def forward(self, hidden, attend):  # [n t d] -> [n t d]
        query, key = self.q_proj(hidden), self.k_proj(hidden)
        if self.q_norm is not None and self.k_norm is not None:
            query, key = self.q_norm(query), self.k_norm(key)
        projected = query, key, self.v_proj(hidden)
        query, key, value = (split_heads(x, self.head_size) for x in projected)
        options = dict(scale=self.head_size**-0.5, dropout=self.dropout)
        return self.projection_dropout(self.projection_layer(attend(query, key, value, **options)))


class InternVLVisionLayer(nn.Block):
    """Attention and the feed-forward part, each normalised before and scaled behind."""

    def __init__(self, config: InternVLVisionConfig):
        super().__init__()
        d, norm, init = config.hidden_size, NORMS[config.norm_type], config.layer_scale_init_value
        self.attention = InternVLVisionAttention(config)
        self.mlp = CLIPMLP(config)  # type: ignore[arg-type]
        self.layernorm_before = norm(d, eps=config.layer_norm_eps)
        self.layernorm_after = norm(d, eps=config.layer_norm_eps)
        self.lambda_1 = nn.Parameter((d,), init=Constant(init))
        self.lambda_2 = nn.Parameter((d,), init=Constant(init))
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, hidden, attend):  # [n t d] -> [n t d]
        change = self.attention(self.layernorm_before(hidden), attend)
        hidden = hidden + ops.asarray(self.lambda_1) * change
        change = self.dropout(self.mlp(self.layernorm_after(hidden)))
        return hidden + ops.asarray(self.lambda_2) * change


class InternVLVisionEncoder(nn.Module):
    def __init__(self, config: InternVLVisionConfig):
        super().__init__()
        layers = range(config.num_hidden_layers)
        self.layer = nn.ModuleList(InternVLVisionLayer(config) for _ in layers)

    def forward(self, hidden, attend):  # [n t d] -> [n t d]
        return run_layers(self.layer, hidden, attend)


class InternVLVisionModel(nn.PreTrainedModel):
    """The image encoder.

    Args of `forward`:
        pixel_values: [n c H W], of any size; positions are interpolated.
        bool_masked_pos: [n p], True where the mask token replaces a patch.
    """

    config_class = InternVLVisionConfig
    base_model_prefix = "internvl_vision"
    main_input_name = "pixel_values"

    def __init__(self, config: InternVLVisionConfig):
        super().__init__(config)
        self.embeddings = InternVLVisionEmbeddings(config)
        self.add_layers(config)
        norm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.layernorm = None if config.use_mean_pooling else norm

    def add_layers(self, config: InternVLVisionConfig) -> None:
        """Make the transformer's layers."""
        self.encoder = InternVLVisionEncoder(config)

    def normalised(self, hidden):  # [n t d] -> [n t d]
        return hidden if self.layernorm is None else self.layernorm(hidden)

    def encode(self, hidden, attend):  # [n t d] -> [n t d]
        return self.normalised(self.encoder(hidden, attend))

    def get_input_embeddings(self):
        return self.embeddings.patch_embeddings

    def forward(
        self,
        pixel_values,
        bool_masked_pos=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        hidden = self.embeddings(pixel_values, bool_masked_pos)
        return BaseModelOutputWithPooling(
            last_hidden_state=self.encode(hidden, Attention(recorder)),
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )


class InternVLMultiModalProjector(nn.Module):
    """A norm, and two layers to the language model's size."""

    def __init__(self, config: InternVLConfig):
        super().__init__()
        inputs = config.vision_config.hidden_size * config.scale**2
        d = config.text_config.hidden_size
        self.layer_norm = nn.LayerNorm(inputs, eps=1e-5)
        self.linear_1 = nn.Linear(inputs, d)
        self.linear_2 = nn.Linear(d, d)
        self.activation = activation(config.projector_hidden_act)

    def forward(self, patches):
        return self.linear_2(self.activation(self.linear_1(self.layer_norm(patches))))


class InternVLPreTrainedModel(llava.LlavaPreTrainedModel):
    config_class = InternVLConfig
    static_inputs = ("vision_feature_layer",)
    # The parts that variations of this family replace.
    projector_class = InternVLMultiModalProjector
    vision_class: Any = InternVLVisionModel

    def vectors_for(self, inputs: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
        shape: tuple[Any, ...] = tuple(getattr(inputs.get("pixel_values"), "shape", ()))
        if len(shape) != 4 or not all(isinstance(n, int) for n in shape):
            return {}
        config, (rows, columns) = self.config, self.config.vision_config.patch_size
        each = (shape[2] // rows) * (shape[3] // columns) // config.scale**2
        return {"pixel_values": (config.image_token_id, shape[0] * each)}


class InternVLModel(llava.ChosenLayersModel, InternVLPreTrainedModel):
    """InternVL without a head."""

    def add_tower(self, config: InternVLConfig) -> None:
        self.vision_tower = self.vision_class(config.vision_config)

    def get_image_features(
        self,
        pixel_values,
        *,
        vision_feature_layer: Any = None,
        vision_feature_select_strategy: str | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """The image encoder's output, with vectors [n q d] of images as `pooler_output`."""
        del output_hidden_states  # the layers are among them anyway
        if vision_feature_select_strategy not in (None, "default"):
            raise InputError(
                f"vision_feature_select_strategy is {vision_feature_select_strategy!r}, expected "
                "'default': patches make a square, without the class token."
            )
        output = self.vision_tower(
            pixel_values,
            output_hidden_states=True,
            output_attentions=output_attentions,
            return_dict=True,
        )
        layer = static_rows("vision_feature_layer", vision_feature_layer)
        layer = self.config.vision_feature_layer if layer is None else layer
        if not isinstance(layer, int):
            raise InputError(f"vision_feature_layer is {layer!r}, expected one layer.")
        hidden = output.last_hidden_state if layer == -1 else output.hidden_states[layer]
        vectors = self.multi_modal_projector(squares(hidden[:, 1:], self.config.scale))
        return BaseModelOutputWithPooling.of(output, pooler_output=vectors)


class InternVLForConditionalGeneration(llava.ImageTextCausalLM, InternVLPreTrainedModel):
    base_class = InternVLModel


HEADS = {
    "base": InternVLModel,
    "vision2seq": InternVLForConditionalGeneration,
    "image-text-to-text": InternVLForConditionalGeneration,
    "multimodal-lm": InternVLForConditionalGeneration,
}
