"""Llama 3.2 with images: Grattafiori et al., 2024, arXiv:2407.21783, section 7.

A language model some of whose layers attend to images in the place of the text, through gates that
open in training. An image is cut into tiles; an encoder reads each tile, and a second one all.

b batch, t tokens, n images of a text, T tiles of an image, m = b*n, p patches of a tile and its
class token, k = n*T*p, e hidden of the image encoder, d hidden, h heads, g heads of keys and
values, s size of a head, c H W pixels of a tile.
"""

from __future__ import annotations

import math
from typing import Any

from auto_core.configs.mllama import MllamaConfig, MllamaTextConfig, MllamaVisionConfig
from auto_core.errors import InputError
from auto_core.initializers import Constant
from auto_core.outputs import BaseModelOutput, BaseModelOutputWithPast
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks, kv_cache
from ..blocks.attention import Attention, CrossAttention, split_heads
from ..blocks.decoder import Decoder
from ..blocks.decoder_heads import CausalLM
from ..blocks.patches import check_images
from ..blocks.rotary import RotaryEmbedding
from . import llama
from .clip import CLIPMLP, channels_last

EPS = 1e-5  # of the image encoder's outer norms
MULTIPLE = 8  # the patches of a tile are filled up to a multiple of this
ADDED = 8  # rows of the table of tokens beyond the vocabulary, of the image's token among others

# As transformers 4 writes them.
RENAMES = (
    (r"^language_model\.lm_head\.", "lm_head."),
    (r"^language_model\.model\.", "model.language_model."),
    (r"^vision_model\.", "model.vision_model."),
    (r"^multi_modal_projector\.", "model.multi_modal_projector."),
)


# --- images ---------------------------------------------------------------------------------------


class MllamaPrecomputedAspectRatioEmbedding(nn.Module):
    """A vector for each tile of an image with such rows and columns of tiles."""

    def __init__(self, config: MllamaVisionConfig):
        super().__init__()
        self.tiles, d = config.max_num_tiles, config.hidden_size
        self.embedding = nn.Embedding(config.max_aspect_ratio_id + 1, self.tiles * d)
        self.gate = nn.Parameter((1,), init="zeros")

    def forward(self, hidden, ids):  # [m T p e], [m] -> [m T p e]
        images, tiles, _, d = ops.shape(hidden)
        own = ops.reshape(self.embedding(ids), (images, tiles, 1, d))
        return hidden + own * ops.tanh(ops.asarray(self.gate))


class MllamaPrecomputedPositionEmbedding(nn.Module):
    """A vector for each patch of a tile, and one for each patch of each tile."""

    def __init__(self, config: MllamaVisionConfig):
        super().__init__()
        self.tiles, d, patches = config.max_num_tiles, config.hidden_size, config.num_patches
        self.gate = nn.Parameter((1,), init="zeros")
        self.embedding = nn.Parameter((patches, d), init="normal")
        size = self.tiles * patches * d
        self.tile_embedding = nn.Embedding(config.max_aspect_ratio_id + 1, size)

    def forward(self, hidden, ids):  # [m T p e], [m] -> [m T p e]
        gate = ops.tanh(ops.asarray(self.gate))
        hidden = hidden + (1 - gate) * ops.asarray(self.embedding)
        return hidden + gate * ops.reshape(self.tile_embedding(ids), ops.shape(hidden))


class MllamaVisionAttention(nn.Module):
    def __init__(self, config: MllamaVisionConfig):
        super().__init__()
        d = config.hidden_size
        self.size = d // config.attention_heads
        self.q_proj = nn.Linear(d, d, bias=False)
        self.k_proj = nn.Linear(d, d, bias=False)
        self.v_proj = nn.Linear(d, d, bias=False)
        self.o_proj = nn.Linear(d, d, bias=False)

    def forward(self, hidden, attend):  # [m T*p e] -> [m T*p e]
        projected = self.q_proj(hidden), self.k_proj(hidden), self.v_proj(hidden)
        query, key, value = (split_heads(x, self.size) for x in projected)
        return self.o_proj(attend(query, key, value, scale=self.size**-0.5))


