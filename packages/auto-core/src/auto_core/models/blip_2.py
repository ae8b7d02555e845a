"""BLIP-2: Li et al., 2023, arXiv:2301.12597.

Learnt queries that attend to an image encoder's patches (Q-Former), projected among the tokens of a
language model, which may have an encoder.

b batch, p patches, q queries, t tokens, m texts, n images, h heads, s size of a head, e hidden of
the image encoder, d of the Q-Former, l of the language model, v vocabulary.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auto_core.configs.blip_2 import Blip2Config, Blip2QFormerConfig, Blip2VisionConfig
from auto_core.errors import ConfigError, InputError
from auto_core.outputs import (
    BaseModelOutputWithPooling,
    BaseModelOutputWithPoolingAndCrossAttentions,
    BaseModelOutputWithVisionQformerOutputs,
    Blip2ForConditionalGenerationModelOutput,
    Blip2ImageTextMatchingModelOutput,
    Blip2TextModelOutput,
    Blip2VisionModelOutput,
)
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks, parts
from ..blocks.activations import activation
from ..blocks.attention import Attention, CrossAttention, split_heads
from ..blocks.image_tokens import ImageTokenChecks, token_mask, with_vectors
from ..blocks.losses import next_token_loss
from .blip import BlipVisionModel
from .clip import on_unit_sphere

# --- the querying transformer ------------------------------------------------------------------


class Blip2QFormerMultiHeadAttention(nn.Module):
    """Attention to the tokens themselves or to an image, whose patches have the size `source`."""

    def __init__(self, config: Blip2QFormerConfig, source: int):
        super().__init__()
        d = config.hidden_size
        self.head_size = d // config.num_attention_heads
        self.query = nn.Linear(d, d)
        self.key = nn.Linear(source, d)
        self.value = nn.Linear(source, d)
        self.dropout = nn.Dropout(config.attention_probs_dropout_prob)

    def forward(self, hidden, attend, source=None):  # [b t d], [b p e] -> [b t d]
        source = hidden if source is None else source
        projected = self.query(hidden), self.key(source), self.value(source)
        query, key, value = (split_heads(x, self.head_size) for x in projected)
        return attend(query, key, value, scale=self.head_size**-0.5, dropout=self.dropout)


class Blip2QFormerOutput(nn.Module):
    """The last layer of a branch, added to its input and normalised."""

    def __init__(self, config: Blip2QFormerConfig, size: int):
        super().__init__()
        self.dense = nn.Linear(size, config.hidden_size)
        self.LayerNorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, branch, hidden):
        return self.LayerNorm(self.dropout(self.dense(branch)) + hidden)


class Blip2QFormerAttention(nn.Module):
    def __init__(self, config: Blip2QFormerConfig, source: int):
        super().__init__()
        self.attention = Blip2QFormerMultiHeadAttention(config, source)
        self.output = Blip2QFormerOutput(config, config.hidden_size)

    def forward(self, hidden, attend, source=None):
        return self.output(self.attention(hidden, attend, source), hidden)


class Blip2QFormerIntermediate(nn.Module):
    def __init__(self, config: Blip2QFormerConfig):
        super().__init__()
        self.dense = nn.Linear(config.hidden_size, config.intermediate_size)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):
        return self.activation(self.dense(hidden))


class Blip2QFormerLayer(nn.Block):
    """Attention of queries and text to each other, of queries to the image, and a feed-forward
    part for each of the two."""

    def __init__(self, config: Blip2QFormerConfig, index: int):
        super().__init__()
        self.attention = Blip2QFormerAttention(config, config.hidden_size)
        self.has_cross_attention = index % config.cross_attention_frequency == 0
        if self.has_cross_attention:
            self.crossattention = Blip2QFormerAttention(config, config.encoder_hidden_size)
        self.reads_text = config.use_qformer_text_input
        if self.reads_text:
            self.intermediate = Blip2QFormerIntermediate(config)
            self.output = Blip2QFormerOutput(config, config.intermediate_size)
        self.intermediate_query = Blip2QFormerIntermediate(config)
        self.output_query = Blip2QFormerOutput(config, config.intermediate_size)

    def forward(self, hidden, attend, cross_attend, image=None, *, queries: int):
        """[b q+t d], [b p e] -> [b q+t d]"""
        hidden = self.attention(hidden, attend)
        found = []
        if queries:
            first = hidden[:, :queries]
            if self.has_cross_attention:
                first = self.crossattention(first, cross_attend, image)
            found.append(self.output_query(self.intermediate_query(first), first))
        if queries < ops.shape(hidden)[1]:
            rest = hidden[:, queries:]
            found.append(self.output(self.intermediate(rest), rest))
        return found[0] if len(found) == 1 else ops.cat(found, 1)


class Blip2QFormerEncoder(nn.Module):
    def __init__(self, config: Blip2QFormerConfig):
        super().__init__()
        self.reads_text = config.use_qformer_text_input
        layers = range(config.num_hidden_layers)
        self.layer = nn.ModuleList(Blip2QFormerLayer(config, index) for index in layers)

    def forward(
        self,
        hidden,
        attention_mask=None,
        encoder_hidden_states=None,
        encoder_attention_mask=None,
        *,
        queries: int,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if queries and encoder_hidden_states is None:
            raise InputError("Queries attend to an image: pass encoder_hidden_states.")
        tokens = ops.shape(hidden)[1]
        if not self.reads_text and (not isinstance(tokens, int) or queries < tokens):
            raise InputError("This Q-Former reads no text: its use_qformer_text_input is False.")
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        attend = Attention(recorder, attention_masks.boolean_mask(attention_mask))
        cross = CrossAttention(recorder, attention_masks.boolean_mask(encoder_attention_mask))
        for layer in self.layer:
            recorder.add_hidden_state(hidden)
            hidden = layer(hidden, attend, cross, encoder_hidden_states, queries=queries)
        recorder.add_hidden_state(hidden)
        return BaseModelOutputWithPoolingAndCrossAttentions(
            last_hidden_state=hidden,
            pooler_output=hidden[:, 0],
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
            cross_attentions=recorder.cross_attentions,
        )


class Blip2PreTrainedModel(ImageTokenChecks, nn.PreTrainedModel):
    """What all BLIP-2 models share."""

    config_class = Blip2Config
    base_model_prefix = "blip"
    main_input_name = "pixel_values"
    ignored_keys = (r"(^|\.)embeddings\.position_ids$",)

    def vectors_for(self, inputs: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
        return {}


class Blip2VisionModel(BlipVisionModel):
    __doc__ = BlipVisionModel.__doc__
    config_class = Blip2VisionConfig


class Blip2QFormerModel(Blip2PreTrainedModel):
    """The querying transformer.

    Args of `forward`:
        query_embeds: [b q+t d], queries and the embeddings of a text behind them.
        attention_mask: [b q+t], 1 for tokens and 0 for padding.
        encoder_hidden_states: [b p e], what queries attend to; encoder_attention_mask [b p].
        query_length: how many are queries, by default all.
    """

    config_class = Blip2QFormerConfig
    base_model_prefix = "qformer"
    main_input_name = "query_embeds"

    def __init__(self, config: Blip2QFormerConfig):
        super().__init__(config)
        self.layernorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)
        self.encoder = Blip2QFormerEncoder(config)

    def get_input_embeddings(self):
        return None  # queries and texts come as vectors

    def forward(
        self,
        query_embeds,
        attention_mask=None,
        encoder_hidden_states=None,
        encoder_attention_mask=None,
        *,
        query_length: int | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        return self.encoder(
            self.dropout(self.layernorm(query_embeds)),
            attention_mask,
            encoder_hidden_states,
            encoder_attention_mask,
            queries=ops.shape(query_embeds)[1] if query_length is None else query_length,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )


class Blip2TextEmbeddings(nn.Module):
    """Embeddings of tokens and of their positions."""

    def __init__(self, config: Blip2QFormerConfig):
        super().__init__()
        d = config.hidden_size
        self.word_embeddings = nn.Embedding(config.vocab_size, d, padding_idx=config.pad_token_id)
        self.position_embeddings = nn.Embedding(config.max_position_embeddings, d)

    def forward(self, input_ids, position_ids=None):  # [b t] -> [b t d]
        if position_ids is None:
            position_ids = ops.arange(0, ops.shape(input_ids)[1], like=input_ids, dtype="int64")
        return self.word_embeddings(input_ids) + self.position_embeddings(position_ids)


class Queries:
    """Learnt queries that attend to the patches of an image; mixed in before a family's base."""

    config: Any
    vision_class: Any = Blip2VisionModel
    qformer_class: Any = Blip2QFormerModel

    def add_queries(self, config: Any) -> None:
        """Make the image encoder, the queries and the transformer that they go through."""
        shape = (1, config.num_query_tokens, config.qformer_config.hidden_size)
        self.vision_model = self.vision_class(config.vision_config)
        self.query_tokens = nn.Parameter(shape, init="zeros")
        self.qformer = self.qformer_class(config.qformer_config)

    def queries(self, images):  # -> [b q d], for images [b p e]
        _, count, d = ops.shape(ops.asarray(self.query_tokens))
        return ops.expand(ops.asarray(self.query_tokens), (ops.shape(images)[0], count, d))

    def asked(self, images, **options: Any):
        """The Q-Former's output of the queries, for images [b p e]."""
        return self.qformer(
            query_embeds=self.queries(images),
            encoder_hidden_states=images,
            return_dict=True,
            **options,
        )


