"""IDEFICS: Laurençon et al., 2023, arXiv:2306.16527; after Flamingo: Alayrac et al., 2022,
arXiv:2204.14198.

A language model between whose layers others attend to images, through gates that open in training.
They attend to CLIP's patches of an image, or to a fixed number of vectors resampled from them.

b batch, t tokens, n images of a text, q vectors of an image, k = n*q, e hidden of the image
encoder, l latents, d hidden, h heads, s size of a head, c H W pixels.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.idefics import IdeficsConfig, IdeficsVisionConfig
from auto_core.errors import InputError
from auto_core.initializers import Normal
from auto_core.outputs import (
    BaseModelOutputWithPooling,
    IdeficsBaseModelOutputWithPast,
    IdeficsCausalLMOutputWithPast,
)
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import kv_cache
from ..blocks.attention import Attention, CrossAttention, split_heads
from ..blocks.decoder import Decoder
from ..blocks.decoder_heads import CausalLM
from ..blocks.patches import check_images, same_size
from ..blocks.rotary import RotaryEmbedding
from . import llama
from .clip import CLIPEncoder, CLIPVisionEmbeddings

EPS = 1e-5  # of the resampler's norms
_ALPHAS: dict[str, Any] = {"zeros": "zeros", "ones": "ones"}


class IdeficsDecoupledEmbedding(nn.Module):
    """A table of tokens, and one of tokens that were added to it; ids of these come after."""

    def __init__(self, config: IdeficsConfig):
        super().__init__()
        d, self.rows, more = config.hidden_size, config.vocab_size, config.additional_vocab_size
        self.weight = nn.Parameter((self.rows, d), init="normal")
        self.additional_embedding = nn.Embedding(more, d) if more else None

    def forward(self, input_ids):  # [b t] -> [b t d]
        table = ops.asarray(self.weight)
        if self.additional_embedding is None:
            return ops.take(table, input_ids, 0)
        added = input_ids >= self.rows
        own = ops.take(table, ops.where(added, 0, input_ids), 0)
        other = self.additional_embedding(ops.where(added, input_ids - self.rows, 0))
        return ops.where(ops.unsqueeze(added, -1), other, own)


class IdeficsDecoupledLinear(nn.Module):
    """Logits of tokens, then of those that were added."""

    def __init__(self, config: IdeficsConfig):
        super().__init__()
        d, more = config.hidden_size, config.additional_vocab_size
        self.weight = nn.Parameter((config.vocab_size, d), init="normal")
        self.additional_fc = nn.Linear(d, more, bias=False) if more else None

    def forward(self, hidden):  # [b t d] -> [b t v]
        logits = hidden @ ops.transpose(ops.asarray(self.weight), 0, 1)
        if self.additional_fc is None:
            return logits
        return ops.cat([logits, self.additional_fc(hidden)], -1)


# --- images ---------------------------------------------------------------------------------------


class IdeficsVisionEmbeddings(CLIPVisionEmbeddings):
    """CLIP's; positions for images of another size are a tenth of a patch closer together."""

    def resized(self, positions, size):
        if same_size((self.side, self.side), size):
            return positions
        rows, columns = (cubic_weights(self.side, new, like=positions) for new in size)
        d = ops.shape(positions)[-1]
        patches = ops.reshape(positions[0, 1:], (self.side, self.side, d))
        patches = ops.einsum("ai,bj,ijd->abd", rows, columns, patches)
        return ops.cat([positions[:, :1], ops.reshape(patches, (1, -1, d))], 1)


def cubic_weights(old: int, new, *, like):
    """[new old]: how much of each of `old` positions each of the `new` ones gets by the cubic
    convolution of Keys with a = -0.75, at steps of old / (new + 0.1)."""
    wide = ops.dtype(like)
    target = ops.cast(ops.arange(0, new, like=like, dtype="int64"), wide)
    centre = (target + 0.5) * (old / (ops.cast(ops.asarray(new, like=like), wide) + 0.1)) - 0.5
    source = ops.unsqueeze(ops.arange(0, old, like=like, dtype="int64"), 0)
    weights = ops.zeros((new, old), like=like)
    for offset in range(-1, 3):
        tap = ops.floor(centre) + offset
        d = ops.abs(centre - tap)
        near = (1.25 * d - 2.25) * d * d + 1
        far = (((d - 5) * d + 8) * d - 4) * -0.75
        weight = ops.where(d <= 1, near, far)
        index = ops.cast(ops.clamp(tap, min=0, max=old - 1), "int64")
        weights = weights + ops.where(
            ops.unsqueeze(index, 1) == source, ops.unsqueeze(weight, 1), 0.0
        )
    return weights


