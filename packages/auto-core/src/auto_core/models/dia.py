"""Dia: Nari Labs, 2025, github.com/nari-labs/dia.

An encoder of the bytes of a text, and a decoder of the codes of all codebooks of DAC at once, each
codebook some steps behind the first.

b batch, k bytes of the text, t steps, q codebooks (channels), d hidden, v codes of a codebook,
h heads, s size of a head.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.dia import DiaConfig, DiaDecoderConfig, DiaEncoderConfig
from auto_core.errors import InputError
from auto_core.outputs import BaseModelOutput, Seq2SeqLMOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks, kv_cache
from ..blocks.activations import activation
from ..blocks.attention import Attention, CrossAttention, recorded, split_heads
from ..blocks.heads import Head
from ..blocks.losses import token_loss, widened
from ..blocks.rotary import RotaryEmbedding
from ..blocks.seq2seq import encoded, joined, with_return_dict
from . import llama


class DiaSelfAttention(llama.LlamaAttention):
    """LLaMA's, with scores that are not scaled."""

    def __init__(self, config: Any):
        super().__init__(config)
        self.scale = 1.0


class DiaCrossAttention(nn.Module):
    """Attention to the text, without positions."""

    def __init__(self, config: DiaDecoderConfig):
        super().__init__()
        self.head_size, source = config.cross_head_dim, config.cross_hidden_size
        queries = config.cross_num_attention_heads * self.head_size
        keys = config.cross_num_key_value_heads * self.head_size
        self.q_proj = nn.Linear(config.hidden_size, queries, bias=False)
        self.k_proj = nn.Linear(source, keys, bias=False)
        self.v_proj = nn.Linear(source, keys, bias=False)
        self.o_proj = nn.Linear(queries, config.hidden_size, bias=False)

    def project(self, source):  # [b k e] -> two of [b k g s]
        projected = self.k_proj(source), self.v_proj(source)
        return tuple(split_heads(x, self.head_size) for x in projected)

    def forward(self, hidden, source, attend):  # [b t d], [b k e] -> [b t d]
        query = split_heads(self.q_proj(hidden), self.head_size)
        key, value = attend.project(self.project, source)
        return self.o_proj(attend(query, key, value, scale=1.0))


class DiaMLP(nn.Module):
    def __init__(self, config: Any):
        super().__init__()
        d, self.size = config.hidden_size, config.intermediate_size
        self.gate_up_proj = nn.Linear(d, 2 * self.size, bias=False)
        self.down_proj = nn.Linear(self.size, d, bias=False)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):
        gate, up = ops.split(self.gate_up_proj(hidden), [self.size] * 2, -1)
        return self.down_proj(up * self.activation(gate))


class DiaEncoderLayer(nn.Block):
    def __init__(self, config: DiaEncoderConfig):
        super().__init__()
        d, eps = config.hidden_size, config.epsilon
        self.pre_sa_norm = nn.RMSNorm(d, eps=eps)
        self.self_attention = DiaSelfAttention(config)
        self.post_sa_norm = nn.RMSNorm(d, eps=eps)
        self.mlp = DiaMLP(config)

    def forward(self, hidden, rotation, attend):  # [b k d] -> [b k d]
        hidden = hidden + self.self_attention(self.pre_sa_norm(hidden), rotation, attend)
        return hidden + self.mlp(self.post_sa_norm(hidden))


