"""KOSMOS-2: Peng et al., 2023, arXiv:2306.14824.

CLIP's patches, to which learnt queries attend, and a decoder of texts among whose tokens the
queries' vectors stand. It writes boxes as tokens of patches behind the phrases that name what is
in them.

b batch, c H W pixels, p patches, q queries, t tokens, d hidden, f feed-forward, v vocabulary.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.kosmos_2 import Kosmos2Config, Kosmos2TextConfig, Kosmos2VisionConfig
from auto_core.errors import InputError
from auto_core.initializers import Normal
from auto_core.outputs import (
    BaseModelOutputWithPooling,
    BaseModelOutputWithProjectionAttentions,
    CausalLMOutputWithPast,
    Kosmos2ForConditionalGenerationModelOutput,
    Kosmos2ModelOutput,
)
from auto_core.pretrained.static import concrete
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import kv_cache
from ..blocks.activations import activation
from ..blocks.attention import Attention, split_heads
from ..blocks.decoder import Decoder
from ..blocks.image_tokens import with_vectors
from ..blocks.layer_drop import LayerDrop
from ..blocks.logits import wanted
from ..blocks.losses import next_token_loss
from ..blocks.position_ids import sinusoids, unpadded_positions
from .clip import CLIPEncoder, CLIPVisionEmbeddings, on_unit_sphere, pooled_output

# --- texts -------------------------------------------------------------------------------------


class KosmosTextAttention(nn.Module):
    """Attention, of tokens with a norm before the last layer."""

    def __init__(self, config: Kosmos2TextConfig, *, inner_norm: bool):
        super().__init__()
        d = config.embed_dim
        self.head_size = d // config.attention_heads
        self.k_proj, self.v_proj = nn.Linear(d, d), nn.Linear(d, d)
        self.q_proj, self.out_proj = nn.Linear(d, d), nn.Linear(d, d)
        self.dropout = nn.Dropout(config.attention_dropout)
        self.inner_norm = inner_norm
        if inner_norm:
            self.inner_attn_ln = nn.LayerNorm(d, eps=config.layer_norm_eps)

    def forward(self, hidden, attend, source=None):  # [b t d], [b k d] -> [b t d]
        """What `source` is attended to, by default the tokens themselves."""
        cached = source is None
        source = hidden if source is None else source
        projected = self.q_proj(hidden), self.k_proj(source), self.v_proj(source)
        query, key, value = (split_heads(x, self.head_size) for x in projected)
        if cached:
            key, value = attend.extend(key, value)
        output = attend(query, key, value, scale=self.head_size**-0.5, dropout=self.dropout)
        return self.out_proj(self.inner_attn_ln(output) if self.inner_norm else output)


class Kosmos2TextFFN(nn.Module):
    def __init__(self, config: Kosmos2TextConfig):
        super().__init__()
        d, f = config.embed_dim, config.ffn_dim
        self.fc1, self.fc2 = nn.Linear(d, f), nn.Linear(f, d)
        self.ffn_layernorm = nn.LayerNorm(f, eps=config.layer_norm_eps)
        self.activation = activation(config.activation_function)
        self.activation_dropout = nn.Dropout(config.activation_dropout)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, hidden):  # [b t d] -> [b t d]
        inner = self.activation_dropout(self.activation(self.fc1(hidden)))
        return self.dropout(self.fc2(self.ffn_layernorm(inner)))


class Kosmos2TextBlock(nn.Block):
    inner_norm = True  # of attention

    def __init__(self, config: Kosmos2TextConfig):
        super().__init__()
        d, eps = config.embed_dim, config.layer_norm_eps
        self.self_attn = KosmosTextAttention(config, inner_norm=self.inner_norm)
        self.self_attn_layer_norm = nn.LayerNorm(d, eps=eps)
        self.ffn = Kosmos2TextFFN(config)
        self.final_layer_norm = nn.LayerNorm(d, eps=eps)
        self.dropout = nn.Dropout(config.dropout)
        self.layer_drop = LayerDrop(config.layerdrop)

    def forward(self, hidden, shared, attend):  # [b t d] -> [b t d]
        before = hidden
        hidden = hidden + self.dropout(self.self_attn(self.self_attn_layer_norm(hidden), attend))
        hidden = hidden + self.ffn(self.final_layer_norm(hidden))
        return self.layer_drop(hidden, before)


class Kosmos2PreTrainedModel(nn.PreTrainedModel):
    """What all KOSMOS-2 models share."""

    config_class = Kosmos2Config
    base_model_prefix = ""
    ignored_keys = (r"embed_positions\.weights$", r"embeddings\.position_ids$")
    prefill_inputs = ("pixel_values", "image_embeds", "image_embeds_position_mask")
    positions_of_ids = True

    @property
    def initializers(self):
        c = self.config
        text, vision = getattr(c, "text_config", c), getattr(c, "vision_config", c)
        rules: list[Any] = []
        if isinstance(text, Kosmos2TextConfig):
            rules = [
                (r"(ffn|self_attn|x_attn)\.\w+\.weight$", Normal(text.init_std)),
                (r"(lm_head|image_to_text_projection\.dense)\.weight$", Normal(text.init_std)),
                (r"latent_query$", Normal(1.0)),
            ]
        if isinstance(vision, Kosmos2VisionConfig):
            d, factor = vision.hidden_size, vision.initializer_factor
            inside = d**-0.5 * (2 * vision.num_hidden_layers) ** -0.5
            encoder = r"encoder\.layers\.\d+\.\w+\."
            rules = [
                (encoder + r"[qkv]_proj\.weight$", Normal(factor * inside)),
                (encoder + r"out_proj\.weight$", Normal(factor * d**-0.5)),
                (encoder + r"fc1\.weight$", Normal(factor * (2 * d) ** -0.5)),
                (encoder + r"fc2\.weight$", Normal(factor * inside)),
                (r"embeddings\.class_embedding$", Normal(factor * d**-0.5)),
                (
                    r"embeddings\.(patch|position)_embedding\.weight$",
                    Normal(factor * vision.initializer_range),
                ),
                *rules,
            ]
        return tuple(rules)


class Kosmos2TextTransformer(Decoder, Kosmos2PreTrainedModel):
    """The decoder.

    Args of `forward`:
        input_ids: [b t], or inputs_embeds [b t d], not scaled.
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        image_embeds: [b q d], the vectors of images, at the tokens [b t] where
            image_embeds_position_mask is 1.
        position_ids: [b t], rows of the sinusoids; by default those behind the id of padding,
            which padding has.
        past_key_values: a KeyValueCache from an earlier call.
    """

    config_class = Kosmos2TextConfig
    layer_class: Any = Kosmos2TextBlock

    def __init__(self, config: Kosmos2TextConfig):
        super().__init__(config)
        d = config.embed_dim
        self.scale = d**0.5 if config.scale_embedding else 1.0
        self.embed_tokens = nn.Embedding(config.vocab_size, d, padding_idx=config.pad_token_id)
        self.layers = nn.ModuleList(self.layer_class(config) for _ in range(config.layers))
        self.layer_norm = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.dropout)

    def text_positions(self, position_ids):
        return None  # every row is one text

    def start(self, embeddings, position_ids, attention_mask, past):
        pad, size = self.config.pad_token_id, self.config.embed_dim
        waves = sinusoids(position_ids, size, interleaved=False, like=embeddings)
        waves = ops.where(ops.unsqueeze(position_ids != pad, -1), waves, 0.0)
        return self.dropout(self.dropout(embeddings + waves)), None

    def finish(self, hidden):
        return self.layer_norm(hidden)

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        image_embeds=None,
        image_embeds_position_mask=None,
        past_key_values=None,
        inputs_embeds=None,
        position_ids=None,
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
        embeddings = self.embed_tokens(input_ids) if inputs_embeds is None else inputs_embeds
        if image_embeds is not None:
            if image_embeds_position_mask is None:
                raise InputError(
                    "Pass image_embeds_position_mask [batch, tokens], 1 where the vectors of an "
                    "image stand."
                )
            images, count, d = ops.shape(image_embeds)
            marks = self.marks(image_embeds_position_mask)
            check_marks(marks, images * count)
            chosen = until(ops.cast(marks, "int64"), embeddings) != 0
            vectors = ops.reshape(image_embeds, (images * count, d))
            embeddings = with_vectors(embeddings, chosen, vectors)
        if position_ids is None:
            pad, start = self.config.pad_token_id, kv_cache.filled(past_key_values)
            position_ids = unpadded_positions(input_ids, embeddings, pad=pad, start=start)
        scaled = self.scaled(embeddings, image_embeds_position_mask)
        return self.run_layers(recorder, scaled, attention_mask, position_ids, past_key_values)

    def marks(self, mask):  # [b t] -> [b t]
        """Where the vectors of images stand, by the caller's mask."""
        return mask

    def scaled(self, embeddings, mask):  # [b t d], [b p] or None -> [b t d]
        """What the layers get of embeddings, without positions."""
        return embeddings * self.scale