class IdeficsVisionTransformer(nn.Module):
    """CLIP's image encoder; the patches are not normalised at its end."""

    def __init__(self, config: IdeficsVisionConfig):
        super().__init__()
        d, eps = config.hidden_size, config.layer_norm_eps
        self.embeddings = IdeficsVisionEmbeddings(config)
        self.pre_layrnorm = nn.LayerNorm(d, eps=eps)
        self.encoder = CLIPEncoder(config)
        self.post_layernorm = nn.LayerNorm(d, eps=eps)

    def forward(self, pixel_values, *, interpolate_pos_encoding: bool):  # [m c H W] -> [m p e]
        options = dict(interpolate_pos_encoding=interpolate_pos_encoding)
        hidden = self.pre_layrnorm(self.embeddings(pixel_values, **options))
        hidden = self.encoder(hidden, Attention(Recorder(cache=False)))
        pooled = self.post_layernorm(hidden[:, 0])
        return BaseModelOutputWithPooling(last_hidden_state=hidden, pooler_output=pooled)


class IdeficsPerceiverAttention(nn.Module):
    """Latents attend to patches and to themselves."""

    def __init__(self, config: IdeficsConfig):
        super().__init__()
        part, e = config.perceiver_config, config.vision_config.hidden_size
        self.size, heads = part.resampler_head_dim, part.resampler_n_heads
        self.context_layer_norm = nn.LayerNorm(e, eps=EPS)
        self.latents_layer_norm = nn.LayerNorm(e, eps=EPS)
        self.normalised = part.qk_layer_norms_perceiver
        if self.normalised:
            self.q_layer_norm = nn.LayerNorm(self.size, eps=EPS)
            self.k_layer_norm = nn.LayerNorm(self.size, eps=EPS)
        self.q_proj = nn.Linear(e, heads * self.size, bias=False)
        self.k_proj = nn.Linear(e, heads * self.size, bias=False)
        self.v_proj = nn.Linear(e, heads * self.size, bias=False)
        self.output_proj = nn.Linear(heads * self.size, e, bias=False)

    def forward(self, context, latents):  # [m p e], [m l e] -> [m l e]
        latents = self.latents_layer_norm(latents)
        both = ops.cat([self.context_layer_norm(context), latents], 1)
        query = split_heads(self.q_proj(latents), self.size)
        key = split_heads(self.k_proj(both), self.size)
        value = split_heads(self.v_proj(both), self.size)
        if self.normalised:
            query, key = self.q_layer_norm(query), self.k_layer_norm(key)
        attend = Attention(Recorder(cache=False))
        return self.output_proj(attend(query, key, value, scale=self.size**-0.5))


class IdeficsMLP(nn.Module):
    def __init__(self, config: IdeficsConfig):
        super().__init__()
        e = config.vision_config.hidden_size
        self.ln = nn.LayerNorm(e, eps=EPS)
        self.fc = nn.Linear(e, 4 * e, bias=False)
        self.c_proj = nn.Linear(4 * e, e, bias=False)

    def forward(self, hidden):
        return self.c_proj(ops.relu(self.fc(self.ln(hidden))))


class IdeficsPerceiverResampler(nn.Module):
    """A fixed number of vectors of each image (Jaegle et al., 2021, arXiv:2103.03206)."""

    def __init__(self, config: IdeficsConfig):
        super().__init__()
        part, e = config.perceiver_config, config.vision_config.hidden_size
        self.latents = nn.Parameter((part.resampler_n_latents, e), init=Normal(1.0))
        self.blocks = nn.ModuleList(
            nn.ModuleList([IdeficsPerceiverAttention(config), IdeficsMLP(config)])
            for _ in range(part.resampler_depth)
        )
        self.layer_norm = nn.LayerNorm(e, eps=EPS)

    def forward(self, context):  # [m p e] -> [m l e]
        latents = ops.asarray(self.latents)
        count, e = ops.shape(latents)
        latents = ops.expand(ops.unsqueeze(latents, 0), (ops.shape(context)[0], count, e))
        for attention, feed_forward in self.blocks:
            latents = attention(context, latents) + latents
            latents = feed_forward(latents) + latents
        return self.layer_norm(latents)


# --- layers ---------------------------------------------------------------------------------------