class MllamaVisionEncoderLayer(nn.Block):
    """Attention, then the feed-forward part, each normalised before and, in the second encoder,
    through a gate."""

    def __init__(self, config: MllamaVisionConfig, is_gated: bool):
        super().__init__()
        d, eps = config.hidden_size, config.norm_eps
        self.self_attn = MllamaVisionAttention(config)
        self.mlp = CLIPMLP(config)  # type: ignore[arg-type]
        self.input_layernorm = nn.LayerNorm(d, eps=eps)
        self.post_attention_layernorm = nn.LayerNorm(d, eps=eps)
        self.gated = is_gated
        if is_gated:
            self.gate_attn = nn.Parameter((1,), init=Constant(math.pi / 4))
            self.gate_ffn = nn.Parameter((1,), init=Constant(math.pi / 4))

    def forward(self, hidden, attend):  # [m T*p e] -> [m T*p e]
        output = self.self_attn(self.input_layernorm(hidden), attend)
        output = output * ops.tanh(ops.asarray(self.gate_attn)) if self.gated else output
        hidden = hidden + output
        output = self.mlp(self.post_attention_layernorm(hidden))
        output = output * ops.tanh(ops.asarray(self.gate_ffn)) if self.gated else output
        return hidden + output


class MllamaVisionEncoder(nn.Module):
    def __init__(self, config: MllamaVisionConfig, depth: int, is_gated: bool):
        super().__init__()
        self.layers = nn.ModuleList(
            MllamaVisionEncoderLayer(config, is_gated) for _ in range(depth)
        )

    def forward(self, hidden, attend):  # [m T*p e] -> of each layer [m T*p e]
        states = [hidden]
        for layer in self.layers:
            states.append(layer(states[-1], attend))
        return states


class MllamaPreTrainedModel(nn.PreTrainedModel):
    """What all Llama 3.2 models with images share."""

    config_class = MllamaConfig
    base_model_prefix = "model"
    renames = RENAMES
    head_parts = (r"^(language_model\.)?lm_head\.",)


