"""Moshi: Defossez et al., 2024, arXiv:2410.00037.

A decoder of three streams at once: a text, and the codes of what the model and the user say. A
smaller decoder, over the depth of a frame, predicts the codes of the model's next frame, the
second codebook's and later ones one step behind. The codes are Mimi's.

b batch, t frames, q codebooks, d hidden, e hidden of the depth decoder, v tokens or codes, h heads,
s size of a head, n samples.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from auto_core.configs.moshi import GatedDecoderConfig, MoshiConfig, MoshiDepthConfig
from auto_core.errors import InputError
from auto_core.outputs import (
    CausalLMOutputWithPast,
    MoshiCausalLMOutputWithPast,
    MoshiConditionalGenerationOutputWithPast,
    MoshiUnconditionalInput,
)
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks, kv_cache
from ..blocks.activations import activation
from ..blocks.attention import Attention, split_heads
from ..blocks.decoder import Decoder
from ..blocks.decoder_heads import CausalLM
from ..blocks.logits import wanted
from ..blocks.losses import IGNORED, next_token_loss, token_loss, widened
from ..blocks.parts import build
from ..blocks.rotary import RotaryEmbedding, rotate


class MoshiFlexibleLinear(nn.Module):
    """A linear layer for each position of a frame."""

    def __init__(self, inputs: int, outputs: int, count: int):
        super().__init__()
        self.weight = nn.Parameter((count, outputs, inputs), init="normal")

    def forward(self, x, positions):  # [b t i] or [b 1 i], [t] -> [b t o]
        weight = ops.take(ops.asarray(self.weight), positions, 0)
        batch, _, inputs = ops.shape(x)
        x = ops.expand(x, (batch, ops.shape(weight)[0], inputs))
        return ops.einsum("bti,toi->bto", x, weight)


class MoshiLinear(nn.Module):
    """A linear layer of all positions, or one of each."""

    def __init__(self, inputs: int, outputs: int, count: int | None):
        super().__init__()
        self.flexible = count is not None
        plain = count is None
        self.linear = (
            nn.Linear(inputs, outputs, bias=False)
            if plain
            else MoshiFlexibleLinear(inputs, outputs, count)
        )

    def forward(self, x, positions=None):
        return self.linear(x, positions) if self.flexible else self.linear(x)


class MoshiAttention(nn.Module):
    def __init__(self, config: GatedDecoderConfig, count: int | None = None):
        super().__init__()
        d, self.head_size = config.hidden_size, config.head_size
        queries = config.num_attention_heads * self.head_size
        keys = config.kv_heads * self.head_size
        self.q_proj = MoshiLinear(d, queries, count)
        self.k_proj = MoshiLinear(d, keys, count)
        self.v_proj = MoshiLinear(d, keys, count)
        self.o_proj = MoshiLinear(queries, d, count)
        self.dropout = nn.Dropout(config.attention_dropout)

    def forward(self, hidden, rotation, attend, positions=None):  # [b t d] -> [b t d]
        projections = self.q_proj, self.k_proj, self.v_proj
        projected = (project(hidden, positions) for project in projections)
        query, key, value = (split_heads(x, self.head_size) for x in projected)
        if rotation is not None:
            query, key = rotate(query, *rotation), rotate(key, *rotation)
        key, value = attend.extend(key, value)
        options = dict(scale=self.head_size**-0.5, dropout=self.dropout)
        return self.o_proj(attend(query, key, value, **options), positions)


class MoshiGatingMLP(nn.Module):
    splits_features = False  # the first layer is two projections

    def __init__(self, config: GatedDecoderConfig, count: int | None = None):
        super().__init__()
        d, self.half = config.hidden_size, config.ffn_dim // 2
        self.flexible = count is not None

        def layer(inputs: int, outputs: int) -> Any:
            if count is None:
                return nn.Linear(inputs, outputs, bias=False)
            return MoshiFlexibleLinear(inputs, outputs, count)

        self.fc1, self.fc2 = layer(d, 2 * self.half), layer(self.half, d)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden, positions=None):  # [b t d] -> [b t d]
        of = (positions,) if self.flexible else ()
        gate, inner = ops.split(self.fc1(hidden, *of), [self.half] * 2, -1)
        return self.fc2(self.activation(gate) * inner, *of)


class MoshiDecoderLayer(nn.Block):
    def __init__(self, config: GatedDecoderConfig, count: int | None = None):
        super().__init__()
        d, eps = config.hidden_size, config.rms_norm_eps
        self.self_attn = MoshiAttention(config, count)
        self.mlp = MoshiGatingMLP(config, count)
        self.input_layernorm = nn.RMSNorm(d, eps=eps)
        self.post_attention_layernorm = nn.RMSNorm(d, eps=eps)

    def forward(self, hidden, rotation, attend, positions=None):  # [b t d] -> [b t d]
        normed = self.input_layernorm(hidden)
        hidden = hidden + self.self_attn(normed, rotation, attend, positions)
        return hidden + self.mlp(self.post_attention_layernorm(hidden), positions)


class MoshiPreTrainedModel(nn.PreTrainedModel):
    """What all Moshi models share."""

    config_class: Any = MoshiConfig
    base_model_prefix = "model"
    renames = ((r"^decoder\.(model|lm_head)\.", r"\1."),)  # of a whole model's file
    head_parts = (r"^lm_head\.", r"^(audio_encoder|depth_decoder)\.", r"^embed_tokens\.\d+\.")


class GatedDecoder(Decoder):
    """Moshi's layers; mixed in before a family's base."""

    def add_layers(self, config: GatedDecoderConfig) -> None:
        """Make what comes after the embeddings."""
        layers = range(config.num_hidden_layers)
        self.layers = nn.ModuleList(MoshiDecoderLayer(config) for _ in layers)
        self.norm = nn.RMSNorm(config.hidden_size, eps=config.rms_norm_eps)
        self.rotary_emb = RotaryEmbedding(config)  # type: ignore[arg-type]

    def start(self, embeddings, position_ids, attention_mask, past):
        return embeddings, self.rotary_emb(position_ids, embeddings)

    def finish(self, hidden):
        return self.norm(hidden)

    def window(self, layer: int) -> int | None:
        return self.config.window(layer)


class MoshiModel(GatedDecoder, MoshiPreTrainedModel):
    """The main decoder without a head."""

    def __init__(self, config: MoshiConfig):
        super().__init__(config)
        self.embed_tokens = nn.Embedding(
            config.vocab_size + 1, config.hidden_size, padding_idx=config.pad_token_id
        )
        self.add_layers(config)


class MoshiForCausalLM(CausalLM, MoshiPreTrainedModel):
    """The next token of the text."""

    base_class = MoshiModel

    def forward(
        self, labels=None, *, num_items_in_batch=None, logits_to_keep: Any = 0, **inputs: Any
    ):
        """`logits_to_keep`: how many of the last tokens get logits (0: all), or their positions;
        `last_hidden_state` [b t d] is of these, too."""
        output = self.encode(**inputs)
        hidden = wanted(output.last_hidden_state, logits_to_keep)
        logits = self.lm_head(hidden)
        loss = None if labels is None else next_token_loss(logits, labels, num_items_in_batch)
        return MoshiCausalLMOutputWithPast.of(
            output, loss=loss, logits=logits, last_hidden_state=hidden
        )


class MoshiDepthDecoder(MoshiPreTrainedModel):
    """The codes of a frame, one codebook after the other.

    Args of `forward`:
        input_ids: [b t], the frame's token of the text, then codes of all codebooks but the last.
        last_hidden_state: [b 1 d] or [b t d], the main decoder's.
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        past_key_values: a KeyValueCache from an earlier call.
        inputs_embeds: [b t e], instead of the embeddings of input_ids.
        position_ids: not read, as upstream.
        labels: [b t], codes; the one without a sound, audio_vocab_size, does not count.

    Returns:
        CausalLMOutputWithPast: logits [b t v], the cache, and on request hidden states and
        attentions.
    """

    config_class = MoshiDepthConfig
    base_model_prefix = "depth_decoder"
    renames = ()
    head_parts = ()
    no_generation = "its codes are part of a frame; use MoshiForConditionalGeneration."

    def __init__(self, config: MoshiDepthConfig):
        super().__init__(config)
        e, count = config.hidden_size, config.num_codebooks
        self.text_embed_tokens = nn.Embedding(config.vocab_size + 1, e)
        self.embed_tokens = nn.ModuleList(
            nn.Embedding(config.audio_vocab_size + 1, e) for _ in range(count - 1)
        )
        self.input_projections = MoshiFlexibleLinear(config.input_size, e, count)
        layers = range(config.num_hidden_layers)
        self.layers = nn.ModuleList(MoshiDecoderLayer(config, count) for _ in layers)
        self.lm_heads = MoshiFlexibleLinear(e, config.audio_vocab_size, count)

    def get_input_embeddings(self):
        return None  # a table of the text, and one of each codebook

    def embed(self, input_ids, positions):  # [b t], [t] -> [b t e]
        sizes = self.config.vocab_size, self.config.audio_vocab_size
        found = self.text_embed_tokens(ops.clamp(input_ids, max=sizes[0]))
        for index, table in enumerate(self.embed_tokens):
            here = ops.reshape(positions == index + 1, (1, -1, 1))
            found = ops.where(here, table(ops.clamp(input_ids, max=sizes[1])), found)
        return found

    def forward(
        self,
        input_ids=None,
        last_hidden_state=None,
        attention_mask=None,
        past_key_values=None,
        inputs_embeds=None,
        position_ids=None,
        labels=None,
        *,
        use_cache: bool | None = None,
        num_items_in_batch=None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        if last_hidden_state is None:
            raise InputError("Pass last_hidden_state [batch, 1, hidden_size of the main decoder].")
        past = past_key_values
        given = input_ids if inputs_embeds is None else inputs_embeds
        positions = kv_cache.positions(past, given)[0]
        tokens = ops.shape(given)[1]
        most = self.config.num_codebooks
        if isinstance(tokens, int) and tokens > most:
            raise InputError(f"There are {tokens} tokens, and a frame has {most}.")
        hidden = self.embed(input_ids, positions) if inputs_embeds is None else inputs_embeds
        hidden = hidden + self.input_projections(last_hidden_state, positions)
        recorder = Recorder(
            attentions=output_attentions,
            hidden_states=output_hidden_states,
            cache=self.config.use_cache if use_cache is None else use_cache,
        )
        mask, causal = attention_masks.causal_mask(attention_mask, past, hidden)
        for index, layer in enumerate(self.layers):
            recorder.add_hidden_state(hidden)
            attend = Attention(recorder, mask, causal=causal, past=past, layer=index)
            hidden = layer(hidden, None, attend, positions)
        recorder.add_hidden_state(hidden)
        logits, loss = self.lm_heads(hidden, positions), None
        if labels is not None:
            counted = ops.where(labels == self.config.audio_vocab_size, IGNORED, labels)
            loss = token_loss(widened(logits), counted, num_items_in_batch)
        return CausalLMOutputWithPast(
            loss=loss,
            logits=logits,
            past_key_values=kv_cache.after(recorder, past, tokens)
            if recorder.wants_cache
            else None,
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )


def behind(codes, pad: int):
    """Codes [b q t], those of all codebooks but the first one step later, after `pad`."""
    first = ops.full(ops.shape(codes[:, 1:, :1]), pad, like=codes)
    later = ops.cat([ops.cast(first, ops.dtype(codes)), codes[:, 1:, :-1]], 2)
    return ops.cat([codes[:, :1], later], 1)


class MoshiForConditionalGeneration(MoshiPreTrainedModel):
    """The next token of the text, and the codes of a frame; `generate` returns a waveform, too.

    Args of `forward`:
        input_ids: [b t], the text.
        attention_mask: [b t], 1 for frames and 0 for padding; of the cached ones too.
        user_input_values, moshi_input_values: [b 1 n], what the user and the model say.
        user_audio_codes, moshi_audio_codes: [b q t], their codes, instead of the waveforms.
        past_key_values: a KeyValueCache from an earlier call.
        inputs_embeds: [b t d], instead of all of these.
        text_labels: [b t], the text itself, -100 where it does not count.
        audio_labels: [b q t], the model's codes, for the loss of the depth decoder.

    Returns:
        MoshiConditionalGenerationOutputWithPast: logits [b t v] of the text, the cache, the sum of
        the losses, and with audio_labels audio_logits [b*t q v].
    """

    base_model_prefix = "moshi"
    renames = ()
    head_parts = ()
    generation_loop = "duplex"

    def __init__(self, config: MoshiConfig):
        super().__init__(config)
        self.embed_tokens = nn.ModuleList(
            nn.Embedding((config.audio_vocab_size or 0) + 1, config.hidden_size)
            for _ in range(2 * config.num_codebooks)
        )
        self.audio_encoder = build(config.audio_encoder_config)
        self.decoder = MoshiForCausalLM(config)
        self.depth_decoder = MoshiDepthDecoder(config.depth_decoder_config)

    def get_input_embeddings(self):
        return self.decoder.get_input_embeddings()

    def set_input_embeddings(self, value):
        self.decoder.set_input_embeddings(value)

    def get_output_embeddings(self):
        return self.decoder.get_output_embeddings()

    def set_output_embeddings(self, value):
        self.decoder.set_output_embeddings(value)

    def get_depth_decoder(self):
        return self.depth_decoder

    def freeze_audio_encoder(self) -> None:
        """Leave the codec as it is in training."""
        self._freeze(self.audio_encoder)

    def freeze_depth_decoder(self) -> None:
        """Leave the depth decoder as it is in training."""
        self._freeze(self.depth_decoder)

    def get_unconditional_inputs(self, num_samples: int = 1) -> MoshiUnconditionalInput:
        """What a conversation begins with, as NumPy arrays."""
        config = self.config
        codes = np.full((num_samples, config.num_codebooks, 1), config.audio_vocab_size, np.int64)
        return MoshiUnconditionalInput(
            input_ids=np.full((num_samples, 1), config.vocab_size, np.int64),
            user_audio_codes=codes,
            moshi_audio_codes=codes.copy(),
            attention_mask=np.ones((num_samples, 1), np.int64),
        )

    def codes_of(self, input_values):  # [b 1 n] -> [b q t]
        count = self.config.num_codebooks
        found = self.audio_encoder.encode(input_values, num_quantizers=count, return_dict=True)
        return found.audio_codes

    def merged(self, input_ids, moshi_codes, user_codes):
        """[b t d]: the sum of the vectors of a text and of both sides' codes [b q t]."""
        codes = ops.cat([moshi_codes, user_codes], 1)
        total = None if input_ids is None else self.decoder.get_input_embeddings()(input_ids)
        for index, table in enumerate(self.embed_tokens):
            part = table(codes[:, index])
            total = part if total is None else total + part
        return total

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        user_input_values=None,
        user_audio_codes=None,
        moshi_input_values=None,
        moshi_audio_codes=None,
        past_key_values=None,
        inputs_embeds=None,
        text_labels=None,
        audio_labels=None,
        *,
        use_cache: bool | None = None,
        num_items_in_batch=None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if inputs_embeds is None:
            sides = []
            for codes, values in (
                (moshi_audio_codes, moshi_input_values),
                (user_audio_codes, user_input_values),
            ):
                if codes is None and values is None:
                    raise InputError(
                        "Pass codes or waveforms of both sides: user_audio_codes or "
                        "user_input_values, and moshi_audio_codes or moshi_input_values."
                    )
                sides.append(self.codes_of(values) if codes is None else codes)
            inputs_embeds = self.merged(input_ids, *sides)
        output = self.decoder(
            attention_mask=attention_mask,
            inputs_embeds=inputs_embeds,
            past_key_values=past_key_values,
            labels=text_labels,
            use_cache=use_cache,
            num_items_in_batch=num_items_in_batch,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        hidden, loss = output.last_hidden_state, output.loss
        depth: Any = None
        if text_labels is not None and audio_labels is not None:
            batch, books, frames = ops.shape(audio_labels)
            codes = behind(audio_labels, self.config.audio_vocab_size or 0)
            codes = ops.reshape(ops.permute(codes, (0, 2, 1)), (batch * frames, books))
            text = ops.reshape(text_labels, (batch * frames, 1))
            hidden = ops.reshape(hidden, (batch * frames, 1, ops.shape(hidden)[2]))
            read = ops.cat([text, ops.cast(codes, ops.dtype(text))[:, :-1]], 1)
            depth = self.depth_decoder(
                input_ids=ops.clamp(read, min=0),  # of labels that do not count
                last_hidden_state=hidden,
                labels=codes,
                use_cache=False,
                num_items_in_batch=num_items_in_batch,
                return_dict=True,
            )
            loss = loss + depth.loss
        return MoshiConditionalGenerationOutputWithPast(
            loss=loss,
            logits=output.logits,
            last_hidden_state=hidden,
            past_key_values=output.past_key_values,
            hidden_states=output.hidden_states,
            attentions=output.attentions,
            depth_loss=None if depth is None else depth.loss,
            audio_logits=None if depth is None else depth.logits,
        )


HEADS = {"base": MoshiModel, "causal-lm": MoshiForCausalLM}
