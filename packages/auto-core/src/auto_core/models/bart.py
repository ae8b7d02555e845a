"""BART: Lewis et al., 2019, arXiv:1910.13461.

The encoder and decoder of "Attention Is All You Need", with learnt positions and norms after
each part. mBART and Marian are this network too: what they do differently, their configs say
(`norm_first`, `norm_embeddings`, `sinusoidal`, ...).

b batch, t tokens, q queries, k keys, h heads, s size of a head, d hidden, f feed-forward,
v vocabulary, c classes.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from auto_core.configs._bart import BartDecoderConfig, BartLikeConfig
from auto_core.configs.bart import BartConfig
from auto_core.errors import InputError
from auto_core.outputs import CausalLMOutputWithCrossAttentions
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks, kv_cache
from ..blocks.activations import activation
from ..blocks.attention import Attention, CrossAttention, recorded, split_heads
from ..blocks.heads import Head, OutputEmbeddings
from ..blocks.layer_drop import LayerDrop
from ..blocks.logits import wanted
from ..blocks.losses import token_loss
from ..blocks.seq2seq import encoded, finite, joined, shift_right, start_with_last, with_return_dict
from ..blocks.seq2seq_heads import (
    Seq2SeqLM,
    Seq2SeqQuestionAnswering,
    Seq2SeqSequenceClassification,
)

NORM_EPS = 1e-5


class BartAttention(nn.Module):
    """Attention to the tokens themselves or to another sequence, whose hidden states have the
    size `source`."""

    def __init__(self, config: BartDecoderConfig, heads: int, source: int, *, bias: bool = True):
        super().__init__()
        d = config.d_model
        self.head_size = d // heads
        self.k_proj = nn.Linear(source, d, bias=bias and config.key_bias)
        self.v_proj = nn.Linear(source, d, bias=bias)
        self.q_proj = nn.Linear(d, d, bias=bias)
        self.out_proj = nn.Linear(d, d, bias=bias)
        self.dropout = nn.Dropout(config.attention_dropout)

    def project(self, hidden):  # [b k d] -> two of [b k h s]
        keys, values = self.k_proj(hidden), self.v_proj(hidden)
        return split_heads(keys, self.head_size), split_heads(values, self.head_size)

    def forward(self, hidden, attend, source=None):  # [b t d], [b k d] -> [b t d]
        query = split_heads(self.q_proj(hidden), self.head_size)
        key, value = attend.project(self.project, hidden if source is None else source)
        options = dict(scale=self.head_size**-0.5, dropout=self.dropout)
        return self.out_proj(attend(query, key, value, **options))


class BartLayer(nn.Block):
    """A layer of the encoder or, with cross-attention, of the decoder."""

    attention_class = BartAttention

    def __init__(self, config: Any, *, decoder: bool):
        super().__init__()
        d = config.d_model
        heads = config.decoder_attention_heads if decoder else config.encoder_attention_heads
        inner = config.decoder_ffn_dim if decoder else config.encoder_ffn_dim
        self.self_attn = self.self_attention(config, heads, decoder=decoder)
        self.self_attn_layer_norm = nn.LayerNorm(d, eps=NORM_EPS)
        if decoder:
            self.encoder_attn = self.attention_class(config, heads, config.context_size)
            self.encoder_attn_layer_norm = nn.LayerNorm(d, eps=NORM_EPS)
        self.fc1 = nn.Linear(d, inner)
        self.fc2 = nn.Linear(inner, d)
        self.final_layer_norm = nn.LayerNorm(d, eps=NORM_EPS)
        self.dropout = nn.Dropout(config.dropout)
        self.activation = activation(config.activation_function)
        self.activation_dropout = nn.Dropout(config.activation_dropout)
        self.norm_first = config.norm_first

    def self_attention(self, config: Any, heads: int, *, decoder: bool) -> nn.Module:
        """The attention of tokens to each other."""
        return self.attention_class(config, heads, config.d_model)

    def before(self, norm, hidden):
        return norm(hidden) if self.norm_first else hidden

    def after(self, norm, hidden, output):
        hidden = hidden + self.dropout(output)
        return hidden if self.norm_first else norm(hidden)

    def forward(self, hidden, attend, encoder_hidden_states=None, cross_attend=None):
        """[b t d], [b k d] -> [b t d]"""
        norm = self.self_attn_layer_norm
        hidden = self.after(norm, hidden, self.self_attn(self.before(norm, hidden), attend))
        if encoder_hidden_states is not None:
            norm = self.encoder_attn_layer_norm
            normed = self.before(norm, hidden)
            output = self.encoder_attn(normed, cross_attend, encoder_hidden_states)
            hidden = self.after(norm, hidden, output)
        norm = self.final_layer_norm
        output = self.activation_dropout(self.activation(self.fc1(self.before(norm, hidden))))
        return finite(self.after(norm, hidden, self.fc2(output)))


def sinusoids(generator, shape: tuple[int, ...], std: float) -> np.ndarray:
    """Sines, then cosines, of each position [positions d] at falling frequencies."""
    positions, size = shape
    frequency = 10000.0 ** (-2 * (np.arange(size) // 2) / size)
    angle = np.arange(positions)[:, None] * frequency
    return np.concatenate([np.sin(angle[:, 0::2]), np.cos(angle[:, 1::2])], 1)


class SinusoidalPositions(nn.Module):
    """Fixed sinusoidal positions; checkpoints hold them or not."""

    def __init__(self, positions: int, size: int):
        super().__init__()
        self.weight = nn.Buffer((positions, size), init=sinusoids)

    def forward(self, position_ids):  # [1 t] -> [1 t d]
        return ops.take(ops.asarray(self.weight), position_ids, 0)


class LayerRuns:
    """What holds `layers`, and `layerdrop` that skips some in training; before a module's class."""

    layers: Any
    layerdrop: Any

    layer_class = BartLayer
    attention_class = Attention  # of tokens to each other

    def run_layers(
        self,
        hidden,
        recorder: Recorder,
        mask=None,
        encoder_hidden_states=None,
        encoder_mask=None,
        past=None,
        *,
        causal: bool = False,
    ):
        """[b t d] -> [b t d]; the recorder keeps the hidden states before each layer."""
        for index, layer in enumerate(self.layers):
            recorder.add_hidden_state(hidden)
            attend = self.attention_class(recorder, mask, causal=causal, past=past, layer=index)
            cross_attend = CrossAttention(recorder, encoder_mask, past=past, layer=index)
            output = layer(hidden, attend, encoder_hidden_states, cross_attend)
            hidden = self.layerdrop(output, hidden)
        return hidden


