"""SpeechT5: Ao et al., 2021, arXiv:2110.07205.

One encoder and one decoder; what goes in and comes out, speech or text, passes nets of its own:
wav2vec 2.0's convolutions read speech, Tacotron 2's nets (Shen et al., 2017, arXiv:1712.05884)
write it.

b batch, t tokens or frames, q queries, k keys, h heads, s size of a head, d hidden,
m mel bins, r frames per step of the decoder, e size of a speaker's vector, v vocabulary.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.speecht5 import SpeechT5Config
from auto_core.errors import InputError
from auto_core.outputs import (
    BaseModelOutput,
    BaseModelOutputWithPastAndCrossAttentions,
    Seq2SeqLMOutput,
    Seq2SeqModelOutput,
    Seq2SeqSpectrogramOutput,
)

from .. import nn, ops
from ..blocks import attention_masks, frame_lengths, kv_cache
from ..blocks.activations import activation
from ..blocks.layer_drop import LayerDrop
from ..blocks.losses import token_loss
from ..blocks.position_ids import sinusoids, unpadded_positions
from ..blocks.seq2seq import encoded, shift_right
from ..blocks.spec_augment import SpecAugment
from .wav2vec2 import (
    Wav2Vec2FeatureEncoder,
    Wav2Vec2FeatureProjection,
    Wav2Vec2PositionalConvEmbedding,
)

# --- positions ---------------------------------------------------------------------------------


class SpeechT5ScaledPositionalEncoding(nn.Module):
    """Sinusoidal position embeddings, scaled: section 3.2 of arXiv:1809.08895."""

    def __init__(self, config: SpeechT5Config):
        super().__init__()
        self.size = config.hidden_size
        self.alpha = nn.Parameter((), init="ones")
        self.dropout = nn.Dropout(config.positional_dropout)

    def forward(self, embedded, start=0):  # [b t d] -> [b t d]
        position = ops.arange(0, ops.shape(embedded)[1], like=embedded, dtype="int64") + start
        table = sinusoids(position, self.size, interleaved=True, like=embedded)
        return self.dropout(embedded + ops.asarray(self.alpha) * table)


class SpeechT5SinusoidalPositionalEmbedding(nn.Module):
    """Sinusoidal position embeddings, sines first; padding's row is zeros."""

    def __init__(self, config: SpeechT5Config):
        super().__init__()
        self.size, self.pad = config.hidden_size, config.pad_token_id

    def forward(self, ids, *, start=0, like):  # [b t], tokens or 1 at padding -> [b t d]
        position = unpadded_positions(ids, None, pad=self.pad, start=start)
        table = sinusoids(position, self.size, interleaved=False, like=like)
        return ops.where(ops.unsqueeze(position == self.pad, -1), 0.0, table)


class SpeechT5RelativePositionalEncoding(nn.Module):
    """Relative position biases: Shaw et al., 2018, arXiv:1803.02155."""

    def __init__(self, size: int, most: int):
        super().__init__()
        self.most = most
        self.pe_k = nn.Embedding(2 * most, size)

    def forward(self, query):  # [b t h s], scaled -> [b h q k]
        batch, tokens, heads, _ = ops.shape(query)
        row = ops.arange(0, 2 * self.most, like=query, dtype="int64")
        by_distance = ops.einsum("bqhs,ps->bhqp", query, self.pe_k(row))
        position = ops.arange(0, tokens, like=query, dtype="int64")
        distance = ops.unsqueeze(position, 1) - ops.unsqueeze(position, 0)
        row = ops.clamp(distance, min=-self.most, max=self.most - 1) + self.most  # [q k]
        return ops.gather(by_distance, -1, ops.expand(row, (batch, heads, tokens, tokens)))


# --- nets before and after ------------------------------------------------------------------