class DiaEncoder(nn.Module):
    def __init__(self, config: DiaEncoderConfig):
        super().__init__()
        d = config.hidden_size
        self.embedding = nn.Embedding(config.vocab_size, d)
        layers = range(config.num_hidden_layers)
        self.layers = nn.ModuleList(DiaEncoderLayer(config) for _ in layers)
        self.norm = nn.RMSNorm(d, eps=config.epsilon)
        self.rotary_emb = RotaryEmbedding(config)

    @with_return_dict
    def forward(
        self,
        input_ids,
        attention_mask=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        recorder = Recorder(
            attentions=output_attentions, hidden_states=output_hidden_states, cache=False
        )
        hidden = self.embedding(input_ids)
        rotation = self.rotary_emb(kv_cache.positions(None, hidden), hidden)
        attend = Attention(recorder, attention_masks.boolean_mask(attention_mask))
        for layer in self.layers:
            recorder.add_hidden_state(hidden)
            hidden = layer(hidden, rotation, attend)
        hidden = self.norm(hidden)
        recorder.add_hidden_state(hidden)
        return BaseModelOutput(
            last_hidden_state=hidden,
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )


class DiaMultiChannelEmbedding(nn.Module):
    """The sum of the vectors of a step's codes."""

    def __init__(self, config: DiaDecoderConfig):
        super().__init__()
        self.codebooks, self.size = config.num_channels, config.vocab_size
        self.embed = nn.Embedding(self.codebooks * self.size, config.hidden_size)

    def forward(self, codes):  # [b t q] -> [b t d]
        first = ops.arange(0, self.codebooks, like=codes, dtype="int64") * self.size
        return ops.sum(self.embed(codes + first), 2)


class DiaDecoderLayer(nn.Block):
    def __init__(self, config: DiaDecoderConfig):
        super().__init__()
        d, eps = config.hidden_size, config.epsilon
        self.self_attention = DiaSelfAttention(config)
        self.cross_attention = DiaCrossAttention(config)
        self.pre_sa_norm = nn.RMSNorm(d, eps=eps)
        self.pre_ca_norm = nn.RMSNorm(d, eps=eps)
        self.pre_mlp_norm = nn.RMSNorm(d, eps=eps)
        self.mlp = DiaMLP(config)

    def forward(self, hidden, rotation, source, attend, cross_attend):
        """[b t d], [b k e] -> [b t d]"""
        hidden = hidden + self.self_attention(self.pre_sa_norm(hidden), rotation, attend)
        hidden = hidden + self.cross_attention(self.pre_ca_norm(hidden), source, cross_attend)
        return hidden + self.mlp(self.pre_mlp_norm(hidden))


class DiaDecoder(nn.Module):
    def __init__(self, config: DiaDecoderConfig):
        super().__init__()
        self.embeddings = DiaMultiChannelEmbedding(config)
        layers = range(config.num_hidden_layers)
        self.layers = nn.ModuleList(DiaDecoderLayer(config) for _ in layers)
        self.norm = nn.RMSNorm(config.hidden_size, eps=config.epsilon)
        self.rotary_emb = RotaryEmbedding(config)

    def forward(self, codes, positions, attention_mask, source, source_mask, past, recorder):
        hidden = self.embeddings(codes)
        if positions is None:
            positions = kv_cache.positions(past, hidden)
        rotation = self.rotary_emb(positions, hidden)
        mask, causal = attention_masks.causal_mask(attention_mask, past, hidden)
        source_mask = attention_masks.boolean_mask(source_mask)
        for index, layer in enumerate(self.layers):
            recorder.add_hidden_state(hidden)
            attend = Attention(recorder, mask, causal=causal, past=past, layer=index)
            cross_attend = CrossAttention(recorder, source_mask, past=past, layer=index)
            hidden = layer(hidden, rotation, source, attend, cross_attend)
        hidden = self.norm(hidden)
        recorder.add_hidden_state(hidden)
        return recorded(recorder, hidden, past)


class DiaPreTrainedModel(nn.PreTrainedModel):
    """What all Dia models share."""

    config_class = DiaConfig
    base_model_prefix = "model"
    head_parts = (r"^logits_dense\.",)
    rows_of_codebooks = True


class DiaModel(DiaPreTrainedModel):
    """Dia without a head.

    Args of `forward`:
        input_ids: [b k], the bytes of the text; with attention_mask [b k].
        decoder_input_ids: [b t q], codes, or [b*q t]; by default one step of bos_token_id.
        decoder_position_ids: [b t], by default counted on from the cache.
        decoder_attention_mask: [b t], of the cached steps too.
        encoder_outputs: of an earlier call, instead of input_ids.
        past_key_values: a KeyValueCache from an earlier call; it keeps cross-attention's keys.

    Returns:
        Seq2SeqModelOutput: last_hidden_state [b t d], the cache, and on request hidden states and
        attentions.
    """

    def __init__(self, config: DiaConfig):
        super().__init__(config)
        self.encoder = DiaEncoder(config.encoder_config)
        self.decoder = DiaDecoder(config.decoder_config)

    def get_input_embeddings(self):
        return self.encoder.embedding

    def set_input_embeddings(self, value):
        self.encoder.embedding = value

    def get_encoder(self):
        """The encoder: what `encoder_outputs` takes comes out of it."""
        return self.encoder

    def get_decoder(self):
        return self.decoder

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        decoder_input_ids=None,
        decoder_position_ids=None,
        decoder_attention_mask=None,
        encoder_outputs=None,
        past_key_values=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if (input_ids is None) == (encoder_outputs is None):
            raise InputError("Pass exactly one of input_ids and encoder_outputs.")
        if encoder_outputs is None:
            encoder: Any = self.encoder(
                input_ids,
                attention_mask,
                output_attentions=output_attentions,
                output_hidden_states=output_hidden_states,
            )
        else:
            encoder = encoded(encoder_outputs)
        source = encoder.last_hidden_state
        recorder = Recorder(
            attentions=output_attentions,
            hidden_states=output_hidden_states,
            cache=self.config.use_cache if use_cache is None else use_cache,
        )
        decoder = self.decoder(
            self.codes(decoder_input_ids, source),
            decoder_position_ids,
            decoder_attention_mask,
            source,
            attention_mask,
            past_key_values,
            recorder,
        )
        return joined(encoder, decoder)

    def codes(self, decoder_input_ids, source):  # -> [b t q]
        config, batch = self.config.decoder_config, ops.shape(source)[0]
        channels = config.num_channels
        if decoder_input_ids is None:
            like = ops.cast(ops.zeros((batch, 1, channels), like=source), "int64")
            return like + config.bos_token_id
        shape = ops.shape(decoder_input_ids)
        if len(shape) == 2:
            by_channel = ops.reshape(decoder_input_ids, (batch, channels, shape[1]))
            return ops.permute(by_channel, (0, 2, 1))
        if shape[2] != channels:
            raise InputError(
                f"decoder_input_ids have shape {tuple(shape)}, expected [batch, steps, {channels}]."
            )
        return decoder_input_ids


class DiaForConditionalGeneration(Head, DiaPreTrainedModel):
    """The next code of each codebook: logits [b*q t v]. labels [b*q t], codes of the same steps,
    -100 where they do not count."""

    base_class = DiaModel
    generation_loop = "delayed"

    def add_head(self, config: DiaConfig) -> None:
        decoder = config.decoder_config
        self.channels, self.size = decoder.num_channels, decoder.vocab_size
        width = self.channels * self.size
        self.logits_dense = nn.Linear(decoder.hidden_size, width, bias=False)

    def get_input_embeddings(self):
        return self.model.get_input_embeddings()

    def set_input_embeddings(self, value):
        self.model.set_input_embeddings(value)

    def get_encoder(self):
        """See the base model."""
        return self.model.get_encoder()

    def get_decoder(self):
        return self.model.get_decoder()

    def forward(self, labels=None, *, num_items_in_batch=None, **inputs: Any):
        output = self.encode(**inputs)
        batch, steps, _ = ops.shape(output.last_hidden_state)
        logits = self.logits_dense(output.last_hidden_state)
        logits = ops.reshape(logits, (batch, steps, self.channels, self.size))
        logits = ops.permute(logits, (0, 2, 1, 3))
        logits = ops.reshape(logits, (batch * self.channels, steps, self.size))
        loss = None
        if labels is not None:
            loss = token_loss(widened(logits), labels, num_items_in_batch)
        return Seq2SeqLMOutput.of(output, loss=loss, logits=logits)


HEADS = {
    "base": DiaModel,
    "pretraining": DiaForConditionalGeneration,
    "speech-seq2seq": DiaForConditionalGeneration,
}