class BartLayers(LayerRuns, nn.Module):
    pass


class BartStack(BartLayers):
    """The encoder, or the decoder: its attention is causal, it keeps a cache and attends to
    encoder_hidden_states.

    `config` is a BartLikeConfig; for a decoder, one with that side's fields will do.
    """

    last_norm = "layer_norm"  # what the norm after the last layer is called, where there is one

    def __init__(self, config: Any, *, decoder: bool):
        super().__init__()
        d, positions = config.d_model, config.positions_of(decoder=decoder)
        vocabulary = config.decoder_vocabulary if decoder else config.encoder_vocabulary
        self.embed_tokens = nn.Embedding(
            vocabulary, d, padding_idx=config.pad_token_id, scale=config.table_scale
        )
        self.offset = 0 if config.sinusoidal else config.position_offset
        if config.sinusoidal:
            self.embed_positions = SinusoidalPositions(positions, d)
        elif self.learns_positions(config):
            self.embed_positions = nn.Embedding(positions + self.offset, d)
        layers = range(config.decoder_layers if decoder else config.encoder_layers)
        self.layers = nn.ModuleList(self.layer(config, index, decoder=decoder) for index in layers)
        if config.norm_embeddings:
            self.layernorm_embedding = nn.LayerNorm(d, eps=NORM_EPS)
        if config.norm_first:
            setattr(self, self.last_norm, nn.LayerNorm(d, eps=NORM_EPS))
        self.norm_embeddings, self.norm_first = config.norm_embeddings, config.norm_first
        self.scale = 1.0 if config.scaled_tables else config.embedding_scale
        self.scale_given_vectors = decoder and config.scale_given_vectors
        self.dropout = nn.Dropout(config.dropout)
        skipped = config.decoder_layerdrop if decoder else config.encoder_layerdrop
        self.layerdrop = LayerDrop(skipped)
        self.decoder = decoder

    def layer(self, config: Any, index: int, *, decoder: bool) -> nn.Module:
        """A new layer."""
        return self.layer_class(config, decoder=decoder)

    def learns_positions(self, config: Any) -> bool:
        """Whether there is a table of positions where `config` does not say `sinusoidal`."""
        return True

    def positions(self, input_ids, hidden, past):
        """Position embeddings [1|b t d] of the tokens [b t] or their embeddings [b t d]."""
        return self.embed_positions(kv_cache.positions(past, hidden) + self.offset)

    def combine(self, hidden, positions):
        """Embeddings of tokens and of their positions, [b t d] and [1|b t d] -> [b t d]."""
        hidden = hidden + positions
        return self.layernorm_embedding(hidden) if self.norm_embeddings else hidden

    @with_return_dict
    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        inputs_embeds=None,
        encoder_hidden_states=None,
        encoder_attention_mask=None,
        past_key_values=None,
        *,
        recorder: Recorder | None = None,
        use_cache: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if (input_ids is None) == (inputs_embeds is None):
            side = "decoder_" if self.decoder else ""
            raise InputError(f"Pass exactly one of {side}input_ids and {side}inputs_embeds.")
        past = past_key_values
        hidden = self.embed_tokens(input_ids) if inputs_embeds is None else inputs_embeds
        if inputs_embeds is None or self.scale_given_vectors:
            hidden = hidden * self.scale
        if self.decoder:
            mask, causal = attention_masks.causal_mask(attention_mask, past, hidden)
        else:
            mask, causal = attention_masks.boolean_mask(attention_mask), False
        encoder_mask = attention_masks.boolean_mask(encoder_attention_mask)
        hidden = self.dropout(self.combine(hidden, self.positions(input_ids, hidden, past)))

        recorder = recorder or Recorder(
            attentions=output_attentions, hidden_states=output_hidden_states, cache=use_cache
        )
        hidden = self.run_layers(
            hidden, recorder, mask, encoder_hidden_states, encoder_mask, past, causal=causal
        )
        if self.norm_first:
            hidden = getattr(self, self.last_norm)(hidden)
        recorder.add_hidden_state(hidden)
        return recorded(recorder, hidden, past)