class MllamaVisionModel(MllamaPreTrainedModel):
    """The image encoder.

    Args of `forward`:
        pixel_values: [b n T c H W], tiles of images.
        aspect_ratio_ids: [b n], which rows and columns of tiles an image has, counted from 1; 0
            for padding.
        aspect_ratio_mask: [b n T], 1 for tiles and 0 for padding.

    Returns:
        last_hidden_state [b n T p e]: what both encoders make of each patch, and in front of it of
        all layers of the first that are chosen.
    """

    config_class = MllamaVisionConfig
    base_model_prefix = "vision_model"
    main_input_name = "pixel_values"
    renames = ((r"^model\.vision_model\.", ""), (r"^vision_model\.", ""))
    ignored_keys = (r"^(model\.)?(language_model|multi_modal_projector|lm_head)\.",)

    def __init__(self, config: MllamaVisionConfig):
        super().__init__(config)
        d, patch = config.hidden_size, config.patch_size
        self.patch_embedding = nn.Conv2d(config.num_channels, d, patch, stride=patch, bias=False)
        self.class_embedding = nn.Parameter((d,), init="normal")
        self.gated_positional_embedding = MllamaPrecomputedPositionEmbedding(config)
        self.pre_tile_positional_embedding = MllamaPrecomputedAspectRatioEmbedding(config)
        self.post_tile_positional_embedding = MllamaPrecomputedAspectRatioEmbedding(config)
        self.layernorm_pre = nn.LayerNorm(d, eps=EPS)
        self.layernorm_post = nn.LayerNorm(d, eps=EPS)
        self.transformer = MllamaVisionEncoder(config, config.num_hidden_layers, False)
        self.global_transformer = MllamaVisionEncoder(config, config.num_global_layers, True)

    def get_input_embeddings(self):
        return self.patch_embedding

    def checked(self, pixel_values, aspect_ratio_ids, aspect_ratio_mask):
        """The sizes of pixel_values [b n T c H W]."""
        if aspect_ratio_ids is None or aspect_ratio_mask is None:
            raise InputError(
                "pixel_values came without aspect_ratio_ids and aspect_ratio_mask: pass what the "
                "processor gave."
            )
        shape, config = ops.shape(pixel_values), self.config
        if len(shape) != 6:
            raise InputError(
                f"pixel_values have shape {tuple(shape)}, expected [batch, images, tiles, "
                "channels, height, width]."
            )
        expected = config.max_num_tiles, config.num_channels, config.image_size, config.image_size
        known = zip(shape[2:], expected, strict=True)
        if any(isinstance(found, int) and found != size for found, size in known):
            raise InputError(
                f"pixel_values are tiles of {tuple(shape[2:])}, expected {expected}: tiles, "
                "channels, height, width."
            )
        return shape

    def forward(self, pixel_values, aspect_ratio_ids=None, aspect_ratio_mask=None):
        batch, count, tiles, *one = self.checked(pixel_values, aspect_ratio_ids, aspect_ratio_mask)
        images = batch * count
        whole = ops.asarray(self.class_embedding)
        pixels = ops.reshape(ops.asarray(pixel_values), (images * tiles, *one))
        check_images(pixels, channels=self.config.num_channels)
        ids = ops.reshape(ops.asarray(aspect_ratio_ids), (images,))
        hidden = self.patch_embedding(channels_last(pixels, like=whole))  # [m*T H/. W/. e]
        d = ops.shape(hidden)[-1]
        patches = self.config.num_patches
        hidden = ops.reshape(hidden, (images, tiles, patches - 1, d))
        hidden = self.pre_tile_positional_embedding(hidden, ids)
        hidden = ops.cat([ops.expand(whole, (images, tiles, 1, d)), hidden], 2)
        hidden = self.layernorm_pre(self.gated_positional_embedding(hidden, ids))
        more = -patches % MULTIPLE
        hidden = ops.pad(hidden, [(0, 0), (0, 0), (0, more), (0, 0)], value=0)
        rows = (images, tiles * (patches + more), d)
        # Padding attends to what is none, and what is none to all.
        real = ops.cast(ops.reshape(ops.asarray(aspect_ratio_mask), (images, tiles, 1)), "int64")
        real = ops.expand(real, (images, tiles, patches))
        real = ops.pad(real, [(0, 0), (0, 0), (0, more)], value=0)
        real = ops.reshape(real, rows[:2]) != 0
        mask = ops.unsqueeze(real, 2) | ops.unsqueeze(real, 1)
        attend = Attention(Recorder(cache=False), ops.unsqueeze(mask, 1))
        states = self.transformer(ops.reshape(hidden, rows), attend)
        hidden = ops.reshape(self.layernorm_post(states[-1]), (images, tiles, patches + more, d))
        hidden = self.post_tile_positional_embedding(hidden, ids)
        hidden = self.global_transformer(ops.reshape(hidden, rows), attend)[-1]
        chosen = [states[layer + 1] for layer in self.config.intermediate_layers_indices]
        inner = ops.stack(chosen, -1) if chosen else None  # [m T*p e layers]
        found = [hidden] if inner is None else [hidden, ops.reshape(inner, (*rows[:2], -1))]
        output = ops.reshape(ops.cat(found, -1), (batch, count, tiles, patches + more, -1))
        return BaseModelOutput(last_hidden_state=output[:, :, :, :patches])


# --- text -----------------------------------------------------------------------------------------


class MllamaTextSelfAttention(llama.LlamaAttention):
    def __init__(self, config: MllamaTextConfig):
        super().__init__(config)
        self.dropout = nn.Dropout(config.dropout)


class MllamaSelfAttentionDecoderLayer(llama.LlamaDecoderLayer):
    attention_class = MllamaTextSelfAttention


class ImageAttention(CrossAttention):
    """Attention to images, whose weights stand among those of the other layers; new images come
    after those of the cache."""

    weights = "attentions"

    def project(self, project, hidden):
        kept = self.past is not None and self.past.cross_keys is not None
        pair = None if hidden is None else project(hidden)
        if kept:
            old = kv_cache.cross(self.past, self.layer, project, hidden)
            both = zip(old, pair, strict=True) if pair is not None else ()
            pair = old if pair is None else tuple(ops.cat([a, b], 1) for a, b in both)
        self.recorder.add_cache_entry("cross_present", pair)
        return pair