# --- among the tokens of a language model ------------------------------------------------------


class QueriesAmongTokens(Queries):
    """The queries' vectors at the tokens of an image, in a language model of any architecture."""

    output_class: Any = Blip2ForConditionalGenerationModelOutput
    labels_of_last_tokens = True
    lacks_token = (
        "config.image_token_index is None: set it to the id of <image>, which a text has "
        "num_query_tokens times for its image."
    )

    def __init__(self, config: Any):
        super().__init__(config)  # type: ignore[call-arg]
        self.add_queries(config)
        sizes = config.qformer_config.hidden_size, config.text_config.hidden_size
        self.language_projection = nn.Linear(*sizes)
        self.language_model = self.made_language_model(config)

    def made_language_model(self, config: Any) -> Any:
        """The language model, with its head."""
        return parts.build(
            config.text_config,
            "causal-lm" if config.use_decoder_only_language_model else "seq2seq-lm",
        )

    @property
    def always_tied(self):
        """What the language model shares inside."""
        ties = self.language_model.ties()
        return {f"language_model.{a}": f"language_model.{b}" for a, b in ties.items()}

    @property
    def vector_token(self) -> int | None:
        """The id of the tokens that vectors stand for."""
        return self.config.image_token_index

    def vectors_for(self, inputs: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
        shape: tuple[Any, ...] = tuple(getattr(inputs.get("pixel_values"), "shape", ()))
        token, config = self.vector_token, self.config
        if token is None or len(shape) != 4 or not isinstance(shape[0], int):
            return {}
        return {"pixel_values": (token, shape[0] * config.num_query_tokens)}

    def get_input_embeddings(self):
        return self.language_model.get_input_embeddings()

    def set_input_embeddings(self, value):
        self.language_model.set_input_embeddings(value)

    def get_output_embeddings(self):
        return self.language_model.get_output_embeddings()

    def set_output_embeddings(self, value):
        self.language_model.set_output_embeddings(value)

    def get_encoder(self):
        """The language model's encoder, where it has one."""
        return self.language_model.get_encoder()

    def encoded(self, pixel_values, *, interpolate_pos_encoding: bool = False, **options: Any):
        """The image encoder's output."""
        if pixel_values is None:
            raise InputError("Pass pixel_values [batch, channels, height, width].")
        return self.vision_model(
            pixel_values=pixel_values,
            interpolate_pos_encoding=interpolate_pos_encoding,
            return_dict=True,
            **options,
        )

    def merged(self, input_ids, inputs_embeds, vectors):
        """Embeddings [b t l] of a text with the vectors [b q l] at its tokens of images."""
        token = self.vector_token
        if token is None:
            raise InputError(self.lacks_token)
        table = self.language_model.get_input_embeddings()
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        embeddings = table(input_ids) if inputs_embeds is None else inputs_embeds
        images, queries, size = ops.shape(vectors)
        rows = ops.reshape(vectors, (images * queries, size))
        return with_vectors(embeddings, token_mask(input_ids, embeddings, token, table), rows)

    def written(self, image, queries, vectors, texts: Mapping[str, Any], **options: Any):
        """The language model's output, given the vectors [b q l] of images."""
        labels, ids, mask = (texts.get(k) for k in ("labels", "input_ids", "attention_mask"))
        embeddings = self.merged(ids, texts.get("inputs_embeds"), vectors)
        if mask is None:
            mask = ops.ones(ops.shape(embeddings)[:2], like=embeddings, dtype="int64")
        given: dict[str, Any] = {"inputs_embeds": embeddings, "attention_mask": mask, **options}
        if self.config.use_decoder_only_language_model:
            output = self.language_model(**given, return_dict=True)
            logits, loss = output.logits, None
            if labels is not None:
                tokens = ops.shape(labels)[1]
                logits = logits[:, ops.shape(logits)[1] - tokens :]
                loss = next_token_loss(logits, labels)
        else:
            names = ("decoder_input_ids", "decoder_attention_mask", "labels")
            given |= {name: texts[name] for name in names if texts.get(name) is not None}
            output = self.language_model(**given, return_dict=True)
            logits, loss = output.logits, output.loss
        return self.output_class(
            loss=loss,
            logits=logits,
            vision_outputs=image,
            qformer_outputs=queries,
            language_model_outputs=output,
        )

    def for_writing(self, vectors, input_ids, attention_mask, inputs_embeds):
        """What the language model's `generate` gets; by default of a text that begins with the
        image alone."""
        text, batch = self.config.text_config, ops.shape(vectors)[0]
        if inputs_embeds is None and input_ids is None:
            token, count = self.vector_token, ops.shape(vectors)[1]
            if token is not None:
                first = ops.full((batch, count), token, like=vectors, dtype="int64")
                begin = ops.full((batch, 1), text.bos_token_id or 0, like=vectors, dtype="int64")
                input_ids = ops.cat([first, begin], 1)
        embeddings = self.merged(
            input_ids if inputs_embeds is None else None, inputs_embeds, vectors
        )
        if attention_mask is None:
            attention_mask = ops.ones(ops.shape(embeddings)[:2], like=embeddings, dtype="int64")
        ids = input_ids if self.config.use_decoder_only_language_model else None
        return self.language_model, {
            "input_ids": ids,
            "inputs_embeds": embeddings,
            "attention_mask": attention_mask,
        }


class Blip2Model(QueriesAmongTokens, Blip2PreTrainedModel):
    """BLIP-2 as a whole.

    Args of `forward`:
        pixel_values: [b c H W].
        input_ids: [b t], with a token for each query, or inputs_embeds [b t l].
        attention_mask: [b t], 1 for tokens and 0 for padding.
        decoder_input_ids: [b t], with decoder_attention_mask; of language models with an encoder.
        labels: [b t], -100 where they do not count: of the last tokens, or what a decoder writes.
        interpolate_pos_encoding: take images of other sizes than the model's.
    """

    def get_text_features(
        self,
        input_ids,
        attention_mask=None,
        decoder_input_ids=None,
        decoder_attention_mask=None,
        labels=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """The output of the language model without its head, or of its encoder.

        What is of a decoder (decoder_input_ids, decoder_attention_mask, labels) is taken, as one
        encoding has it beside the others, and changes nothing: no decoder runs.
        """
        model = self.language_model
        part = (
            getattr(model, model.base_model_prefix)
            if self.config.use_decoder_only_language_model
            else model.get_encoder()
        )
        output = part(
            input_ids=ops.asarray(input_ids),
            attention_mask=None if attention_mask is None else ops.asarray(attention_mask),
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            **({"return_dict": True} if isinstance(part, nn.PreTrainedModel) else {}),
        )
        return BaseModelOutputWithPooling(
            last_hidden_state=output.last_hidden_state,
            hidden_states=output.hidden_states,
            attentions=output.attentions,
        )

    def get_image_features(
        self,
        pixel_values,
        *,
        interpolate_pos_encoding: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """The image encoder's output."""
        return self.encoded(
            pixel_values,
            interpolate_pos_encoding=interpolate_pos_encoding,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )

    def get_qformer_features(self, pixel_values, *, interpolate_pos_encoding: bool = False):
        """The queries' vectors [b q d] of images."""
        image = self.encoded(pixel_values, interpolate_pos_encoding=interpolate_pos_encoding)
        return self.asked(image.last_hidden_state).last_hidden_state

    def forward(
        self,
        pixel_values=None,
        input_ids=None,
        attention_mask=None,
        decoder_input_ids=None,
        decoder_attention_mask=None,
        inputs_embeds=None,
        labels=None,
        *,
        interpolate_pos_encoding: bool = False,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        requests: dict[str, Any] = dict(
            output_attentions=output_attentions, output_hidden_states=output_hidden_states
        )
        image = self.encoded(
            pixel_values, interpolate_pos_encoding=interpolate_pos_encoding, **requests
        )
        queries = self.asked(image.last_hidden_state, **requests)
        texts = dict(
            input_ids=input_ids,
            attention_mask=attention_mask,
            decoder_input_ids=decoder_input_ids,
            decoder_attention_mask=decoder_attention_mask,
            inputs_embeds=inputs_embeds,
            labels=labels,
        )
        vectors = self.language_projection(queries.last_hidden_state)
        return self.written(image, queries, vectors, texts, use_cache=use_cache, **requests)


class Blip2ForConditionalGeneration(Blip2Model):
    """BLIP-2 that writes; see `Blip2Model`."""

    def get_image_features(
        self,
        pixel_values,
        *,
        interpolate_pos_encoding: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """The outputs of the image encoder and of the queries, and the vectors [b q l] of images
        for the language model as `pooler_output`."""
        image = self.encoded(
            pixel_values,
            interpolate_pos_encoding=interpolate_pos_encoding,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        queries = self.asked(image.last_hidden_state)
        return BaseModelOutputWithVisionQformerOutputs.of(
            image,
            pooler_output=self.language_projection(queries.last_hidden_state),
            vision_outputs=image,
            qformer_outputs=queries,
        )

    def hand_over(
        self,
        pixel_values=None,
        input_ids=None,
        attention_mask=None,
        inputs_embeds=None,
        *,
        interpolate_pos_encoding: bool = False,
    ):
        """The language model, and what it goes on from; for `generate`."""
        image = self.encoded(pixel_values, interpolate_pos_encoding=interpolate_pos_encoding)
        vectors = self.language_projection(self.asked(image.last_hidden_state).last_hidden_state)
        return self.for_writing(vectors, input_ids, attention_mask, inputs_embeds)


# --- comparing images and texts ----------------------------------------------------------------


class Blip2TextModelWithProjection(Queries, Blip2PreTrainedModel):
    """Vectors of the tokens of texts in the space of images.

    Args of `forward`:
        input_ids: [b t], with attention_mask and position_ids [b t].
    """

    main_input_name = "input_ids"

    def __init__(self, config: Blip2Config):
        super().__init__(config)
        part = reading(config)
        shape = (1, config.num_query_tokens, part.hidden_size)
        self.query_tokens = nn.Parameter(shape, init="zeros")
        self.embeddings = Blip2TextEmbeddings(part)
        self.qformer = self.qformer_class(part)
        self.text_projection = nn.Linear(part.hidden_size, config.image_text_hidden_size)

    @classmethod
    def vocabulary_configs(cls, config):
        return config.qformer_config, config.text_config

    def get_input_embeddings(self):
        return self.embeddings.word_embeddings

    def set_input_embeddings(self, value):
        self.embeddings.word_embeddings = value

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        position_ids=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        output = self.qformer(
            query_embeds=self.embeddings(input_ids, position_ids),
            attention_mask=attention_mask,
            query_length=0,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        return Blip2TextModelOutput(
            text_embeds=on_unit_sphere(self.text_projection(output.last_hidden_state)),
            last_hidden_state=output.last_hidden_state,
            hidden_states=output.hidden_states,
            attentions=output.attentions,
        )


def reading(config: Blip2Config) -> Blip2QFormerConfig:
    """The config of a Q-Former that reads texts."""
    if not config.qformer_config.use_qformer_text_input:
        raise ConfigError(
            "Blip2QFormerConfig.use_qformer_text_input is False, expected True where the Q-Former "
            "reads texts."
        )
    return config.qformer_config


class Blip2VisionModelWithProjection(Queries, Blip2PreTrainedModel):
    """Vectors of the queries of images in the space of texts: pixel_values [b c H W]."""

    def __init__(self, config: Blip2Config):
        super().__init__(config)
        self.add_queries(config)
        size = config.qformer_config.hidden_size
        self.vision_projection = nn.Linear(size, config.image_text_hidden_size)

    def get_input_embeddings(self):
        return self.vision_model.embeddings.patch_embedding

    def forward(
        self,
        pixel_values=None,
        *,
        interpolate_pos_encoding: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        image = self.vision_model(
            pixel_values=pixel_values,
            interpolate_pos_encoding=interpolate_pos_encoding,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        queries = self.asked(image.last_hidden_state).last_hidden_state
        return Blip2VisionModelOutput(
            image_embeds=on_unit_sphere(self.vision_projection(queries)),
            last_hidden_state=image.last_hidden_state,
            hidden_states=image.hidden_states,
            attentions=image.attentions,
        )


class Blip2ForImageTextRetrieval(Queries, Blip2PreTrainedModel):
    """Whether texts fit images.

    Args of `forward`:
        pixel_values: [n c H W].
        input_ids: [m t], of the texts; with attention_mask [m t]. Where the config has an
            `image_token_index`, with a token for each query before them.
        use_image_text_matching_head: read each text beside its image: logits_per_image [n 2]
            (no, yes). Else the largest cosine of a query of each image with each text, [n m].
    """

    def __init__(self, config: Blip2Config):
        super().__init__(config)
        self.add_queries(config)
        d, e = reading(config).hidden_size, config.image_text_hidden_size
        self.embeddings = Blip2TextEmbeddings(config.qformer_config)
        self.vision_projection = nn.Linear(d, e)
        self.text_projection = nn.Linear(d, e)
        self.itm_head = nn.Linear(d, 2)

    @classmethod
    def vocabulary_configs(cls, config):
        return config.qformer_config, config.text_config

    def get_input_embeddings(self):
        return self.embeddings.word_embeddings

    def set_input_embeddings(self, value):
        self.embeddings.word_embeddings = value

    def forward(
        self,
        pixel_values=None,
        input_ids=None,
        attention_mask=None,
        *,
        use_image_text_matching_head: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if input_ids is None:
            raise InputError("Pass input_ids [texts, tokens], which are compared with the images.")
        image = self.vision_model(
            pixel_values=pixel_values,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        patches, count = image.last_hidden_state, self.config.num_query_tokens
        marked = self.config.image_token_index is not None
        mask = attention_mask
        if mask is None:
            mask = ops.ones(ops.shape(input_ids), like=input_ids, dtype="int64")
        if marked:
            input_ids = input_ids[:, count:]
        if use_image_text_matching_head:
            queries = self.queries(patches)
            if not marked:
                every = ops.ones(ops.shape(queries)[:2], like=mask, dtype=ops.dtype(mask))
                mask = ops.cat([every, mask], 1)
            text = self.qformer(
                query_embeds=ops.cat([queries, self.embeddings(input_ids)], 1),
                attention_mask=mask,
                encoder_hidden_states=patches,
                query_length=count,
                return_dict=True,
            )
            images, texts = patches, text.last_hidden_state
            per_image = ops.mean(self.itm_head(texts[:, :count]), 1)
        else:
            queries = self.asked(patches).last_hidden_state
            text = self.qformer(
                query_embeds=self.embeddings(input_ids),
                attention_mask=mask[:, count:] if marked else mask,
                query_length=0,
                return_dict=True,
            )
            images = on_unit_sphere(self.vision_projection(queries))  # [n q e]
            texts = on_unit_sphere(self.text_projection(text.last_hidden_state[:, 0]))  # [m e]
            per_image = ops.amax(ops.matmul(images, ops.transpose(texts, 0, 1)), 1)
        return Blip2ImageTextMatchingModelOutput(
            logits_per_image=per_image,
            logits_per_text=ops.transpose(per_image, 0, 1),
            text_embeds=texts,
            image_embeds=images,
            text_model_output=text,
            vision_model_output=image,
        )


HEADS = {
    "base": Blip2Model,
    "vision2seq": Blip2ForConditionalGeneration,
    "image-text-to-text": Blip2ForConditionalGeneration,
    "multimodal-lm": Blip2ForConditionalGeneration,
    "visual-question-answering": Blip2ForConditionalGeneration,
    "zero-shot-image-classification": Blip2ForImageTextRetrieval,
}