class BartPreTrainedModel(nn.PreTrainedModel):
    """What all BART models share."""

    config_class = BartConfig
    base_model_prefix = "model"
    splits_attention = True
    ignored_keys = (r"(encoder|decoder)\.version$",)
    stack_class = BartStack  # the part that variations of this family replace


def embedding_ties(config: BartLikeConfig, prefix: str = "") -> dict[str, str]:
    """Both sides' token embeddings are the shared ones."""
    if not config.share_embeddings:
        return {}
    return {
        f"{prefix}{side}.embed_tokens.weight": f"{prefix}shared.weight"
        for side in ("encoder", "decoder")
    }


class BartModel(BartPreTrainedModel):
    """BART without a head.

    Args of `forward`:
        input_ids: [b k], or inputs_embeds [b k d]: what the encoder reads.
        attention_mask: [b k], 1 for tokens and 0 for padding.
        decoder_input_ids: [b t], or decoder_inputs_embeds [b t d], by default input_ids shifted
            by one; decoder_attention_mask is of the cached ones too.
        encoder_outputs: of an earlier call or of `get_encoder()`, instead of input_ids.
        past_key_values: a KeyValueCache from an earlier call; it keeps cross-attention's keys.

    Returns:
        Seq2SeqModelOutput: last_hidden_state [b t d] of the decoder, the cache,
        encoder_last_hidden_state [b k d], and on request hidden states and attentions.
    """

    def __init__(self, config: BartLikeConfig):
        super().__init__(config)
        if config.share_embeddings:
            self.shared = nn.Embedding(
                config.vocab_size,
                config.d_model,
                padding_idx=config.pad_token_id,
                scale=config.table_scale,
            )
        self.encoder = self.stack_class(config, decoder=False)
        self.decoder = self.stack_class(config, decoder=True)

    @property
    def tied_weights(self):
        return embedding_ties(self.config)

    def get_input_embeddings(self):
        return self.shared if self.config.share_embeddings else self.encoder.embed_tokens

    def set_input_embeddings(self, value):
        if self.config.share_embeddings:
            self.shared = value
            self.tie_weights()
        else:
            self.encoder.embed_tokens = value

    def get_encoder(self):
        """The encoder: (input_ids, attention_mask) -> what `encoder_outputs` takes."""
        return self.encoder

    def get_decoder(self):
        return self.decoder

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        decoder_input_ids=None,
        decoder_attention_mask=None,
        encoder_outputs=None,
        past_key_values=None,
        inputs_embeds=None,
        decoder_inputs_embeds=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        requests = dict(
            output_attentions=output_attentions, output_hidden_states=output_hidden_states
        )
        if decoder_input_ids is None and decoder_inputs_embeds is None:
            if input_ids is None:
                raise InputError("Pass decoder_input_ids, or input_ids to make them from.")
            decoder_input_ids = before_labels(self.config, input_ids)
        if encoder_outputs is None:
            encoder = self.encoder(input_ids, attention_mask, inputs_embeds, **requests)
        else:
            encoder = encoded(encoder_outputs)
        decoder = self.decoder(
            decoder_input_ids,
            decoder_attention_mask,
            decoder_inputs_embeds,
            encoder.last_hidden_state,
            attention_mask,
            past_key_values,
            use_cache=self.config.use_cache if use_cache is None else use_cache,
            **requests,
        )
        return joined(encoder, decoder)


def before_labels(config: BartLikeConfig, labels):
    """What the decoder reads to predict `labels` [b t]."""
    return (start_with_last if config.start_with_last else shift_right)(config, labels)