class SpeechT5SpeechEncoderPrenet(nn.Module):
    """Waveforms [b samples] to vectors."""

    def __init__(self, config: SpeechT5Config):
        super().__init__()
        self.config = config
        self.feature_encoder = Wav2Vec2FeatureEncoder(config)
        self.feature_projection = Wav2Vec2FeatureProjection(config)
        if config.mask_time_prob > 0 or config.mask_feature_prob > 0:
            self.masked_spec_embed = nn.Parameter((config.hidden_size,), init="normal")
        self.spec_augment = SpecAugment(config)
        self.pos_conv_embed = Wav2Vec2PositionalConvEmbedding(config)
        self.pos_sinusoidal_embed = SpeechT5SinusoidalPositionalEmbedding(config)

    def frame_mask(self, frames, attention_mask):  # [b samples] -> [b t] booleans
        return frame_lengths.frame_mask(self.config, attention_mask, frames, adapter=False)

    def forward(self, input_values, attention_mask):  # -> [b t d], [b t] or None
        hidden, _ = self.feature_projection(self.feature_encoder(input_values))
        batch, frames, _ = ops.shape(hidden)
        valid, frame_mask = None, None
        if attention_mask is not None:
            frame_mask = self.frame_mask(frames, attention_mask)
            valid = ops.sum(ops.cast(frame_mask, "int64"), 1)
        vector = getattr(self, "masked_spec_embed", None)
        vector = None if vector is None else ops.asarray(vector)
        hidden = self.spec_augment(hidden, valid, None, vector)
        hidden = hidden + self.pos_conv_embed(hidden)
        # As published, positions are counted over "tokens" that are 0 where there is sound.
        silent = ops.zeros((batch, frames), like=hidden, dtype="int64")
        silent = silent if frame_mask is None else ops.cast(~frame_mask, "int64")
        return hidden + self.pos_sinusoidal_embed(silent, like=hidden), frame_mask


class SpeechT5TextEncoderPrenet(nn.Module):
    def __init__(self, config: SpeechT5Config):
        super().__init__()
        self.embed_tokens = nn.Embedding(
            config.vocab_size, config.hidden_size, padding_idx=config.pad_token_id
        )
        self.encode_positions = SpeechT5ScaledPositionalEncoding(config)

    def forward(self, input_ids, attention_mask):  # [b t] -> [b t d], [b t]
        return self.encode_positions(self.embed_tokens(input_ids)), attention_mask


class SpeechT5TextDecoderPrenet(nn.Module):
    def __init__(self, config: SpeechT5Config):
        super().__init__()
        self.scale = config.hidden_size**0.5 if config.scale_embedding else 1.0
        self.embed_tokens = nn.Embedding(
            config.vocab_size, config.hidden_size, padding_idx=config.pad_token_id
        )
        self.embed_positions = SpeechT5SinusoidalPositionalEmbedding(config)
        self.dropout = nn.Dropout(config.positional_dropout)

    def forward(self, input_ids, past):  # [b t] -> [b t d]
        embedded = self.embed_tokens(input_ids) * self.scale
        start = kv_cache.filled(past)
        return self.dropout(embedded + self.embed_positions(input_ids, start=start, like=embedded))


class ConsistentDropout(nn.Module):
    """Dropout in training and outside of it, the same for all of a batch.

    As published, `p` is the share that is kept; what is kept is scaled by 1 / (1 - p).
    """

    def __init__(self, p: float):
        super().__init__()
        self.p = p
        self.random = nn.Random()

    def forward(self, x):  # [b t c] -> [b t c]
        kept = self.random.uniform(ops.shape(x)[1:], like=x) < self.p
        return ops.where(kept, x, 0.0) / (1 - self.p)