class MllamaTextCrossAttention(nn.Module):
    """Tokens attend to vectors of images; queries and keys are normalised."""

    def __init__(self, config: MllamaTextConfig):
        super().__init__()
        d, self.size = config.hidden_size, config.head_size
        heads, kv_heads = config.num_attention_heads, config.kv_heads
        self.q_proj = nn.Linear(d, heads * self.size, bias=False)
        self.k_proj = nn.Linear(d, kv_heads * self.size, bias=False)
        self.v_proj = nn.Linear(d, kv_heads * self.size, bias=False)
        self.o_proj = nn.Linear(heads * self.size, d, bias=False)
        self.q_norm = nn.RMSNorm(self.size, eps=config.epsilon)
        self.k_norm = nn.RMSNorm(self.size, eps=config.epsilon)
        self.dropout = nn.Dropout(config.dropout)

    def project(self, images):  # [b k d] -> two of [b k g s]
        key = self.k_norm(split_heads(self.k_proj(images), self.size))
        return key, split_heads(self.v_proj(images), self.size)

    def forward(self, hidden, images, attend):  # [b t d], [b k d] or None -> [b t d]
        query = self.q_norm(split_heads(self.q_proj(hidden), self.size))
        key, value = attend.project(self.project, images)
        options = dict(scale=self.size**-0.5, dropout=self.dropout)
        return self.o_proj(attend(query, key, value, **options))


class MllamaCrossAttentionDecoderLayer(nn.Block):
    """Attention to images and a feed-forward part, each through a gate."""

    def __init__(self, config: MllamaTextConfig):
        super().__init__()
        d, eps = config.hidden_size, config.epsilon
        self.cross_attn = MllamaTextCrossAttention(config)
        self.input_layernorm = nn.RMSNorm(d, eps=eps)
        self.cross_attn_attn_gate = nn.Parameter((1,), init="zeros")
        self.mlp = llama.LlamaMLP(config)
        self.post_attention_layernorm = nn.RMSNorm(d, eps=eps)
        self.cross_attn_mlp_gate = nn.Parameter((1,), init="zeros")

    def forward(self, hidden, images, some, attend):  # [b t d], [b k d], [b t 1] -> [b t d]
        output = self.cross_attn(self.input_layernorm(hidden), images, attend)
        hidden = hidden + ops.tanh(ops.asarray(self.cross_attn_attn_gate)) * output
        output = self.mlp(self.post_attention_layernorm(hidden))
        output = output if some is None else ops.where(some, output, 0.0)
        return hidden + ops.tanh(ops.asarray(self.cross_attn_mlp_gate)) * output


def truth(mask):
    """A mask of booleans or numbers as booleans."""
    return ops.cast(mask, "int64") != 0


class MllamaTextPreTrainedModel(MllamaPreTrainedModel):
    config_class = MllamaTextConfig
    splits_attention = True
    ignored_keys = (r"^(model\.)?(vision_model|multi_modal_projector)\.",)

    @classmethod
    def _own_config(cls, config: Any) -> Any:
        return config.text_config if isinstance(config, MllamaConfig) else config


