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
from auto_core.outputs import (
    BaseModelOutputWithPastAndCrossAttentions,
    CausalLMOutputWithCrossAttentions,
    Seq2SeqLMOutput,
    Seq2SeqModelOutput,
    Seq2SeqQuestionAnsweringModelOutput,
    Seq2SeqSequenceClassifierOutput,
)

from .. import nn, ops
from ..blocks import attention_masks, kv_cache
from ..blocks.activations import activation
from ..blocks.heads import OutputEmbeddings
from ..blocks.layer_drop import LayerDrop
from ..blocks.logits import wanted
from ..blocks.losses import sequence_loss, span_loss, token_loss
from ..blocks.seq2seq import encoded, finite, last_eos, shift_right, start_with_last

NORM_EPS = 1e-5
OFFSET = 2  # learnt positions start here: fairseq's tables count from the padding token's id


class BartAttention(nn.Module):
    """Attention of queries to keys and values that `project` has made of vectors of size `of`."""

    def __init__(self, config: BartDecoderConfig, heads: int, of: int):
        super().__init__()
        d = config.d_model
        self.heads, self.head_size = heads, d // heads
        self.k_proj = nn.Linear(of, d, bias=config.key_bias)
        self.v_proj = nn.Linear(of, d)
        self.q_proj = nn.Linear(d, d)
        self.out_proj = nn.Linear(d, d)
        self.dropout = nn.Dropout(config.attention_dropout)

    def split_heads(self, x):  # [b t d] -> [b t h s]
        batch, tokens, _ = ops.shape(x)
        return ops.reshape(x, (batch, tokens, self.heads, self.head_size))

    def project(self, x):  # [b k d] -> two of [b k h s]
        return self.split_heads(self.k_proj(x)), self.split_heads(self.v_proj(x))

    def forward(self, hidden, visible, key, value, *, causal, output_attentions):
        output, weights = ops.attention(
            self.split_heads(self.q_proj(hidden)),
            key,
            value,
            scale=self.head_size**-0.5,
            mask=visible,
            causal=causal,
            dropout=self.dropout,
            return_weights=output_attentions,
        )
        batch, tokens, _ = ops.shape(hidden)
        output = ops.reshape(output, (batch, tokens, self.heads * self.head_size))
        return self.out_proj(output), weights


class BartLayer(nn.Block):
    """A layer of the encoder or, with attention to `context`, of the decoder."""

    def __init__(self, config: Any, *, decoder: bool):
        super().__init__()
        d = config.d_model
        heads = config.decoder_attention_heads if decoder else config.encoder_attention_heads
        inner = config.decoder_ffn_dim if decoder else config.encoder_ffn_dim
        self.self_attn = BartAttention(config, heads, d)
        self.self_attn_layer_norm = nn.LayerNorm(d, eps=NORM_EPS)
        if decoder:
            self.encoder_attn = BartAttention(config, heads, config.context_size)
            self.encoder_attn_layer_norm = nn.LayerNorm(d, eps=NORM_EPS)
        self.fc1 = nn.Linear(d, inner)
        self.fc2 = nn.Linear(inner, d)
        self.final_layer_norm = nn.LayerNorm(d, eps=NORM_EPS)
        self.dropout = nn.Dropout(config.dropout)
        self.activation = activation(config.activation_function)
        self.activation_dropout = nn.Dropout(config.activation_dropout)
        self.norm_first = config.norm_first

    def before(self, norm, hidden):
        return norm(hidden) if self.norm_first else hidden

    def after(self, norm, hidden, output):
        hidden = hidden + self.dropout(output)
        return hidden if self.norm_first else norm(hidden)

    def forward(
        self, hidden, visible, context, context_visible, past, *, layer, causal, output_attentions
    ):
        """[b t d] -> [b t d], weights, cross weights, (keys, values), cross (keys, values)."""
        norm = self.self_attn_layer_norm
        normed = self.before(norm, hidden)
        key, value = kv_cache.extend(past, layer, *self.self_attn.project(normed))
        output, weights = self.self_attn(
            normed, visible, key, value, causal=causal, output_attentions=output_attentions
        )
        hidden = self.after(norm, hidden, output)
        cross, cross_weights = None, None
        if context is not None:
            norm = self.encoder_attn_layer_norm
            cross = kv_cache.cross(past, layer, self.encoder_attn.project, context)
            output, cross_weights = self.encoder_attn(
                self.before(norm, hidden),
                context_visible,
                *cross,
                causal=False,
                output_attentions=output_attentions,
            )
            hidden = self.after(norm, hidden, output)
        norm = self.final_layer_norm
        output = self.activation_dropout(self.activation(self.fc1(self.before(norm, hidden))))
        hidden = self.after(norm, hidden, self.fc2(output))
        return finite(hidden), weights, cross_weights, (key, value), cross