class IdeficsAttention(llama.LlamaAttention):
    def __init__(self, config: IdeficsConfig):
        super().__init__(config)
        self.dropout = nn.Dropout(config.dropout)


class IdeficsDecoderLayer(llama.LlamaDecoderLayer):
    """LLaMA's, with dropout."""

    attention_class = IdeficsAttention

    def __init__(self, config: IdeficsConfig):
        super().__init__(config)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        output = self.self_attn(self.input_layernorm(hidden), rotation, attend)
        hidden = hidden + self.dropout(output)
        return hidden + self.dropout(self.mlp(self.post_attention_layernorm(hidden)))


class IdeficsCrossAttention(nn.Module):
    """Tokens attend to vectors of images; what attends to none gets zeros."""

    def __init__(self, config: IdeficsConfig):
        super().__init__()
        d, e = config.hidden_size, config.vision_config.hidden_size
        self.size = config.head_size
        self.dropout = nn.Dropout(config.dropout)
        self.q_proj = nn.Linear(d, d, bias=False)
        self.k_proj = nn.Linear(e, d, bias=False)
        self.v_proj = nn.Linear(e, d, bias=False)
        self.o_proj = nn.Linear(d, d, bias=False)
        self.normalised = config.qk_layer_norms
        if self.normalised:
            self.q_layer_norm = nn.RMSNorm(self.size, eps=config.epsilon)
            self.k_layer_norm = nn.RMSNorm(self.size, eps=config.epsilon)

    def project(self, images):  # [b k e] -> two of [b k h s]
        key = split_heads(self.k_proj(images), self.size)
        key = self.k_layer_norm(key) if self.normalised else key
        return key, split_heads(self.v_proj(images), self.size)

    def forward(self, hidden, images, attend):  # [b t d], [b k e] or None -> [b t d]
        query = split_heads(self.q_proj(hidden), self.size)
        query = self.q_layer_norm(query) if self.normalised else query
        key, value = attend.project(self.project, images)
        options = dict(scale=self.size**-0.5, dropout=self.dropout)
        return self.o_proj(attend(query, key, value, **options))


class IdeficsGatedCrossAttentionLayer(nn.Block):
    """Attention to images and a feed-forward part, each through a gate."""

    def __init__(self, config: IdeficsConfig):
        super().__init__()
        d, eps = config.hidden_size, config.epsilon
        self.cross_attn = IdeficsCrossAttention(config)
        self.mlp = llama.LlamaMLP(config)
        self.input_layernorm = nn.RMSNorm(d, eps=eps)
        self.post_attention_layernorm = nn.RMSNorm(d, eps=eps)
        self.dropout = nn.Dropout(config.dropout)
        shape = (1,) if config.alpha_type == "float" else (1, 1, d)
        init = _ALPHAS.get(config.alpha_initializer, Normal(config.alphas_initializer_range))
        self.alpha_cross_attn = nn.Parameter(shape, init=init)
        self.alpha_dense = nn.Parameter(shape, init=init)

    def forward(self, hidden, images, attend):  # [b t d], [b k e] or None -> [b t d]
        output = self.dropout(self.cross_attn(self.input_layernorm(hidden), images, attend))
        hidden = hidden + ops.tanh(ops.asarray(self.alpha_cross_attn)) * output
        output = self.dropout(self.mlp(self.post_attention_layernorm(hidden)))
        return hidden + ops.tanh(ops.asarray(self.alpha_dense)) * output


# --- models ---------------------------------------------------------------------------------------


class IdeficsPreTrainedModel(nn.PreTrainedModel):
    """What all IDEFICS models share."""

    config_class = IdeficsConfig
    base_model_prefix = "model"
    head_parts = (r"^lm_head\.",)
    ignored_keys = (r"\.rotary_emb\.inv_freq$", r"vision_model\.embeddings\.position_ids$")
    prefill_inputs = (
        "pixel_values",
        "image_encoder_embeddings",
        "perceiver_embeddings",
        "image_attention_mask",
    )
    ids_without_rows = ("additional_ids",)  # which have rows of another table
    carries_states = True  # which images the last token attends to


