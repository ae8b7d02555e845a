"""Llama 4 with images: Meta, 2025.

A transformer of the patches of a tile, with learned and two-dimensional rotary positions, whose
squares of patches become vectors among the tokens of the decoder of Llama 4.

b batch, t tokens, n tiles of all images, p patches of a tile, q vectors of a tile, h heads, s size
of a head, e hidden of the image encoder, d hidden, c H W pixels.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from auto_core.configs.llama4 import Llama4Config, Llama4VisionConfig
from auto_core.errors import InputError
from auto_core.outputs import BaseModelOutputWithPooling, Llama4CausalLMOutputWithPast
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import Attention, split_heads
from ..blocks.image_tokens import AmongTokens, ImageTokenChecks
from ..blocks.packed_patches import AxialRotation
from ..blocks.patches import check_images, squares
from ..blocks.rotary import rotate_pairs
from . import llama4_text
from .clip import CLIPMLP

# --- images ---------------------------------------------------------------------------------------


class Llama4UnfoldConvolution(nn.Module):
    """A linear projection of each patch [c patch patch]."""

    def __init__(self, config: Llama4VisionConfig):
        super().__init__()
        self.patch, numbers = config.patch_size, config.num_channels * config.patch_size**2
        self.linear = nn.Linear(numbers, config.hidden_size, bias=False)

    def forward(self, pixels):  # [n c H W] -> [n p e]
        images, channels, height, width = ops.shape(pixels)
        patch, rows, columns = self.patch, height // self.patch, width // self.patch
        pixels = pixels[:, :, : rows * patch, : columns * patch]
        cut = ops.reshape(pixels, (images, channels, rows, patch, columns, patch))
        cut = ops.permute(cut, (0, 2, 4, 1, 3, 5))
        return self.linear(ops.reshape(cut, (images, rows * columns, channels * patch**2)))


class Llama4VisionAttention(nn.Module):
    """Attention of patches, with two-dimensional rotary positions."""

    def __init__(self, config: Llama4VisionConfig):
        super().__init__()
        e = config.hidden_size
        self.head_size = e // config.num_attention_heads
        self.q_proj = nn.Linear(e, e)
        self.k_proj = nn.Linear(e, e)
        self.v_proj = nn.Linear(e, e)
        self.o_proj = nn.Linear(e, e)
        self.dropout = nn.Dropout(config.attention_dropout)

    def forward(self, hidden, rotation, attend):  # [n p e] -> [n p e]
        projected = self.q_proj(hidden), self.k_proj(hidden), self.v_proj(hidden)
        query, key, value = (split_heads(x, self.head_size) for x in projected)
        cos, sin = rotation
        wide, narrow = ops.dtype(cos), ops.dtype(hidden)
        query, key = (
            ops.cast(rotate_pairs(ops.cast(x, wide), cos, sin), narrow) for x in (query, key)
        )
        options = dict(scale=self.head_size**-0.5, dropout=self.dropout)
        return self.o_proj(attend(query, key, value, **options))


class GeluMLP(CLIPMLP):
    """CLIP's feed-forward part, always with GELU."""

    def __init__(self, config: Any):
        super().__init__(config)
        self.activation = activation("gelu")


class Llama4VisionEncoderLayer(nn.Block):
    """Attention, then the feed-forward part, each normalised before and added to its input."""

    def __init__(self, config: Llama4VisionConfig):
        super().__init__()
        e = config.hidden_size
        self.self_attn = Llama4VisionAttention(config)
        self.mlp = GeluMLP(config)
        self.input_layernorm = nn.LayerNorm(e, eps=1e-5)
        self.post_attention_layernorm = nn.LayerNorm(e, eps=1e-5)

    def forward(self, hidden, rotation, attend):  # [n p e] -> [n p e]
        hidden = hidden + self.self_attn(self.input_layernorm(hidden), rotation, attend)
        return hidden + self.mlp(self.post_attention_layernorm(hidden))


class Llama4VisionEncoder(nn.Module):
    def __init__(self, config: Llama4VisionConfig):
        super().__init__()
        layers = range(config.num_hidden_layers)
        self.layers = nn.ModuleList(Llama4VisionEncoderLayer(config) for _ in layers)

    def forward(self, hidden, rotation, attend):  # [n p e] -> [n p e]
        for layer in self.layers:
            attend.recorder.add_hidden_state(hidden)
            hidden = layer(hidden, rotation, attend)
        attend.recorder.add_hidden_state(hidden)
        return hidden