class SpeechT5SpeechDecoderPrenet(nn.Module):
    """Frames [b t m] and speaker embeddings to hidden states."""

    def __init__(self, config: SpeechT5Config):
        super().__init__()
        d, units = config.hidden_size, config.speech_decoder_prenet_units
        layers = range(config.speech_decoder_prenet_layers)
        self.layers = nn.ModuleList(
            nn.Linear(units if layer else config.num_mel_bins, units) for layer in layers
        )
        self.final_layer = nn.Linear(units, d)
        self.encode_positions = SpeechT5ScaledPositionalEncoding(config)
        self.speaker_embeds_layer = nn.Linear(config.speaker_embedding_dim + d, d)
        self.dropout = ConsistentDropout(config.speech_decoder_prenet_dropout)

    def forward(self, frames, speaker, start=0):  # [b t m], [b e] or None -> [b t d]
        hidden = frames
        for layer in self.layers:
            hidden = self.dropout(ops.relu(layer(hidden)))
        hidden = self.encode_positions(self.final_layer(hidden), start)
        if speaker is None:
            return hidden
        length = ops.sqrt(ops.sum(speaker * speaker, 1, keepdim=True))
        speaker = ops.unsqueeze(speaker / ops.clamp(length, min=1e-12), 1)
        batch, steps, _ = ops.shape(hidden)
        speaker = ops.expand(speaker, (batch, steps, ops.shape(speaker)[2]))
        return ops.relu(self.speaker_embeds_layer(ops.cat([hidden, speaker], -1)))


class SpeechT5BatchNormConvLayer(nn.Module):
    def __init__(self, config: SpeechT5Config, layer: int):
        super().__init__()
        last = layer == config.speech_decoder_postnet_layers - 1
        mels, units = config.num_mel_bins, config.speech_decoder_postnet_units
        size = config.speech_decoder_postnet_kernel
        outputs = mels if last else units
        self.conv = nn.Conv1d(
            units if layer else mels, outputs, size, padding=(size - 1) // 2, bias=False
        )
        self.batch_norm = nn.BatchNorm1d(outputs, eps=1e-5, momentum=0.1)
        self.last = last
        self.dropout = nn.Dropout(config.speech_decoder_postnet_dropout)

    def forward(self, hidden):  # [b t c] -> [b t c]
        hidden = self.batch_norm(self.conv(hidden))
        return self.dropout(hidden if self.last else ops.tanh(hidden))


class SpeechT5SpeechDecoderPostnet(nn.Module):
    """The decoder's vectors to frames, and to the scores of being the last one."""

    def __init__(self, config: SpeechT5Config):
        super().__init__()
        self.mels, self.frames = config.num_mel_bins, config.reduction_factor
        self.feat_out = nn.Linear(config.hidden_size, self.mels * self.frames)
        self.prob_out = nn.Linear(config.hidden_size, self.frames)
        self.layers = nn.ModuleList(
            SpeechT5BatchNormConvLayer(config, layer)
            for layer in range(config.speech_decoder_postnet_layers)
        )

    def draft(self, hidden):  # [b t d] -> [b t*r m], [b t*r]
        batch, steps, _ = ops.shape(hidden)
        frames = ops.reshape(self.feat_out(hidden), (batch, steps * self.frames, self.mels))
        return frames, ops.reshape(self.prob_out(hidden), (batch, steps * self.frames))

    def refine(self, frames, spoken=None):  # [b t m], [b t 1] booleans -> [b t m]
        """What is not spoken is as good as the padding of convolutions, and comes out as zeros."""

        def silenced(x):
            return x if spoken is None else ops.where(spoken, x, 0.0)

        change = frames = silenced(frames)
        for layer in self.layers:
            change = silenced(layer(change))
        return frames + change


class SpeechT5TextDecoderPostnet(nn.Module):
    def __init__(self, config: SpeechT5Config):
        super().__init__()
        self.lm_head = nn.Linear(config.hidden_size, config.vocab_size, bias=False)

    def forward(self, hidden):  # [b t d] -> [b t v]
        return self.lm_head(hidden)


# --- encoder and decoder --------------------------------------------------------------------