class IdeficsModel(Decoder, IdeficsPreTrainedModel):
    """IDEFICS without a head.

    Args of `forward`:
        input_ids: [b t], or inputs_embeds [b t d].
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        position_ids: [b t], by default counted over the tokens of attention_mask.
        past_key_values: a KeyValueCache from an earlier call; it keeps the images' keys, and which
            of them the last token attends to: so do later ones.
        pixel_values: [b n c H W].
        image_encoder_embeddings: [b n p e], the image encoder's output, instead of pixel_values.
        perceiver_embeddings: [b n l e], the resampler's output, instead of both.
        image_attention_mask: [b t n], 1 for the images that a token attends to.
        interpolate_pos_encoding: take images of other sizes than the model's.

    Returns:
        IdeficsBaseModelOutputWithPast: last_hidden_state [b t d], the cache, image_hidden_states
        [b n q e], and on request hidden_states and attentions.
    """

    def __init__(self, config: IdeficsConfig):
        super().__init__(config)
        self.embed_tokens = IdeficsDecoupledEmbedding(config)
        self.vision_model = IdeficsVisionTransformer(config.vision_config)
        resampled = config.use_resampler
        self.perceiver_resampler = IdeficsPerceiverResampler(config) if resampled else None
        self.layers = nn.ModuleList(
            IdeficsDecoderLayer(config) for _ in range(config.num_hidden_layers)
        )
        self.interval = config.cross_layer_interval
        self.gated_cross_attn_layers = nn.ModuleList(
            IdeficsGatedCrossAttentionLayer(config)
            for _ in range(config.num_hidden_layers // self.interval)
        )
        self.norm = nn.RMSNorm(config.hidden_size, eps=config.epsilon)
        self.rotary_emb = RotaryEmbedding(config)

    def freeze_text_layers(self) -> None:
        """Leave the language model's layers as they are in training."""
        for part in (self.layers, self.norm):
            self._freeze(part)

    def freeze_vision_layers(self) -> None:
        """Leave the image encoder as it is in training."""
        self._freeze(self.vision_model)

    def text_positions(self, position_ids) -> None:
        return None

    def finish(self, hidden):
        return self.norm(hidden)

    # --- images ----------------------------------------------------------------------------------

    def image_states(self, pixel_values, encoded, resampled, *, interpolate_pos_encoding: bool):
        """[b n q e]: what tokens attend to, from pixels [b n c H W], or what was made of them."""
        if sum(x is not None for x in (pixel_values, encoded, resampled)) != 1:
            raise InputError(
                "Pass exactly one of pixel_values, image_encoder_embeddings and "
                "perceiver_embeddings; texts without images take images of zeros, as the processor "
                "makes them, or the past_key_values of an earlier call."
            )
        if resampled is not None:
            if self.perceiver_resampler is None:
                raise InputError("perceiver_embeddings were passed to a model without a resampler.")
            return self.checked("perceiver_embeddings", resampled, 4)
        if pixel_values is not None:
            batch, images, *one = ops.shape(self.checked("pixel_values", pixel_values, 5))
            pixels = ops.reshape(ops.asarray(pixel_values), (batch * images, *one))
            check_images(pixels, channels=self.config.vision_config.num_channels)
            output = self.vision_model(pixels, interpolate_pos_encoding=interpolate_pos_encoding)
            patches = output.last_hidden_state
        else:
            batch, images, *one = ops.shape(self.checked("image_encoder_embeddings", encoded, 4))
            patches = ops.reshape(ops.asarray(encoded), (batch * images, *one))
        if self.perceiver_resampler is not None:
            patches = self.perceiver_resampler(patches)
        return ops.reshape(patches, (batch, images, *ops.shape(patches)[1:]))

    def checked(self, name: str, value, axes: int):
        """An input with so many axes."""
        if len(ops.shape(value)) != axes:
            expected = "[b n c H W]" if axes == 5 else "[b n vectors hidden]"
            raise InputError(f"{name} have shape {tuple(ops.shape(value))}, expected {expected}.")
        return value

    def attended_images(self, mask, past, images, hidden):  # -> [b t n]
        """Which images each new token attends to: as the mask says, then as its last token."""
        if mask is None:
            if past is None or past.states is None or images is not None:
                raise InputError(
                    "Pass image_attention_mask [b t n]: images that a token attends to."
                )
            mask = past.states[0][0]
        mask = ops.cast(ops.cast(ops.asarray(mask), "int64") != 0, "int64")  # booleans, too
        if len(ops.shape(mask)) != 3:
            raise InputError(
                f"image_attention_mask has shape {tuple(ops.shape(mask))}, expected [b t n]."
            )
        tokens, known = ops.shape(hidden)[1], ops.shape(mask)[1]
        if isinstance(tokens, int) and isinstance(known, int) and known > tokens:
            return mask[:, known - tokens :]
        index = ops.arange(0, tokens, like=hidden, dtype="int64")
        return ops.take(mask, ops.clamp(index, max=known - 1), 1)

    # --- the pass --------------------------------------------------------------------------------

    def start(self, embeddings, position_ids, attention_mask, past, *, record, images, mask):
        batch, tokens, known = ops.shape(mask)
        last = mask[:, tokens - 1 : tokens]
        record.add_cache_entry("state", (last,))
        kept = past if images is None else None
        if images is None:
            count = ops.shape(kept.cross_keys[0])[1] // known
        else:
            _, held, count, e = ops.shape(images)
            if isinstance(held, int) and isinstance(known, int) and held != known:
                raise InputError(
                    f"There are {held} images, and image_attention_mask is of {known}."
                )
            images = ops.reshape(images, (batch, held * count, e))
        allowed = ops.expand(ops.unsqueeze(mask, 3), (batch, tokens, known, count))
        allowed = ops.reshape(allowed, (batch, 1, tokens, known * count)) != 0
        crossing = [
            CrossAttention(record, allowed, past=kept, layer=i)
            for i in range(len(self.gated_cross_attn_layers))
        ]
        shared = {
            "rotation": self.rotary_emb(position_ids, embeddings),
            "images": images,
            "crossing": crossing,
        }
        return self.crossed(embeddings, shared, 0), shared

    def crossed(self, hidden, shared, index: int):
        """The hidden states before layer `index`, where one that attends to images is."""
        if index % self.interval:
            return hidden
        which = index // self.interval
        layer = self.gated_cross_attn_layers[which]
        return layer(hidden, shared["images"], shared["crossing"][which])

    def call_layer(self, layer, hidden, recorder, shared, index: int, context):
        hidden = self.crossed(hidden, shared, index) if index else hidden
        return layer(hidden, shared["rotation"], context)

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        position_ids=None,
        past_key_values=None,
        inputs_embeds=None,
        pixel_values=None,
        image_encoder_embeddings=None,
        perceiver_embeddings=None,
        image_attention_mask=None,
        *,
        use_cache: bool | None = None,
        interpolate_pos_encoding: bool = False,
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
        past = past_key_values
        given = (pixel_values, image_encoder_embeddings, perceiver_embeddings)
        images = None
        if any(x is not None for x in given) or past is None or past.cross_keys is None:
            images = self.image_states(*given, interpolate_pos_encoding=interpolate_pos_encoding)
        embeddings = self.embed(input_ids) if inputs_embeds is None else ops.asarray(inputs_embeds)
        mask = self.attended_images(image_attention_mask, past, images, embeddings)
        if position_ids is None and attention_mask is not None:
            position_ids = counted_positions(attention_mask, past, embeddings)
        output = self.run_layers(
            recorder,
            embeddings,
            attention_mask,
            position_ids,
            past,
            record=recorder,
            images=images,
            mask=mask,
        )
        return IdeficsBaseModelOutputWithPast.of(output, image_hidden_states=images)


def counted_positions(attention_mask, past, hidden):
    """[b t]: how many tokens of the mask [b k] are before each new one; 1 for padding."""
    mask = ops.cast(ops.cast(ops.asarray(attention_mask), "int64") != 0, "int64")
    position = ops.where(mask != 0, ops.cumsum(mask, 1) - 1, 1)
    tokens = ops.shape(hidden)[1]
    new = kv_cache.filled(past) + ops.arange(0, tokens, like=hidden, dtype="int64")
    return ops.take(position, new, 1)


class IdeficsForVisionText2Text(CausalLM, IdeficsPreTrainedModel):
    base_class = IdeficsModel
    output_class = IdeficsCausalLMOutputWithPast

    @property
    def tied_weights(self):
        ties = {"lm_head.weight": "model.embed_tokens.weight"}
        if self.config.additional_vocab_size:
            name = "model.embed_tokens.additional_embedding.weight"
            ties["lm_head.additional_fc.weight"] = name
        return ties

    def add_head(self, config: IdeficsConfig) -> None:
        self.lm_head = IdeficsDecoupledLinear(config)


HEADS = {
    "base": IdeficsModel,
    "pretraining": IdeficsForVisionText2Text,
    "vision2seq": IdeficsForVisionText2Text,
    "image-text-to-text": IdeficsForVisionText2Text,
    "multimodal-lm": IdeficsForVisionText2Text,
}