class MllamaTextModel(Decoder, MllamaTextPreTrainedModel):
    """The language model without a head. Without images, layers that attend to them are left out.

    Args of `forward`:
        input_ids: [b t], or inputs_embeds [b t d].
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        position_ids: [b t], by default counted on from the cache.
        cross_attention_states: [b k d], or [b*n*T p d], vectors of images.
        cross_attention_mask: [b 1 t k], 0 or true for the vectors that a token attends to.
        full_text_row_masked_out_mask: [b 1 t 1], 0 for tokens that attend to no image: these skip
            the feed-forward part behind.
        past_key_values: a KeyValueCache from an earlier call; it keeps the images' keys, and to
            which of them the last token attends: so do later ones.
    """

    base_model_prefix = "model"
    ignored_keys = (
        *MllamaTextPreTrainedModel.ignored_keys,
        r"^(language_model\.)?lm_head\.",
    )
    renames = (
        (r"^model\.language_model\.", ""),
        (r"^language_model\.model\.", ""),
    )

    def __init__(self, config: MllamaTextConfig):
        super().__init__(config)
        d, rows = config.hidden_size, config.vocab_size + ADDED
        self.embed_tokens = nn.Embedding(rows, d, padding_idx=config.pad_token_id)
        depth, crossing = config.num_hidden_layers, config.cross_attention_layers
        self.crosses = tuple(layer in crossing for layer in range(depth))
        self.layers = nn.ModuleList(
            MllamaCrossAttentionDecoderLayer(config)
            if crosses
            else MllamaSelfAttentionDecoderLayer(config)
            for crosses in self.crosses
        )
        self.norm = nn.RMSNorm(d, eps=config.epsilon)
        self.rotary_emb = RotaryEmbedding(config)

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        position_ids=None,
        cross_attention_states=None,
        cross_attention_mask=None,
        full_text_row_masked_out_mask=None,
        past_key_values=None,
        inputs_embeds=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        recorder = Recorder(
            attentions=output_attentions,
            hidden_states=output_hidden_states,
            cache=self.config.use_cache if use_cache is None else use_cache,
        )
        hidden = self.embed(input_ids) if inputs_embeds is None else ops.asarray(inputs_embeds)
        batch, tokens, d = ops.shape(hidden)
        past, images = past_key_values, cross_attention_states
        if images is not None:
            images = ops.reshape(ops.asarray(images), (batch, -1, d))
        allowed, some = cross_attention_mask, full_text_row_masked_out_mask
        allowed = None if allowed is None else attention_masks.boolean_mask(ops.asarray(allowed))
        some = None if some is None else truth(ops.reshape(ops.asarray(some), (batch, tokens, 1)))
        if allowed is None and past is not None and past.states is not None:
            kept, known = (truth(x) for x in past.states[0])
            keys = ops.shape(kept)[2]
            allowed = ops.unsqueeze(ops.expand(kept, (batch, tokens, keys)), 1)
            some = ops.expand(known, (batch, tokens, 1))
        sees = images is not None or (past is not None and past.cross_keys is not None)
        single = past is not None or recorder.wants_cache or attention_mask is not None
        packed = None if single else position_ids
        if position_ids is None:
            position_ids = kv_cache.positions(past, hidden)
        rotation = self.rotary_emb(position_ids, hidden)
        own = [None] * self.crosses.count(False)
        contexts = iter(self.attentions(recorder, hidden, attention_mask, past, own, packed))
        which = 0
        for layer, crosses in zip(self.layers, self.crosses, strict=True):
            if crosses and not sees:
                continue
            recorder.add_hidden_state(hidden)
            if crosses:
                attend = ImageAttention(recorder, allowed, past=past, layer=which)
                hidden, which = layer(hidden, images, some, attend), which + 1
            else:
                hidden = layer(hidden, rotation, next(contexts))
        hidden = self.norm(hidden)
        recorder.add_hidden_state(hidden)
        if allowed is not None and sees:
            some = ops.ones((batch, tokens, 1), like=hidden) != 0 if some is None else some
            last = allowed[:, 0, tokens - 1 : tokens], some[:, tokens - 1 : tokens]
            recorder.add_cache_entry("state", tuple(ops.cast(x, "int64") for x in last))
        cache = kv_cache.after(recorder, past, tokens) if recorder.wants_cache else None
        return BaseModelOutputWithPast(
            last_hidden_state=hidden,
            past_key_values=cache,
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )


class MllamaForCausalLM(CausalLM, MllamaTextPreTrainedModel):
    """The language model alone: the next token of a text, with images if they are given."""

    base_class = MllamaTextModel
    renames = (
        (r"^language_model\.lm_head\.", "lm_head."),
        (r"^model\.language_model\.", "model."),
        (r"^language_model\.model\.", "model."),
    )


# --- both -----------------------------------------------------------------------------------------