def until(mask, embeddings):
    """A prompt's mask [b p] with zeros for the tokens behind it, as far as embeddings [b t d]."""
    batch, known = ops.shape(mask)
    return ops.cat([mask, ops.zeros((batch, ops.shape(embeddings)[1] - known), like=mask)], 1)


def check_marks(mask, vectors: Any) -> None:
    """Raise where the values of a mask are known and it has not a 1 for each vector."""
    values = concrete(mask)
    if values is not None and isinstance(vectors, int) and int((values != 0).sum()) != vectors:
        raise InputError(
            f"image_embeds_position_mask is 1 at {int((values != 0).sum())} tokens, and there are "
            f"{vectors} vectors of images. Pass num_image_tokens=config.latent_query_num to the "
            "processor."
        )


class Kosmos2TextModel(Kosmos2PreTrainedModel):
    """The decoder as a part; called as `Kosmos2TextTransformer`."""

    config_class = Kosmos2TextConfig
    base_class: Any = Kosmos2TextTransformer

    def __init__(self, config: Kosmos2TextConfig):
        super().__init__(config)
        self.model = self.base_class(config)

    def get_input_embeddings(self):
        return self.model.embed_tokens

    def set_input_embeddings(self, value):
        self.model.embed_tokens = value

    def forward(self, **inputs: Any):
        return self.model(**inputs, return_dict=True)