def waves(generator, shape: tuple[int, ...], std: float) -> np.ndarray:
    """Sines, then cosines, of each position [positions d] at falling frequencies."""
    positions, size = shape
    frequency = 10000.0 ** (-2 * (np.arange(size) // 2) / size)
    angle = np.arange(positions)[:, None] * frequency
    return np.concatenate([np.sin(angle[:, 0::2]), np.cos(angle[:, 1::2])], 1)


class SinusoidalPositions(nn.Module):
    """Fixed positions; files hold them or not."""

    def __init__(self, positions: int, size: int):
        super().__init__()
        self.weight = nn.Buffer((positions, size), init=waves)

    def forward(self, position_ids):  # [1 t] -> [1 t d]
        return ops.take(ops.asarray(self.weight), position_ids, 0)


class BartStack(nn.Module):
    """The encoder, or the decoder: it looks back only, keeps a cache, and at `context`.

    `config` is a BartLikeConfig; for a decoder, one with that side's fields will do.
    """

    def __init__(self, config: Any, *, decoder: bool):
        super().__init__()
        d, most = config.d_model, config.max_position_embeddings
        words = config.decoder_words if decoder else config.vocab_size
        self.embed_tokens = nn.Embedding(words, d, padding_idx=config.pad_token_id)
        self.offset = 0 if config.sinusoidal else OFFSET
        if config.sinusoidal:
            self.embed_positions = SinusoidalPositions(most, d)
        elif self.learns_positions(config):
            self.embed_positions = nn.Embedding(most + OFFSET, d)
        layers = config.decoder_layers if decoder else config.encoder_layers
        self.layers = nn.ModuleList(BartLayer(config, decoder=decoder) for _ in range(layers))
        if config.norm_embeddings:
            self.layernorm_embedding = nn.LayerNorm(d, eps=NORM_EPS)
        if config.norm_first:
            self.layer_norm = nn.LayerNorm(d, eps=NORM_EPS)
        self.norm_embeddings, self.norm_first = config.norm_embeddings, config.norm_first
        self.scale = d**0.5 if config.scale_embedding else 1.0
        self.scale_given_vectors = decoder and config.scale_given_vectors
        self.dropout = nn.Dropout(config.dropout)
        skipped = config.decoder_layerdrop if decoder else config.encoder_layerdrop
        self.layerdrop = LayerDrop(skipped)
        self.decoder = decoder

    def learns_positions(self, config: Any) -> bool:
        """Whether there is a table of positions where `config` does not say `sinusoidal`."""
        return True

    def positions(self, input_ids, hidden, past):
        """[1|b t d] that tell the words [b t] or their vectors [b t d] where they stand."""
        return self.embed_positions(kv_cache.positions(past, hidden) + self.offset)

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        inputs_embeds=None,
        context=None,
        context_mask=None,
        past=None,
        *,
        use_cache: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if (input_ids is None) == (inputs_embeds is None):
            side = "decoder_" if self.decoder else ""
            raise InputError(f"Pass exactly one of {side}input_ids and {side}inputs_embeds.")
        hidden = self.embed_tokens(input_ids) if inputs_embeds is None else inputs_embeds
        if inputs_embeds is None or self.scale_given_vectors:
            hidden = hidden * self.scale
        tokens = ops.shape(hidden)[1]
        if self.decoder:
            visible, causal = attention_masks.causal_mask(attention_mask, past, hidden)
        else:
            visible, causal = attention_masks.visible_keys(attention_mask), False
        context_visible = attention_masks.visible_keys(context_mask)
        hidden = hidden + self.positions(input_ids, hidden, past)
        if self.norm_embeddings:
            hidden = self.layernorm_embedding(hidden)
        hidden = self.dropout(hidden)

        states, attentions, cross_attentions = (), (), ()
        presents, cross_presents = (), ()
        for index, layer in enumerate(self.layers):
            states += (hidden,)
            output, weights, cross_weights, present, cross = layer(
                hidden,
                visible,
                context,
                context_visible,
                past,
                layer=index,
                causal=causal,
                output_attentions=output_attentions,
            )
            hidden = self.layerdrop(output, hidden)
            attentions += (weights,)
            presents += (present,)
            if cross is not None:
                cross_attentions += (cross_weights,)
                cross_presents += (cross,)
        if self.norm_first:
            hidden = self.layer_norm(hidden)
        return BaseModelOutputWithPastAndCrossAttentions(
            last_hidden_state=hidden,
            past_key_values=(
                kv_cache.advanced(past, tokens, presents, cross_presents) if use_cache else None
            ),
            hidden_states=(*states, hidden) if output_hidden_states else None,
            attentions=attentions if output_attentions else None,
            cross_attentions=cross_attentions if output_attentions and cross_presents else None,
        )


class BartPreTrainedModel(nn.PreTrainedModel):
    """What all BART models share."""

    config_class = BartConfig
    base_model_prefix = "model"
    ignored_keys = (r"(encoder|decoder)\.version$",)


def word_ties(config: BartLikeConfig, prefix: str = "") -> dict[str, str]:
    """Both sides' tables of words are the shared one."""
    if not config.share_words:
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
        if config.share_words:
            self.shared = nn.Embedding(
                config.vocab_size, config.d_model, padding_idx=config.pad_token_id
            )
        self.encoder = BartStack(config, decoder=False)
        self.decoder = BartStack(config, decoder=True)

    @property
    def tied_weights(self):
        return word_ties(self.config)

    def get_input_embeddings(self):
        return self.shared if self.config.share_words else self.encoder.embed_tokens

    def set_input_embeddings(self, value):
        if self.config.share_words:
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
        return Seq2SeqModelOutput(
            last_hidden_state=decoder.last_hidden_state,
            past_key_values=decoder.past_key_values,
            decoder_hidden_states=decoder.hidden_states,
            decoder_attentions=decoder.attentions,
            cross_attentions=decoder.cross_attentions,
            encoder_last_hidden_state=encoder.last_hidden_state,
            encoder_hidden_states=encoder.hidden_states,
            encoder_attentions=encoder.attentions,
        )


def before_labels(config: BartLikeConfig, labels):
    """What the decoder reads to predict `labels` [b t]."""
    return (start_with_last if config.start_with_last else shift_right)(config, labels)


class BartTaskModel(BartPreTrainedModel):
    """A BartModel with a head."""

    base_class = BartModel

    def __init__(self, config: BartLikeConfig):
        super().__init__(config)
        self.model = self.base_class(config)

    @property
    def tied_weights(self):
        return word_ties(self.config, "model.")

    def get_encoder(self):
        """The encoder: (input_ids, attention_mask) -> what `encoder_outputs` takes."""
        return self.model.encoder

    def get_decoder(self):
        return self.model.decoder


class BartForConditionalGeneration(BartTaskModel):
    """The next token of the decoder. labels [b t], -100 where they do not count; without
    decoder_input_ids, the decoder reads them shifted by one."""

    computed = (r"^final_logits_bias$",)

    def __init__(self, config: BartLikeConfig):
        super().__init__(config)
        words = config.decoder_words
        self.final_logits_bias = nn.Buffer((1, words), init="zeros")
        self.lm_head = nn.Linear(config.d_model, words, bias=False)

    @property
    def tied_weights(self):
        source = "shared" if self.config.share_words else "decoder.embed_tokens"
        return word_ties(self.config, "model.") | {"lm_head.weight": f"model.{source}.weight"}

    def get_output_embeddings(self):
        return self.lm_head

    def set_output_embeddings(self, value):
        self.lm_head = value

    def prepare_decoder_input_ids_from_labels(self, labels):
        """What the decoder reads to predict `labels` [b t]."""
        return before_labels(self.config, labels)

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
        labels=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if labels is not None and decoder_input_ids is None and decoder_inputs_embeds is None:
            decoder_input_ids = before_labels(self.config, labels)
        output = self.model(
            input_ids,
            attention_mask,
            decoder_input_ids,
            decoder_attention_mask,
            encoder_outputs,
            past_key_values,
            inputs_embeds,
            decoder_inputs_embeds,
            use_cache=False if labels is not None else use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        logits = self.lm_head(output.last_hidden_state) + ops.asarray(self.final_logits_bias)
        return Seq2SeqLMOutput(
            loss=None if labels is None else token_loss(logits, labels),
            logits=logits,
            past_key_values=output.past_key_values,
            decoder_hidden_states=output.decoder_hidden_states,
            decoder_attentions=output.decoder_attentions,
            cross_attentions=output.cross_attentions,
            encoder_last_hidden_state=output.encoder_last_hidden_state,
            encoder_hidden_states=output.encoder_hidden_states,
            encoder_attentions=output.encoder_attentions,
        )


class BartClassificationHead(nn.Module):
    def __init__(self, config: BartLikeConfig):
        super().__init__()
        self.dense = nn.Linear(config.d_model, config.d_model)
        self.dropout = nn.Dropout(config.classifier_dropout)
        self.out_proj = nn.Linear(config.d_model, config.num_labels)

    def forward(self, hidden):  # [b d] -> [b c]
        return self.out_proj(self.dropout(ops.tanh(self.dense(self.dropout(hidden)))))


class BartForSequenceClassification(BartTaskModel):
    """A class, several or a number per text, from the decoder's vector at the last end token:
    labels [b] or [b c]."""

    def __init__(self, config: BartLikeConfig):
        super().__init__(config)
        self.classification_head = BartClassificationHead(config)

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        decoder_input_ids=None,
        decoder_attention_mask=None,
        encoder_outputs=None,
        inputs_embeds=None,
        decoder_inputs_embeds=None,
        labels=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        output = self.model(
            input_ids,
            attention_mask,
            decoder_input_ids,
            decoder_attention_mask,
            encoder_outputs,
            None,
            inputs_embeds,
            decoder_inputs_embeds,
            use_cache=False if labels is not None else use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        logits = self.classification_head(
            last_eos(self.config, output.last_hidden_state, input_ids)
        )
        return Seq2SeqSequenceClassifierOutput(
            loss=None if labels is None else sequence_loss(self.config, logits, labels),
            logits=logits,
            past_key_values=output.past_key_values,
            decoder_hidden_states=output.decoder_hidden_states,
            decoder_attentions=output.decoder_attentions,
            cross_attentions=output.cross_attentions,
            encoder_last_hidden_state=output.encoder_last_hidden_state,
            encoder_hidden_states=output.encoder_hidden_states,
            encoder_attentions=output.encoder_attentions,
        )


class BartForQuestionAnswering(BartTaskModel):
    """Where an answer starts and ends in what the decoder reads: start_positions and
    end_positions [b]."""

    def __init__(self, config: BartLikeConfig):
        super().__init__(config)
        self.qa_outputs = nn.Linear(config.d_model, 2)

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        decoder_input_ids=None,
        decoder_attention_mask=None,
        encoder_outputs=None,
        start_positions=None,
        end_positions=None,
        inputs_embeds=None,
        decoder_inputs_embeds=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        wanted = start_positions is not None and end_positions is not None
        output = self.model(
            input_ids,
            attention_mask,
            decoder_input_ids,
            decoder_attention_mask,
            encoder_outputs,
            None,
            inputs_embeds,
            decoder_inputs_embeds,
            use_cache=False if wanted else use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        logits = self.qa_outputs(output.last_hidden_state)  # [b t 2]
        start, end = logits[..., 0], logits[..., 1]
        return Seq2SeqQuestionAnsweringModelOutput(
            loss=span_loss(start, end, start_positions, end_positions) if wanted else None,
            start_logits=start,
            end_logits=end,
            past_key_values=output.past_key_values,
            decoder_hidden_states=output.decoder_hidden_states,
            decoder_attentions=output.decoder_attentions,
            cross_attentions=output.cross_attentions,
            encoder_last_hidden_state=output.encoder_last_hidden_state,
            encoder_hidden_states=output.encoder_hidden_states,
            encoder_attentions=output.encoder_attentions,
        )


class BartDecoderWrapper(nn.Module):
    """Gives the decoder alone the name that it has in whole checkpoints."""

    def __init__(self, decoder: BartStack):
        super().__init__()
        self.decoder = decoder

    def forward(self, *args, **kwargs):
        return self.decoder(*args, **kwargs)


TIED_DECODER = {"lm_head.weight": "model.decoder.embed_tokens.weight"}


class BartForCausalLM(OutputEmbeddings, BartPreTrainedModel):
    """The decoder alone: the next token; of a whole checkpoint it takes its part.

    labels [b t] are compared as they are, not shifted. encoder_hidden_states [b k d], with
    encoder_attention_mask [b k], are attended to if they are given.
    """

    output_embeddings = "lm_head"
    decoder_class: type[BartStack] = BartStack
    tied_weights = TIED_DECODER
    # A whole checkpoint holds its one table of words under another name.
    renames = ((r"^(model\.)?shared\.weight$", "model.decoder.embed_tokens.weight"),)
    optional_parts = (r"^(model\.)?(encoder|shared)\.", r"^final_logits_bias$")

    def __init__(self, config: BartLikeConfig):
        super().__init__(config)
        self.model = BartDecoderWrapper(self.decoder_class(config, decoder=True))
        scores = nn.Linear(config.d_model, config.decoder_words, bias=False)
        setattr(self, self.output_embeddings, scores)

    def get_input_embeddings(self):
        return self.model.decoder.embed_tokens

    def set_input_embeddings(self, value):
        self.model.decoder.embed_tokens = value
        self.tie_weights()

    def get_decoder(self):
        return self.model.decoder

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        encoder_hidden_states=None,
        encoder_attention_mask=None,
        past_key_values=None,
        inputs_embeds=None,
        labels=None,
        *,
        use_cache: bool | None = None,
        logits_to_keep=0,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """`logits_to_keep`: how many of the last tokens get logits (0: all), or their places."""
        output = self.model(
            input_ids,
            attention_mask,
            inputs_embeds,
            encoder_hidden_states,
            encoder_attention_mask,
            past_key_values,
            use_cache=self.config.use_cache if use_cache is None else use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        scores = self.get_output_embeddings()
        logits = scores(wanted(output.last_hidden_state, logits_to_keep))
        return CausalLMOutputWithCrossAttentions(
            loss=None if labels is None else token_loss(logits, labels),
            logits=logits,
            past_key_values=output.past_key_values,
            hidden_states=output.hidden_states,
            attentions=output.attentions,
            cross_attentions=output.cross_attentions,
        )


HEADS = {
    "base": BartModel,
    "pretraining": BartForConditionalGeneration,
    "causal-lm": BartForCausalLM,
    "masked-lm": BartForConditionalGeneration,
    "seq2seq-lm": BartForConditionalGeneration,
    "sequence-classification": BartForSequenceClassification,
    "question-answering": BartForQuestionAnswering,
}
