"""Moonshine: Jeffries et al., 2024, arXiv:2410.15608.

Convolutions over the waveform and a transformer of an encoder and a decoder with rotary positions;
recordings are as long as they are, not padded to a window.

b batch, n samples, k positions of the encoder, t tokens, h heads, s size of a head, d hidden,
f feed-forward, v vocabulary.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.moonshine import MoonshineConfig
from auto_core.errors import InputError
from auto_core.outputs import BaseModelOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks, kv_cache
from ..blocks.activations import activation
from ..blocks.attention import Attention, CrossAttention, recorded, split_heads
from ..blocks.rotary import RotaryEmbedding, rotate_pairs
from ..blocks.seq2seq import encoded, joined, with_return_dict
from ..blocks.seq2seq_heads import Seq2SeqLM

EPS = 1e-5
KERNELS, STRIDES = (127, 7, 3), (64, 3, 2)  # of the convolutions


class MoonshineAttention(nn.Module):
    def __init__(self, config: MoonshineConfig):
        super().__init__()
        d, bias = config.hidden_size, config.attention_bias
        self.head_size = config.head_size
        size = self.head_size * config.num_attention_heads
        self.q_proj = nn.Linear(d, size, bias=bias)
        self.k_proj = nn.Linear(d, size, bias=bias)
        self.v_proj = nn.Linear(d, size, bias=bias)
        self.o_proj = nn.Linear(size, d, bias=False)
        self.dropout = nn.Dropout(config.attention_dropout)

    def project(self, hidden):  # [b k d] -> two of [b k h s]
        projected = self.k_proj(hidden), self.v_proj(hidden)
        return tuple(split_heads(x, self.head_size) for x in projected)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d], to the tokens themselves
        key, value = self.project(hidden)
        key, value = attend.extend(rotate_pairs(key, *rotation), value)
        query = rotate_pairs(split_heads(self.q_proj(hidden), self.head_size), *rotation)
        return self.attended(query, key, value, attend)

    def attended(self, query, key, value, attend):
        options = dict(scale=self.head_size**-0.5, dropout=self.dropout)
        return self.o_proj(attend(query, key, value, **options))


class MoonshineCrossAttention(MoonshineAttention):
    def forward(self, hidden, source, attend):  # [b t d], [b k d] -> [b t d]
        key, value = attend.project(self.project, source)
        query = split_heads(self.q_proj(hidden), self.head_size)
        return self.attended(query, key, value, attend)


class MoonshineEncoderMLP(nn.Module):
    def __init__(self, config: MoonshineConfig):
        super().__init__()
        self.fc1 = nn.Linear(config.hidden_size, config.intermediate_size)
        self.fc2 = nn.Linear(config.intermediate_size, config.hidden_size)
        self.activation = activation(config.encoder_hidden_act)

    def forward(self, hidden):
        return self.fc2(self.activation(self.fc1(hidden)))


class MoonshineDecoderMLP(nn.Module):
    def __init__(self, config: MoonshineConfig):
        super().__init__()
        self.size = config.intermediate_size
        self.fc1 = nn.Linear(config.hidden_size, 2 * self.size)
        self.fc2 = nn.Linear(self.size, config.hidden_size)
        self.activation = activation(config.decoder_hidden_act)

    def forward(self, hidden):
        values, gate = ops.split(self.fc1(hidden), [self.size, self.size], -1)
        return self.fc2(self.activation(gate) * values)


def norm(config: MoonshineConfig) -> nn.LayerNorm:
    return nn.LayerNorm(config.hidden_size, eps=EPS, bias=False)


class MoonshineEncoderLayer(nn.Block):
    def __init__(self, config: MoonshineConfig):
        super().__init__()
        self.self_attn = MoonshineAttention(config)
        self.mlp = MoonshineEncoderMLP(config)
        self.input_layernorm = norm(config)
        self.post_attention_layernorm = norm(config)

    def forward(self, hidden, rotation, attend):  # [b k d] -> [b k d]
        hidden = hidden + self.self_attn(self.input_layernorm(hidden), rotation, attend)
        return hidden + self.mlp(self.post_attention_layernorm(hidden))


class MoonshineDecoderLayer(nn.Block):
    def __init__(self, config: MoonshineConfig):
        super().__init__()
        self.self_attn = MoonshineAttention(config)
        self.encoder_attn = MoonshineCrossAttention(config)
        self.mlp = MoonshineDecoderMLP(config)
        self.input_layernorm = norm(config)
        self.post_attention_layernorm = norm(config)
        self.final_layernorm = norm(config)

    def forward(self, hidden, rotation, attend, encoder_hidden_states, cross_attend):
        """[b t d], [b k d] -> [b t d]"""
        hidden = hidden + self.self_attn(self.input_layernorm(hidden), rotation, attend)
        if encoder_hidden_states is not None:
            normed = self.post_attention_layernorm(hidden)
            hidden = hidden + self.encoder_attn(normed, encoder_hidden_states, cross_attend)
        return hidden + self.mlp(self.final_layernorm(hidden))


def shortened_mask(attention_mask, count):
    """[b k] of a mask of samples [b n]; `count` is k."""
    stride = STRIDES[0] * STRIDES[1] * STRIDES[2]
    return attention_mask[:, ::stride][:, :count] != 0


class MoonshineEncoder(nn.Module):
    """The encoder of waveforms.

    Args of `forward`:
        input_values: [b n].
        attention_mask: [b n], 1 for samples and 0 for padding.
    """

    def __init__(self, config: MoonshineConfig):
        super().__init__()
        d = config.hidden_size
        first, second, third = zip(KERNELS, STRIDES, strict=True)
        self.conv1 = nn.Conv1d(1, d, first[0], stride=first[1], bias=False)
        self.conv2 = nn.Conv1d(d, 2 * d, second[0], stride=second[1])
        self.conv3 = nn.Conv1d(2 * d, d, third[0], stride=third[1])
        self.groupnorm = nn.GroupNorm(1, d, eps=EPS)
        layers = range(config.encoder_num_hidden_layers)
        self.layers = nn.ModuleList(MoonshineEncoderLayer(config) for _ in layers)
        self.layer_norm = norm(config)
        self.rotary_emb = RotaryEmbedding(config)

    @with_return_dict
    def forward(
        self,
        input_values,
        attention_mask=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        hidden = self.groupnorm(ops.tanh(self.conv1(ops.unsqueeze(input_values, 2))))
        hidden = ops.gelu(self.conv2(hidden), approximate="none")
        hidden = ops.gelu(self.conv3(hidden), approximate="none")
        count = ops.shape(hidden)[1]
        mask = None if attention_mask is None else shortened_mask(attention_mask, count)
        rotation = self.rotary_emb(kv_cache.positions(None, hidden), hidden)
        recorder = Recorder(
            attentions=output_attentions, hidden_states=output_hidden_states, cache=False
        )
        attend = Attention(recorder, attention_masks.boolean_mask(mask))
        for layer in self.layers:
            recorder.add_hidden_state(hidden)
            hidden = layer(hidden, rotation, attend)
        hidden = self.layer_norm(hidden)
        recorder.add_hidden_state(hidden)
        return BaseModelOutput(
            last_hidden_state=hidden,
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )


class MoonshineDecoder(nn.Module):
    def __init__(self, config: MoonshineConfig):
        super().__init__()
        d = config.hidden_size
        self.embed_tokens = nn.Embedding(config.vocab_size, d, padding_idx=config.pad_token_id)
        layers = range(config.decoder_num_hidden_layers)
        self.layers = nn.ModuleList(MoonshineDecoderLayer(config) for _ in layers)
        self.norm = norm(config)
        self.rotary_emb = RotaryEmbedding(config)

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        encoder_hidden_states=None,
        encoder_attention_mask=None,
        past_key_values=None,
        inputs_embeds=None,
        position_ids=None,
        *,
        use_cache: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError(
                "Pass exactly one of the decoder's ids (decoder_input_ids, or labels to make them "
                "from) and its embeddings."
            )
        past = past_key_values
        hidden = self.embed_tokens(input_ids) if inputs_embeds is None else inputs_embeds
        single = past is not None or use_cache or attention_mask is not None
        packed = None if single else position_ids
        mask, causal = attention_masks.causal_mask(attention_mask, past, hidden, positions=packed)
        context_mask = attention_masks.boolean_mask(encoder_attention_mask)
        if position_ids is None:
            position_ids = kv_cache.positions(past, hidden)
        rotation = self.rotary_emb(position_ids, hidden)
        recorder = Recorder(
            attentions=output_attentions, hidden_states=output_hidden_states, cache=use_cache
        )
        for index, layer in enumerate(self.layers):
            recorder.add_hidden_state(hidden)
            attend = Attention(recorder, mask, causal=causal, past=past, layer=index)
            cross_attend = CrossAttention(recorder, context_mask, past=past, layer=index)
            hidden = layer(hidden, rotation, attend, encoder_hidden_states, cross_attend)
        hidden = self.norm(hidden)
        recorder.add_hidden_state(hidden)
        return recorded(recorder, hidden, past)


class MoonshinePreTrainedModel(nn.PreTrainedModel):
    """What all Moonshine models share."""

    config_class = MoonshineConfig
    base_model_prefix = "model"
    main_input_name = "input_values"


class MoonshineModel(MoonshinePreTrainedModel):
    """Moonshine without a head.

    Args of `forward`:
        input_values: [b n], waveforms.
        attention_mask: [b n], 1 for samples and 0 for padding.
        decoder_input_ids: [b t], or decoder_inputs_embeds [b t d]; decoder_attention_mask is of
            the cached ones too; decoder_position_ids [b t].
        encoder_outputs: of an earlier call or of `get_encoder()`, instead of input_values.
        past_key_values: a KeyValueCache from an earlier call; it keeps cross-attention's keys.

    Returns:
        Seq2SeqModelOutput: last_hidden_state [b t d] of the decoder, the cache,
        encoder_last_hidden_state [b k d], and on request hidden states and attentions.
    """

    def __init__(self, config: MoonshineConfig):
        super().__init__(config)
        self.add_parts(config)

    def add_parts(self, config: Any) -> None:
        """Make the encoder and the decoder."""
        self.encoder: Any = MoonshineEncoder(config)
        self.decoder: Any = MoonshineDecoder(config)

    def get_input_embeddings(self):
        return self.decoder.embed_tokens

    def set_input_embeddings(self, value):
        self.decoder.embed_tokens = value

    def get_encoder(self):
        """The encoder: (input_values, attention_mask) -> what `encoder_outputs` takes."""
        return self.encoder

    def get_decoder(self):
        return self.decoder

    def freeze_encoder(self) -> None:
        """Leave the encoder as it is in training."""
        self._freeze(self.encoder)

    def forward(
        self,
        input_values=None,
        attention_mask=None,
        decoder_input_ids=None,
        decoder_attention_mask=None,
        encoder_outputs=None,
        past_key_values=None,
        decoder_inputs_embeds=None,
        decoder_position_ids=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        requests = dict(
            output_attentions=output_attentions, output_hidden_states=output_hidden_states
        )
        if (input_values is None) == (encoder_outputs is None):
            raise InputError("Pass exactly one of input_values and encoder_outputs.")
        if encoder_outputs is None:
            encoder = self.encoder(input_values, attention_mask, **requests)
        else:
            encoder = encoded(encoder_outputs)
        encoder, hidden, mask = self.attended(encoder, attention_mask)
        decoder = self.decoder(
            decoder_input_ids,
            decoder_attention_mask,
            hidden,
            mask,
            past_key_values,
            decoder_inputs_embeds,
            decoder_position_ids,
            use_cache=self.config.use_cache if use_cache is None else use_cache,
            **requests,
        )
        return joined(encoder, decoder)

    def attended(self, encoder, attention_mask):
        """The encoder's output, and what the decoder attends to [b k d] with its mask [b k]."""
        hidden = encoder.last_hidden_state
        if attention_mask is None:
            return encoder, hidden, None
        return encoder, hidden, shortened_mask(attention_mask, ops.shape(hidden)[1])


class MoonshineForConditionalGeneration(Seq2SeqLM, MoonshinePreTrainedModel):
    """The next token of the transcript. labels [b t], -100 where they do not count; without
    decoder_input_ids, the decoder reads them shifted by one."""

    base_class = MoonshineModel
    output_embeddings = "proj_out"
    cache_with_labels = True
    tied_weights = {"proj_out.weight": "model.decoder.embed_tokens.weight"}

    def add_head(self, config: MoonshineConfig) -> None:
        self.proj_out = nn.Linear(config.hidden_size, config.vocab_size, bias=False)

    def logits(self, hidden):  # [b t d] -> [b t v]
        return self.proj_out(hidden)

    def get_encoder(self) -> Any:
        """The encoder: (input_values, attention_mask) -> what `encoder_outputs` takes."""
        return self.model.encoder

    def get_decoder(self) -> Any:
        return self.model.decoder


HEADS = {"base": MoonshineModel, "speech-seq2seq": MoonshineForConditionalGeneration}