class Kosmos2TextForCausalLM(Kosmos2PreTrainedModel):
    """The decoder with the next token's logits: labels [b t] are the input_ids themselves, -100
    where they do not count. Other inputs as `Kosmos2TextTransformer`."""

    config_class = Kosmos2TextConfig
    prefill_inputs = ("image_embeds", "image_embeds_position_mask")
    tied_weights = {"lm_head.weight": "model.embed_tokens.weight"}
    base_class: Any = Kosmos2TextTransformer

    def __init__(self, config: Kosmos2TextConfig):
        super().__init__(config)
        self.model = self.base_class(config)
        self.lm_head = nn.Linear(config.embed_dim, config.vocab_size, bias=False)

    def get_input_embeddings(self):
        return self.model.embed_tokens

    def set_input_embeddings(self, value):
        self.model.embed_tokens = value

    def get_output_embeddings(self):
        return self.lm_head

    def set_output_embeddings(self, value):
        self.lm_head = value

    def forward(
        self, labels=None, *, logits_to_keep: Any = 0, use_cache: bool | None = None, **inputs: Any
    ):
        use_cache = False if labels is not None else use_cache
        output = self.model(use_cache=use_cache, **inputs, return_dict=True)
        logits = self.lm_head(wanted(output.last_hidden_state, logits_to_keep))
        loss = None if labels is None else next_token_loss(logits, labels)
        return CausalLMOutputWithPast.of(output, loss=loss, logits=logits)


# --- images ------------------------------------------------------------------------------------