class Llama4VisionMLP2(nn.Module):
    """Two layers without biases, GELU behind each."""

    def __init__(self, config: Llama4VisionConfig):
        super().__init__()
        inner, size = config.projector_input_dim, config.projector_output_dim
        self.fc1 = nn.Linear(config.intermediate_size, inner, bias=False)
        self.fc2 = nn.Linear(size, size, bias=False)
        self.activation = activation("gelu")
        self.dropout = nn.Dropout(config.projector_dropout)

    def forward(self, hidden):
        return self.activation(self.fc2(self.dropout(self.activation(self.fc1(hidden)))))


class Llama4VisionPixelShuffleMLP(nn.Module):
    """Squares of patches as one vector each."""

    def __init__(self, config: Llama4VisionConfig):
        super().__init__()
        self.scale = config.scale
        self.mlp = Llama4VisionMLP2(config)

    def forward(self, patches):  # [n p e] -> [n q out]
        return self.mlp(squares(patches, self.scale))


class Llama4PreTrainedModel(nn.PreTrainedModel):
    """What the models with images share."""

    config_class: Any = Llama4Config
    base_model_prefix = "model"


class Llama4VisionModel(Llama4PreTrainedModel):
    """The image encoder.

    Args of `forward`:
        pixel_values: [n c H W], tiles of the config's size.
    """

    config_class = Llama4VisionConfig
    base_model_prefix = "vision_model"
    main_input_name = "pixel_values"
    # Of whole checkpoints.
    renames = ((r"^vision_model\.", ""),)
    ignored_keys = (r"^(language_model|multi_modal_projector)\.",)

    def __init__(self, config: Llama4VisionConfig):
        super().__init__(config)
        config.check_sizes()
        e, count = config.hidden_size, config.side**2 + 1
        self.patch_embedding = Llama4UnfoldConvolution(config)
        self.class_embedding = nn.Parameter((e,), init="normal")
        self.positional_embedding_vlm = nn.Parameter((count, e), init="normal")
        self.rotary_embedding = AxialRotation(e // config.num_attention_heads, config.rope_theta)
        self.layernorm_pre = nn.LayerNorm(e, eps=1e-5)
        self.layernorm_post = nn.LayerNorm(e, eps=1e-5)
        self.model = Llama4VisionEncoder(config)
        self.vision_adapter = Llama4VisionPixelShuffleMLP(config)

    def get_input_embeddings(self):
        return self.patch_embedding

    def positions(self) -> np.ndarray:
        """Columns and rows [p+1 2], counted from 1; the class token, the last, is at 0."""
        side = self.config.side
        row, column = np.divmod(np.arange(side**2), side)
        return np.concatenate([np.stack([column, row], 1) + 1, np.zeros((1, 2), np.int64)])

    def forward(
        self,
        pixel_values,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        side = self.config.image_size
        _, height, width = check_images(pixel_values, channels=self.config.num_channels)
        known = isinstance(height, int) and isinstance(width, int)
        if known and (height, width) != (side, side):
            raise InputError(
                f"pixel_values are tiles of {height}x{width} pixels, expected {side}x{side}: take "
                "them from the processor."
            )
        whole = ops.asarray(self.class_embedding)
        patches = self.patch_embedding(ops.cast(pixel_values, ops.dtype(whole)))
        images, _, e = ops.shape(patches)
        hidden = ops.cat([patches, ops.expand(whole, (images, 1, e))], 1)
        hidden = self.layernorm_pre(hidden + ops.asarray(self.positional_embedding_vlm))
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        rotation = self.rotary_embedding(self.positions(), hidden)
        hidden = self.model(hidden, rotation, Attention(recorder))
        hidden = self.layernorm_post(hidden)
        return BaseModelOutputWithPooling(
            last_hidden_state=self.vision_adapter(hidden[:, : self.config.side**2]),
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )


class Llama4MultiModalProjector(nn.Module):
    def __init__(self, config: Llama4Config):
        super().__init__()
        inputs, d = config.vision_config.vision_output_dim, config.text_config.hidden_size
        self.linear_1 = nn.Linear(inputs, d, bias=False)

    def forward(self, vectors):
        return self.linear_1(vectors)


# --- both -----------------------------------------------------------------------------------------


class Llama4ForConditionalGeneration(AmongTokens, ImageTokenChecks, Llama4PreTrainedModel):
    """The next token of texts with images: labels [b t] are the input_ids themselves, -100 where
    they do not count.

    Args of `forward`:
        input_ids: [b t], with a token for each vector of a tile, or inputs_embeds [b t d].
        pixel_values: [n c H W], tiles of all images.
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        position_ids: [b t], by default counted on from the cache.
        past_key_values: a KeyValueCache from an earlier call.
        logits_to_keep: how many of the last tokens get logits (0: all), or their positions.
        output_router_logits: by default the language model's config's.
    """

    prefill_inputs = ("pixel_values",)
    ids_without_rows = ("image_token_id",)

    def __init__(self, config: Llama4Config):
        super().__init__(config)
        vision = config.vision_config
        if vision.vision_output_dim != vision.projector_output_dim:
            vision._refuse(
                "vision_output_dim", f"projector_output_dim={vision.projector_output_dim}"
            )
        self.vision_model = Llama4VisionModel(vision)
        self.multi_modal_projector = Llama4MultiModalProjector(config)
        self.language_model = llama4_text.Llama4ForCausalLM(config.text_config)

    @property
    def always_tied(self):
        """What the language model shares by its own config."""
        ties = self.language_model.ties()
        return {f"language_model.{a}": f"language_model.{b}" for a, b in ties.items()}

    def get_output_embeddings(self):
        return self.language_model.get_output_embeddings()

    def set_output_embeddings(self, value):
        self.language_model.set_output_embeddings(value)

    def embed(self, input_ids):  # [b t] -> [b t d]
        return self.language_model.model.embed_tokens(self.known(input_ids))

    def vectors_for(self, inputs: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
        count = getattr(inputs.get("pixel_values"), "shape", (None,))[0]
        if not isinstance(count, int):
            return {}
        vision = self.config.vision_config
        each = (vision.side // vision.scale) ** 2
        return {"pixel_values": (self.config.image_token_id, count * each)}

    def get_image_features(
        self, pixel_values, *, output_attentions: bool = False, output_hidden_states: bool = False
    ):
        """The image encoder's output, whose last hidden state has the vectors [n q e] of tiles."""
        return self.vision_model(
            pixel_values,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )

    def forward(
        self,
        input_ids=None,
        pixel_values=None,
        attention_mask=None,
        position_ids=None,
        past_key_values=None,
        inputs_embeds=None,
        labels=None,
        *,
        logits_to_keep: Any = 0,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        output_router_logits: bool | None = None,
    ):
        vectors = rows = None
        if pixel_values is not None:
            vectors = self.vision_model(pixel_values, return_dict=True).last_hidden_state
            tiles, count, size = ops.shape(vectors)
            rows = self.multi_modal_projector(ops.reshape(vectors, (tiles * count, size)))
        output = self.language_model(
            inputs_embeds=self.with_vectors(input_ids, inputs_embeds, rows),
            attention_mask=attention_mask,
            position_ids=position_ids,
            past_key_values=past_key_values,
            labels=labels,
            logits_to_keep=logits_to_keep,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            output_router_logits=output_router_logits,
            return_dict=True,
        )
        return Llama4CausalLMOutputWithPast.of(output, image_hidden_states=vectors)


class OfTheWhole:
    """The language model alone, from checkpoints and configs of the whole too."""

    @classmethod
    def _own_config(cls, config: Any) -> Any:
        return config.text_config if isinstance(config, Llama4Config) else config


class Llama4ForCausalLM(OfTheWhole, llama4_text.Llama4ForCausalLM):
    pass


class Llama4TextModel(OfTheWhole, llama4_text.Llama4TextModel):
    pass


HEADS = {
    "base": Llama4ForConditionalGeneration,
    "causal-lm": Llama4ForCausalLM,
    "text-encoding": Llama4TextModel,
    "vision2seq": Llama4ForConditionalGeneration,
    "image-text-to-text": Llama4ForConditionalGeneration,
    "multimodal-lm": Llama4ForConditionalGeneration,
}