class MllamaModel(MllamaPreTrainedModel):
    """Llama 3.2 with images, without a head.

    Args of `forward`:
        input_ids: [b t], or inputs_embeds [b t d].
        pixel_values: [b n T c H W], tiles of images.
        aspect_ratio_mask: [b n T], 1 for tiles and 0 for padding.
        aspect_ratio_ids: [b n], which rows and columns of tiles an image has, counted from 1.
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        cross_attention_mask: [b t n T], 1 for the tiles that a token attends to; all by default.
        cross_attention_states: [b*n*T p d], projected vectors of images, instead of pixel_values.
        position_ids: [b t], by default counted on from the cache.
        past_key_values: a KeyValueCache from an earlier call; it keeps the images' keys, and to
            which of them the last token attends: so do later ones.
    """

    def __init__(self, config: MllamaConfig):
        super().__init__(config)
        vision, text = config.vision_config, config.text_config
        self.vision_model = MllamaVisionModel(vision)
        self.language_model = MllamaTextModel(text)
        self.multi_modal_projector = nn.Linear(vision.vision_output_dim, text.hidden_size)

    def get_input_embeddings(self):
        return self.language_model.get_input_embeddings()

    def set_input_embeddings(self, value):
        self.language_model.set_input_embeddings(value)

    def masks(self, mask, tokens):
        """What tokens attend to [b 1 t k], and which attend to some image [b 1 t 1], from a mask
        [b t' n T] of tiles, which goes on as its last token, or ends with these."""
        if mask is None:
            return {}
        mask = ops.asarray(mask)
        if len(ops.shape(mask)) != 4:
            raise InputError(
                f"cross_attention_mask has shape {tuple(ops.shape(mask))}, expected "
                "[batch, tokens, images, tiles]."
            )
        batch, known, images, tiles = ops.shape(mask)
        if isinstance(tokens, int) and isinstance(known, int) and known > tokens:
            mask = mask[:, known - tokens :]
        else:
            index = ops.arange(0, tokens, like=mask, dtype="int64")
            mask = ops.take(mask, ops.clamp(index, max=known - 1), 1)
        patches = self.config.vision_config.num_patches
        mask = ops.expand(ops.unsqueeze(mask, 4), (batch, tokens, images, tiles, patches))
        mask = truth(ops.reshape(mask, (batch, 1, tokens, images * tiles * patches)))
        some = ops.any(mask, 3, keepdim=True)
        # Those that attend to no image attend to all; only the part behind is left out.
        return {"cross_attention_mask": mask | ~some, "full_text_row_masked_out_mask": some}

    def forward(
        self,
        input_ids=None,
        pixel_values=None,
        aspect_ratio_mask=None,
        aspect_ratio_ids=None,
        attention_mask=None,
        cross_attention_mask=None,
        cross_attention_states=None,
        position_ids=None,
        past_key_values=None,
        inputs_embeds=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        if pixel_values is not None:
            if cross_attention_states is not None:
                raise InputError("Pass one of pixel_values and cross_attention_states, not both.")
            output = self.vision_model(pixel_values, aspect_ratio_ids, aspect_ratio_mask)
            cross_attention_states = self.multi_modal_projector(output.last_hidden_state)
        tokens = ops.shape(input_ids if inputs_embeds is None else inputs_embeds)[1]
        return self.language_model(
            input_ids=input_ids,
            inputs_embeds=inputs_embeds,
            attention_mask=attention_mask,
            position_ids=position_ids,
            cross_attention_states=cross_attention_states,
            past_key_values=past_key_values,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            **self.masks(cross_attention_mask, tokens),
            return_dict=True,
        )


class MllamaForConditionalGeneration(CausalLM, MllamaPreTrainedModel):
    """The next token of texts with images; see `CausalLM`."""

    base_class = MllamaModel
    prefill_inputs = (
        "pixel_values",
        "aspect_ratio_mask",
        "aspect_ratio_ids",
        "cross_attention_mask",
        "cross_attention_states",
    )
    carries_states = True  # to which images the last token attends


HEADS = {
    "base": MllamaModel,
    "pretraining": MllamaForConditionalGeneration,
    "vision2seq": MllamaForConditionalGeneration,
    "image-text-to-text": MllamaForConditionalGeneration,
    "multimodal-lm": MllamaForConditionalGeneration,
    "causal-lm": MllamaForCausalLM,
    "text-encoding": MllamaTextModel,
}