class BartHead(Head):
    """A head of both sides."""

    base_class = BartModel

    @property
    def tied_weights(self):
        return embedding_ties(self.config, f"{self.base_model_prefix}.")

    def get_encoder(self):
        """The encoder: (input_ids, attention_mask) -> what `encoder_outputs` takes."""
        return getattr(self, self.base_model_prefix).get_encoder()

    def get_decoder(self):
        return getattr(self, self.base_model_prefix).get_decoder()


class BartForConditionalGeneration(Seq2SeqLM, BartHead, BartPreTrainedModel):
    computed = (r"^final_logits_bias$",)

    def add_head(self, config: BartLikeConfig) -> None:
        vocabulary = config.decoder_vocabulary
        self.final_logits_bias = nn.Buffer((1, vocabulary), init="zeros")
        self.lm_head = nn.Linear(config.d_model, vocabulary, bias=False)

    @property
    def tied_weights(self):
        source = "shared" if self.config.share_embeddings else "decoder.embed_tokens"
        prefix = f"{self.base_model_prefix}."
        head = {"lm_head.weight": f"{prefix}{source}.weight"}
        return embedding_ties(self.config, prefix) | head

    def logits(self, hidden):  # [b t d] -> [b t v]
        return self.lm_head(hidden) + ops.asarray(self.final_logits_bias)

    def prepare_decoder_input_ids_from_labels(self, labels):
        """What the decoder reads to predict `labels` [b t]."""
        return before_labels(self.config, labels)


class BartForSequenceClassification(Seq2SeqSequenceClassification, BartHead, BartPreTrainedModel):
    pass


class BartForQuestionAnswering(Seq2SeqQuestionAnswering, BartHead, BartPreTrainedModel):
    pass


class BartDecoderWrapper(nn.Module):
    """The decoder alone, under the name that it has in whole checkpoints.

    Args of `forward`:
        input_ids: [b t], or inputs_embeds [b t d].
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        encoder_hidden_states: [b k d], attended to if they are given; encoder_attention_mask
            [b k].
        past_key_values: a KeyValueCache from an earlier call.
    """

    def __init__(self, config: BartLikeConfig, decoder_class: Any = BartStack):
        super().__init__()
        self.decoder = decoder_class(config, decoder=True)
        self.use_cache = config.use_cache

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        encoder_hidden_states=None,
        encoder_attention_mask=None,
        past_key_values=None,
        inputs_embeds=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        return self.decoder(
            input_ids,
            attention_mask,
            inputs_embeds,
            encoder_hidden_states,
            encoder_attention_mask,
            past_key_values,
            use_cache=self.use_cache if use_cache is None else use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )


class BartForCausalLM(OutputEmbeddings, Head, BartPreTrainedModel):
    """The decoder alone: the next token; of a whole checkpoint it takes its part.

    labels [b t] are compared as they are, not shifted.
    """

    base_class = BartDecoderWrapper
    output_embeddings = "lm_head"
    tied_weights = {"lm_head.weight": "model.decoder.embed_tokens.weight"}
    # A whole checkpoint holds its one table of embeddings under another name.
    renames = ((r"^(model\.)?shared\.weight$", "model.decoder.embed_tokens.weight"),)
    optional_parts = (r"^(model\.)?(encoder|shared)\.", r"^final_logits_bias$")

    @property
    def base_options(self):
        return {"decoder_class": self.stack_class}

    def add_head(self, config: BartLikeConfig) -> None:
        scores = nn.Linear(config.d_model, config.decoder_vocabulary, bias=False)
        setattr(self, self.output_embeddings, scores)

    def get_input_embeddings(self):
        return self.model.decoder.embed_tokens

    def set_input_embeddings(self, value):
        self.model.decoder.embed_tokens = value
        self.tie_weights()

    def get_decoder(self):
        return self.model.decoder

    def encode(self, **inputs: Any):
        return self.model(**inputs)

    def forward(
        self, labels=None, *, num_items_in_batch=None, logits_to_keep: Any = 0, **inputs: Any
    ):
        """The next token: labels [b t] are compared as they are, not shifted.

        `logits_to_keep`: how many of the last tokens get logits (0: all), or their positions.
        """
        output = self.encode(**inputs)
        scores = self.get_output_embeddings()
        logits = scores(wanted(output.last_hidden_state, logits_to_keep))
        loss = None if labels is None else token_loss(logits, labels, num_items_in_batch)
        return CausalLMOutputWithCrossAttentions.of(output, loss=loss, logits=logits)


PREFIX = "Bart"
HEADS = {
    "base": BartModel,
    "pretraining": BartForConditionalGeneration,
    "causal-lm": BartForCausalLM,
    "masked-lm": BartForConditionalGeneration,
    "seq2seq-lm": BartForConditionalGeneration,
    "sequence-classification": BartForSequenceClassification,
    "question-answering": BartForQuestionAnswering,
}