class SpeechT5Attention(nn.Module):
    """Attention of queries to keys and values that `project` has made."""

    def __init__(self, config: SpeechT5Config, heads: int):
        super().__init__()
        d = config.hidden_size
        self.heads, self.head_size = heads, d // heads
        self.k_proj = nn.Linear(d, d)
        self.v_proj = nn.Linear(d, d)
        self.q_proj = nn.Linear(d, d)
        self.out_proj = nn.Linear(d, d)
        self.dropout = nn.Dropout(config.attention_dropout)

    def split_heads(self, x):  # [b t d] -> [b t h s]
        batch, tokens, _ = ops.shape(x)
        return ops.reshape(x, (batch, tokens, self.heads, self.head_size))

    def project(self, x):  # [b k d] -> two of [b k h s]
        return self.split_heads(self.k_proj(x)), self.split_heads(self.v_proj(x))

    def forward(
        self, hidden, attention_mask, key, value, *, distances=None, causal, output_attentions
    ):
        query, scale = self.split_heads(self.q_proj(hidden)), self.head_size**-0.5
        output, weights = ops.attention(
            query,
            key,
            value,
            scale=scale,
            mask=attention_mask,
            causal=causal,
            bias=None if distances is None else distances(query * scale),
            dropout=self.dropout,
            return_weights=output_attentions,
        )
        batch, tokens, size = ops.shape(hidden)
        return self.out_proj(ops.reshape(output, (batch, tokens, size))), weights


class SpeechT5FeedForward(nn.Module):
    def __init__(self, config: SpeechT5Config, inner: int):
        super().__init__()
        self.intermediate_dense = nn.Linear(config.hidden_size, inner)
        self.intermediate_dropout = nn.Dropout(config.activation_dropout)
        self.activation = activation(config.hidden_act)
        self.output_dense = nn.Linear(inner, config.hidden_size)
        self.output_dropout = nn.Dropout(config.hidden_dropout)

    def forward(self, hidden):  # [b t d] -> [b t d]
        hidden = self.intermediate_dropout(self.activation(self.intermediate_dense(hidden)))
        return self.output_dropout(self.output_dense(hidden))


class SpeechT5EncoderLayer(nn.Block):
    def __init__(self, config: SpeechT5Config):
        super().__init__()
        d, eps = config.hidden_size, config.layer_norm_eps
        self.attention = SpeechT5Attention(config, config.encoder_attention_heads)
        self.dropout = nn.Dropout(config.hidden_dropout)
        self.layer_norm = nn.LayerNorm(d, eps=eps)
        self.feed_forward = SpeechT5FeedForward(config, config.encoder_ffn_dim)
        self.final_layer_norm = nn.LayerNorm(d, eps=eps)

    def forward(self, hidden, attention_mask, *, distances, output_attentions):
        """[b t d] -> [b t d], weights."""
        change, weights = self.attention(
            hidden,
            attention_mask,
            *self.attention.project(hidden),
            distances=distances,
            causal=False,
            output_attentions=output_attentions,
        )
        hidden = self.layer_norm(hidden + self.dropout(change))
        return self.final_layer_norm(hidden + self.feed_forward(hidden)), weights


class SpeechT5Encoder(nn.Module):
    def __init__(self, config: SpeechT5Config):
        super().__init__()
        d = config.hidden_size
        self.layer_norm = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout)
        self.layers = nn.ModuleList(
            SpeechT5EncoderLayer(config) for _ in range(config.encoder_layers)
        )
        self.embed_positions = SpeechT5RelativePositionalEncoding(
            d // config.encoder_attention_heads, config.encoder_max_relative_position
        )
        self.layerdrop = LayerDrop(config.encoder_layerdrop)

    def forward(self, hidden, attention_mask, *, output_attentions, output_hidden_states):
        mask = attention_masks.boolean_mask(attention_mask)
        hidden = self.dropout(self.layer_norm(hidden))
        states, attentions = (), ()
        for layer in self.layers:
            states += (hidden,)
            output, weights = layer(
                hidden,
                mask,
                distances=self.embed_positions,
                output_attentions=output_attentions,
            )
            hidden = self.layerdrop(output, hidden)
            attentions += (weights,)
        return BaseModelOutput(
            last_hidden_state=hidden,
            hidden_states=(*states, hidden) if output_hidden_states else None,
            attentions=attentions if output_attentions else None,
        )