class Kosmos2VisionTransformer(Kosmos2PreTrainedModel):
    """CLIP's image encoder.

    Args of `forward`:
        pixel_values: [b c H W].
        interpolate_pos_encoding: take images of other sizes than the model's.
    """

    config_class = Kosmos2VisionConfig
    main_input_name = "pixel_values"

    def __init__(self, config: Kosmos2VisionConfig):
        super().__init__(config)
        self.embeddings = CLIPVisionEmbeddings(config)
        self.pre_layrnorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.encoder = CLIPEncoder(config)
        self.post_layernorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)

    def get_input_embeddings(self):
        return self.embeddings.patch_embedding

    def forward(
        self,
        pixel_values=None,
        *,
        interpolate_pos_encoding: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        hidden = self.embeddings(pixel_values, interpolate_pos_encoding=interpolate_pos_encoding)
        hidden = self.encoder(self.pre_layrnorm(hidden), Attention(recorder))
        return pooled_output(recorder, hidden, self.post_layernorm(hidden[:, 0]))

    def features(self, hidden):  # [b p d] -> [b p d]
        """What queries attend to: each patch normalised, of length 1."""
        return on_unit_sphere(self.post_layernorm(hidden))


class Kosmos2VisionModel(Kosmos2PreTrainedModel):
    """CLIP's image encoder as a part; called as `Kosmos2VisionTransformer`."""

    config_class = Kosmos2VisionConfig
    main_input_name = "pixel_values"
    base_class = Kosmos2VisionTransformer

    def __init__(self, config: Kosmos2VisionConfig):
        super().__init__(config)
        self.model = Kosmos2VisionTransformer(config)

    def get_input_embeddings(self):
        return self.model.get_input_embeddings()

    def forward(self, **inputs: Any):
        return BaseModelOutputWithPooling.of(self.model(**inputs, return_dict=True))


class Kosmos2ImageToTextProjection(nn.Module):
    """Learnt queries that attend to the patches and to each other."""

    def __init__(self, config: Kosmos2Config):
        super().__init__()
        d = config.text_config.embed_dim
        self.dense = nn.Linear(config.vision_config.hidden_size, d)
        self.latent_query = nn.Parameter((config.latent_query_num, d), init="normal")
        self.x_attn = KosmosTextAttention(config.text_config, inner_norm=False)

    def forward(self, features, attend):  # [b p e] -> [b q d]
        queries = ops.asarray(self.latent_query)
        queries = ops.expand(queries, (ops.shape(features)[0], *ops.shape(queries)))
        return self.x_attn(queries, attend, ops.cat([self.dense(features), queries], 1))


# --- both --------------------------------------------------------------------------------------


class TextPart:
    """A model whose tokens and ties are those of its `text_model`."""

    text_model: Any

    @property
    def always_tied(self):
        """What the decoder shares by its own config; the whole's may say the same of it."""
        ties = self.text_model.ties()
        return {f"text_model.{a}": f"text_model.{b}" for a, b in ties.items()}

    def get_input_embeddings(self):
        return self.text_model.get_input_embeddings()

    def set_input_embeddings(self, value):
        self.text_model.set_input_embeddings(value)

    def get_output_embeddings(self):
        return self.text_model.get_output_embeddings()

    def set_output_embeddings(self, value):
        self.text_model.set_output_embeddings(value)


class ImagesAndTexts(TextPart, Kosmos2PreTrainedModel):
    """The parts of both models."""

    text_class: Any = Kosmos2TextModel
    main_input_name = "pixel_values"

    def __init__(self, config: Kosmos2Config):
        super().__init__(config)
        self.text_model = self.text_class(config.text_config)
        self.vision_model = Kosmos2VisionModel(config.vision_config)
        self.image_to_text_projection = Kosmos2ImageToTextProjection(config)

    def get_image_features(
        self,
        pixel_values,
        *,
        interpolate_pos_encoding: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """The image encoder's output, with the queries' vectors [b q d] as `pooler_output`."""
        output = self.vision_model(
            pixel_values=pixel_values,
            interpolate_pos_encoding=interpolate_pos_encoding,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        recorder = Recorder(attentions=output_attentions, hidden_states=False)
        features = self.vision_model.model.features(output.last_hidden_state)
        vectors = self.image_to_text_projection(features, Attention(recorder))
        weights = recorder.attentions
        return BaseModelOutputWithProjectionAttentions.of(
            output,
            pooler_output=vectors,
            projection_attentions=weights[0] if weights else None,
        )

    def seen(self, pixel_values, image_embeds, past, **options: Any):
        """The vectors of images [b q d], and the output that they are of; of later tokens than
        the first, two None.

        Raises:
            InputError: there is no image.
        """
        if image_embeds is not None:
            return image_embeds, None
        if pixel_values is None:
            if past is None:
                raise InputError("Pass pixel_values or image_embeds.")
            return None, None
        output = self.get_image_features(pixel_values, **options)
        return output.pooler_output, output

    def read(
        self,
        pixel_values=None,
        image_embeds=None,
        past_key_values=None,
        *,
        interpolate_pos_encoding: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        **texts: Any,
    ):
        """The decoder's output, the vectors of images and the output that they are of."""
        requests = dict(
            output_attentions=output_attentions, output_hidden_states=output_hidden_states
        )
        image_embeds, vision = self.seen(
            pixel_values,
            image_embeds,
            past_key_values,
            interpolate_pos_encoding=interpolate_pos_encoding,
            **requests,
        )
        output = self.text_model(
            image_embeds=image_embeds,
            past_key_values=past_key_values,
            **texts,
            **requests,
            return_dict=True,
        )
        found = dict(
            image_embeds=image_embeds,
            projection_attentions=None if vision is None else vision.projection_attentions,
            vision_model_output=vision,
        )
        return output, found


class Kosmos2Model(ImagesAndTexts):
    """KOSMOS-2 without a head.

    Args of `forward`:
        pixel_values: [b c H W], an image of each text; or image_embeds [b q d], its vectors.
        input_ids: [b t], or inputs_embeds [b t d].
        image_embeds_position_mask: [b t], 1 where the vectors of the image stand.
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        position_ids: [b t], rows of the sinusoids; by default those behind the id of padding.
        past_key_values: a KeyValueCache from an earlier call.
        interpolate_pos_encoding: take images of other sizes than the model's.
    """

    def forward(
        self,
        pixel_values=None,
        input_ids=None,
        image_embeds_position_mask=None,
        attention_mask=None,
        past_key_values=None,
        image_embeds=None,
        inputs_embeds=None,
        position_ids=None,
        *,
        use_cache: bool | None = None,
        interpolate_pos_encoding: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        output, found = self.read(
            pixel_values,
            image_embeds,
            past_key_values,
            interpolate_pos_encoding=interpolate_pos_encoding,
            input_ids=input_ids,
            inputs_embeds=inputs_embeds,
            image_embeds_position_mask=image_embeds_position_mask,
            attention_mask=attention_mask,
            position_ids=position_ids,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        return Kosmos2ModelOutput.of(output, **found)


class Kosmos2ForConditionalGeneration(ImagesAndTexts):
    """The next token of texts with images: labels [b t] are the input_ids themselves, -100 where
    they do not count. Other inputs as `Kosmos2Model`."""

    base_class = Kosmos2Model
    text_class = Kosmos2TextForCausalLM
    tied_weights = {"text_model.lm_head.weight": "text_model.model.embed_tokens.weight"}

    def forward(self, labels=None, *, logits_to_keep: Any = 0, **inputs: Any):
        output, found = self.read(labels=labels, logits_to_keep=logits_to_keep, **inputs)
        vision = found["vision_model_output"]
        if vision is not None:  # as the image encoder itself gives it
            pooled = self.vision_model.model.post_layernorm(vision.last_hidden_state[:, 0])
            found["vision_model_output"] = BaseModelOutputWithPooling.of(
                vision, pooler_output=pooled
            )
        return Kosmos2ForConditionalGenerationModelOutput.of(output, **found)


HEADS = {
    "base": Kosmos2Model,
    "vision2seq": Kosmos2ForConditionalGeneration,
    "image-text-to-text": Kosmos2ForConditionalGeneration,
    "multimodal-lm": Kosmos2ForConditionalGeneration,
}