class SpeechT5DecoderLayer(nn.Block):
    def __init__(self, config: SpeechT5Config):
        super().__init__()
        d, eps = config.hidden_size, config.layer_norm_eps
        self.self_attn = SpeechT5Attention(config, config.decoder_attention_heads)
        self.dropout = nn.Dropout(config.hidden_dropout)
        self.self_attn_layer_norm = nn.LayerNorm(d, eps=eps)
        self.encoder_attn = SpeechT5Attention(config, config.decoder_attention_heads)
        self.encoder_attn_layer_norm = nn.LayerNorm(d, eps=eps)
        self.feed_forward = SpeechT5FeedForward(config, config.decoder_ffn_dim)
        self.final_layer_norm = nn.LayerNorm(d, eps=eps)

    def forward(
        self,
        hidden,
        attention_mask,
        context,
        context_mask,
        past,
        *,
        layer,
        causal,
        output_attentions,
    ):
        """[b t d] -> [b t d], weights, cross weights, (keys, values), cross (keys, values)."""
        key, value = kv_cache.extend(past, layer, *self.self_attn.project(hidden))
        change, weights = self.self_attn(
            hidden, attention_mask, key, value, causal=causal, output_attentions=output_attentions
        )
        hidden = self.self_attn_layer_norm(hidden + self.dropout(change))
        cross, cross_weights = None, None
        if context is not None:
            cross = kv_cache.cross(past, layer, self.encoder_attn.project, context)
            change, cross_weights = self.encoder_attn(
                hidden, context_mask, *cross, causal=False, output_attentions=output_attentions
            )
            hidden = self.encoder_attn_layer_norm(hidden + self.dropout(change))
        hidden = self.final_layer_norm(hidden + self.feed_forward(hidden))
        return hidden, weights, cross_weights, (key, value), cross


class SpeechT5Decoder(nn.Module):
    def __init__(self, config: SpeechT5Config):
        super().__init__()
        self.layers = nn.ModuleList(
            SpeechT5DecoderLayer(config) for _ in range(config.decoder_layers)
        )
        self.layerdrop = LayerDrop(config.decoder_layerdrop)

    def forward(
        self,
        hidden,
        attention_mask,
        context,
        context_mask,
        past,
        *,
        use_cache,
        output_attentions,
        output_hidden_states,
    ):
        mask, causal = attention_masks.causal_mask(attention_mask, past, hidden)
        context_mask = attention_masks.boolean_mask(context_mask)
        tokens = ops.shape(hidden)[1]
        states, attentions, cross_attentions = (), (), ()
        presents, cross_presents = (), ()
        for index, layer in enumerate(self.layers):
            states += (hidden,)
            output, weights, cross_weights, present, cross = layer(
                hidden,
                mask,
                context,
                context_mask,
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
        return BaseModelOutputWithPastAndCrossAttentions(
            last_hidden_state=hidden,
            past_key_values=(
                kv_cache.advanced(past, tokens, presents, cross_presents) if use_cache else None
            ),
            hidden_states=(*states, hidden) if output_hidden_states else None,
            attentions=attentions if output_attentions else None,
            cross_attentions=cross_attentions if output_attentions and cross_presents else None,
        )


class SpeechT5EncoderWithPrenet(nn.Module):
    """The encoder behind a net for speech or for text, or behind none (`input_values` [b t d])."""

    def __init__(self, config: SpeechT5Config, prenet):
        super().__init__()
        if prenet is not None:
            self.prenet = prenet(config)
        self.bare = prenet is None
        self.wrapped_encoder = SpeechT5Encoder(config)

    def forward(
        self,
        input_values,
        attention_mask=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        hidden, mask = input_values, attention_mask
        if not self.bare:
            hidden, mask = self.prenet(input_values, attention_mask)
        return self.wrapped_encoder(
            hidden,
            mask,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )


class SpeechT5DecoderWithPrenet(nn.Module):
    """The decoder, with a net for speech or for text that the model calls before it."""

    def __init__(self, config: SpeechT5Config, prenet):
        super().__init__()
        if prenet is not None:
            self.prenet = prenet(config)
        self.wrapped_decoder = SpeechT5Decoder(config)


# --- models ---------------------------------------------------------------------------------


class SpeechT5PreTrainedModel(nn.PreTrainedModel):
    """What all SpeechT5 models share."""

    config_class = SpeechT5Config
    base_model_prefix = "speecht5"
    main_input_name = "input_values"
    # Tables of positions that older files hold.
    ignored_keys = (
        r"encode_positions\.pe$",
        r"(pos_sinusoidal_embed|embed_positions)\.weights$",
    )

    def freeze_feature_encoder(self) -> None:
        """Leave the convolutions, which turn samples into frames, as they are in training.

        Nothing is frozen where the encoder reads no samples.
        """
        model = self.base_model
        if model.speech_input:
            self._freeze(model.encoder.prenet.feature_encoder)


class SpeechT5Model(SpeechT5PreTrainedModel):
    """Encoder and decoder without the nets around them.

    Args of `forward`:
        input_values: [b k d] for the encoder (with a net before it, what that takes).
        attention_mask: [b k], 1 for what counts and 0 for padding.
        decoder_input_values: [b t d] for the decoder (the same).
        encoder_outputs: of an earlier call or of `get_encoder()`, instead of input_values.
        past_key_values: a KeyValueCache from an earlier call; it keeps cross-attention's keys.
        speaker_embeddings: [b e], for the net that speaks.
    """

    # Of a whole model's files it takes its part.
    optional_parts = (r"^(speecht5\.)?(encoder|decoder)\.prenet\.",)

    def __init__(self, config: SpeechT5Config, encoder_prenet=None, decoder_prenet=None):
        super().__init__(config)
        self.encoder = SpeechT5EncoderWithPrenet(config, encoder_prenet)
        self.decoder = SpeechT5DecoderWithPrenet(config, decoder_prenet)
        self.speech_input = encoder_prenet is SpeechT5SpeechEncoderPrenet
        self.text_input = encoder_prenet is SpeechT5TextEncoderPrenet
        self.text_output = decoder_prenet is SpeechT5TextDecoderPrenet
        self.speech_output = decoder_prenet is SpeechT5SpeechDecoderPrenet

    def _embedding_net(self):
        if self.text_input:
            return self.encoder.prenet
        return self.decoder.prenet if self.text_output else None

    def get_input_embeddings(self):
        net = self._embedding_net()
        return None if net is None else net.embed_tokens

    def set_input_embeddings(self, value):
        net = self._embedding_net()
        if net is None:
            raise InputError("SpeechT5Model without nets around it has no table of tokens.")
        net.embed_tokens = value

    def get_encoder(self):
        """The encoder: (input_values, attention_mask) -> what `encoder_outputs` takes."""
        return self.encoder

    def get_decoder(self):
        return self.decoder

    def context_mask(self, encoder, attention_mask):  # of the encoder's steps [b k]
        if attention_mask is None or not self.speech_input:
            return attention_mask
        frames = ops.shape(encoder.last_hidden_state)[1]
        return self.encoder.prenet.frame_mask(frames, attention_mask)

    def decode(
        self, encoder, context_mask, values, attention_mask, past, speaker, **options
    ):  # [b t ...] -> the decoder's output
        hidden = values
        if self.text_output:
            hidden = self.decoder.prenet(values, past)
        elif self.speech_output:
            hidden = self.decoder.prenet(values, speaker, kv_cache.filled(past))
        return self.decoder.wrapped_decoder(
            hidden, attention_mask, encoder.last_hidden_state, context_mask, past, **options
        )

    def forward(
        self,
        input_values=None,
        attention_mask=None,
        decoder_input_values=None,
        decoder_attention_mask=None,
        encoder_outputs=None,
        past_key_values=None,
        speaker_embeddings=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if decoder_input_values is None:
            raise InputError("The decoder has nothing to go on: pass its input, or labels.")
        requests = dict(
            output_attentions=output_attentions, output_hidden_states=output_hidden_states
        )
        if encoder_outputs is None:
            encoder = self.encoder(input_values, attention_mask, **requests)
        else:
            encoder = encoded(encoder_outputs)
        decoder = self.decode(
            encoder,
            self.context_mask(encoder, attention_mask),
            decoder_input_values,
            decoder_attention_mask,
            past_key_values,
            speaker_embeddings,
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


def around(output):
    """The fields of a Seq2SeqModelOutput that heads hand on."""
    return dict(
        past_key_values=output.past_key_values,
        decoder_hidden_states=output.decoder_hidden_states,
        decoder_attentions=output.decoder_attentions,
        cross_attentions=output.cross_attentions,
        encoder_last_hidden_state=output.encoder_last_hidden_state,
        encoder_hidden_states=output.encoder_hidden_states,
        encoder_attentions=output.encoder_attentions,
    )


TIED_EMBEDDINGS = {
    "text_decoder_postnet.lm_head.weight": "speecht5.decoder.prenet.embed_tokens.weight"
}


class SpeechT5ForSpeechToText(SpeechT5PreTrainedModel):
    """Speech to text: input_values [b samples]; labels [b t], -100 where they do not count."""

    base_class = SpeechT5Model
    excluded_inputs = ("decoder_input_values", "speaker_embeddings")
    input_order = ("input_values", "attention_mask", "decoder_input_ids")
    tied_weights = TIED_EMBEDDINGS

    def __init__(self, config: SpeechT5Config):
        super().__init__(config)
        self.speecht5 = SpeechT5Model(
            config, SpeechT5SpeechEncoderPrenet, SpeechT5TextDecoderPrenet
        )
        self.text_decoder_postnet = SpeechT5TextDecoderPostnet(config)

    def get_encoder(self):
        """The encoder: (input_values, attention_mask) -> what `encoder_outputs` takes."""
        return self.speecht5.encoder

    def get_output_embeddings(self):
        return self.text_decoder_postnet.lm_head

    def set_output_embeddings(self, value):
        self.text_decoder_postnet.lm_head = value

    def forward(self, decoder_input_ids=None, labels=None, **inputs: Any):
        if labels is not None and decoder_input_ids is None:
            decoder_input_ids = shift_right(self.config, labels)
        output = self.speecht5(decoder_input_values=decoder_input_ids, **inputs, return_dict=True)
        logits = self.text_decoder_postnet(output.last_hidden_state)
        return Seq2SeqLMOutput(
            loss=None if labels is None else token_loss(logits, labels),
            logits=logits,
            **around(output),
        )


def frames_before(config: SpeechT5Config, labels, mask):
    """What the decoder reads to predict frames [b t m]: one of each step, a step later."""
    first = config.reduction_factor - 1
    frames = labels[:, first :: config.reduction_factor]
    mask = None if mask is None else mask[:, first :: config.reduction_factor]
    frames = ops.pad(frames, [(0, 0), (1, 0), (0, 0)], value=0)[:, :-1]
    return ops.where(frames == -100.0, 0.0, frames), mask


def spectrogram_loss(config: SpeechT5Config, mask, draft, refined, stop, labels, cross_attentions):
    """Distances of both spectrograms, the stop, and whether attention moves along.

    labels [b t m] are -100 where there is no sound. The last part: Tachibana et al., 2017,
    arXiv:1710.08969.
    """
    counted = ops.cast(labels != -100.0, ops.dtype(draft))

    def mean(values, weights):
        return ops.sum(values * weights, tuple(range(len(ops.shape(values))))) / ops.sum(
            weights, tuple(range(len(ops.shape(weights))))
        )

    loss = mean(ops.abs(refined - labels), counted) + mean(ops.abs(draft - labels), counted)
    sounds = counted[..., 0]  # [b t]
    ends = ops.pad(1 - sounds, [(0, 0), (0, 1)], value=1)[:, 1:]  # the next frame is silent
    # Cross-entropy in which one end weighs as much as five frames that go on.
    loss = loss + mean((1 - ends) * stop + (1 + 4 * ends) * ops.softplus(-stop), sounds)
    if not config.use_guided_attention_loss:
        return loss
    heads = config.guided_attention_loss_num_heads
    weights = ops.cat([layer[:, :heads] for layer in cross_attentions], 1)  # [b n q k]
    steps = sounds[:, config.reduction_factor - 1 :: config.reduction_factor]
    if mask is None:
        mask = ops.ones((ops.shape(weights)[0], ops.shape(weights)[3]), like=weights)
    tokens = ops.cast(mask == 1, ops.dtype(weights))
    offset = progress(steps)[:, :, None] - progress(tokens)[:, None, :]  # [b q k]
    distance = 1 - ops.exp(-offset * offset / (2 * config.guided_attention_loss_sigma**2))
    counted = steps[:, :, None] * tokens[:, None, :]
    many = ops.ones(ops.shape(weights), like=weights)
    guided = mean(weights * distance[:, None], counted[:, None] * many)
    return loss + config.guided_attention_loss_scale * guided


def progress(counted):  # [b t] of ones, then zeros -> [b t], 0 to 1
    position = ops.arange(0, ops.shape(counted)[1], like=counted, dtype="int64")
    length = ops.clamp(ops.sum(counted, 1, keepdim=True), min=1.0)  # of nothing, nothing counts
    return ops.cast(position, ops.dtype(counted)) / length


class SpeechT5SpeakingModel(SpeechT5PreTrainedModel):
    """A SpeechT5 that synthesises speech: `generate_speech`."""

    base_class = SpeechT5Model
    generates_frames = True
    encoder_prenet = SpeechT5TextEncoderPrenet

    def __init__(self, config: SpeechT5Config):
        super().__init__(config)
        self.speecht5 = SpeechT5Model(config, self.encoder_prenet, SpeechT5SpeechDecoderPrenet)
        self.speech_decoder_postnet = SpeechT5SpeechDecoderPostnet(config)

    def get_encoder(self):
        """The encoder: (input, attention_mask) -> what `encoder_outputs` takes."""
        return self.speecht5.encoder

    def speak(
        self, labels, *, decoder_input_values=None, decoder_attention_mask=None, **inputs: Any
    ):
        """The output for frames that are given, or those before `labels` [b t m]; the spectrogram
        as a draft and refined, and where it stops."""
        if labels is not None and decoder_input_values is None:
            decoder_input_values, decoder_attention_mask = frames_before(
                self.config, labels, decoder_attention_mask
            )
        output = self.speecht5(
            decoder_input_values=decoder_input_values,
            decoder_attention_mask=decoder_attention_mask,
            **inputs,
            return_dict=True,
        )
        draft, stop = self.speech_decoder_postnet.draft(output.last_hidden_state)
        return output, draft, self.speech_decoder_postnet.refine(draft), stop


class SpeechT5ForTextToSpeech(SpeechT5SpeakingModel):
    """Text to spectrograms: input_ids [b k]; labels [b t m], -100 where there is no sound.

    The net before the decoder leaves things out by chance even when it is not trained; the
    framework's seed governs that.
    """

    main_input_name = "input_ids"
    excluded_inputs = ("input_values",)
    input_order = ("input_ids",)

    def forward(
        self,
        input_ids=None,
        labels=None,
        stop_labels=None,
        *,
        output_attentions: bool = False,
        **inputs: Any,
    ):
        """`stop_labels` are accepted as transformers does: the stop follows from `labels`."""
        guided = labels is not None and self.config.use_guided_attention_loss
        output, draft, refined, stop = self.speak(
            labels,
            input_values=input_ids,
            output_attentions=output_attentions or guided,
            **inputs,
        )
        loss = None
        if labels is not None:
            mask, attentions = inputs.get("attention_mask"), output.cross_attentions
            loss = spectrogram_loss(self.config, mask, draft, refined, stop, labels, attentions)
        return Seq2SeqSpectrogramOutput(loss=loss, spectrogram=refined, **around(output))


class SpeechT5ForSpeechToSpeech(SpeechT5SpeakingModel):
    """Speech in another voice: input_values [b samples] to spectrograms. It has no loss."""

    encoder_prenet = SpeechT5SpeechEncoderPrenet

    def forward(self, labels=None, stop_labels=None, **inputs: Any):
        """`labels` [b t m] are only the decoder's inputs."""
        output, _, refined, _ = self.speak(labels, **inputs)
        return Seq2SeqSpectrogramOutput(spectrogram=refined, **around(output))


HEADS = {
    "base": SpeechT5Model,
    "speech-seq2seq": SpeechT5ForSpeechToText,
    "text-to-spectrogram": SpeechT5ForTextToSpeech,
}
