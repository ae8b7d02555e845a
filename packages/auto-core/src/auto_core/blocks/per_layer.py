"""Decoders of Gemma 3n's kind: each layer has an embedding of the tokens of its own, and the last
layers attend to keys and values of earlier ones.

b batch, t tokens, l layers, h heads, g heads of keys and values, s size of a head, p size of a
layer's own embedding, d hidden.
"""

from __future__ import annotations

from typing import Any

from auto_core.errors import InputError
from auto_core.recorder import Recorder

from .. import nn, ops
from .attention import split_heads
from .decoder import Decoder
from .norms import scaled_to_one
from .rotary import rotate


class SharedKeysAttention(nn.Module):
    """Attention to keys and values of its own, or to those of an earlier layer of its type."""

    def __init__(self, config: Any, layer: int):
        super().__init__()
        d, eps, bias = config.hidden_size, config.rms_norm_eps, config.attention_bias
        self.head_size, kv_heads = config.heads_of(layer)
        s = self.head_size
        self.eps, self.name = eps, shared_name(config.layer_types[layer])
        self.reuses, self.stores = config.reuses(layer), config.stores(layer)
        self.dropout = nn.Dropout(config.attention_dropout or 0.0)
        self.q_proj = nn.Linear(d, config.num_attention_heads * s, bias=bias)
        self.q_norm = nn.RMSNorm(s, eps=eps)
        self.o_proj = nn.Linear(config.num_attention_heads * s, d, bias=bias)
        self.v_proj = None
        if not self.reuses:
            self.k_proj = nn.Linear(d, kv_heads * s, bias=bias)
            self.k_norm = nn.RMSNorm(s, eps=eps)
            if config.has_values(layer):
                self.v_proj = nn.Linear(d, kv_heads * s, bias=bias)

    def forward(self, hidden, rotation, shared, attend):
        """[b t d] -> [b t d]; `shared` has the keys and values [b k g s] of an earlier layer."""
        query = self.q_norm(split_heads(self.q_proj(hidden), self.head_size))
        key, value = shared if self.reuses else self.keys(hidden, rotation, attend)
        query = rotate(query, *rotation)
        return self.o_proj(attend(query, key, value, scale=1.0, dropout=self.dropout))

    def keys(self, hidden, rotation, attend):  # [b t d] -> two of [b k g s]
        """Keys and values; where there is no projection of values, they are the keys before
        their norm."""
        key = split_heads(self.k_proj(hidden), self.head_size)
        value = key if self.v_proj is None else split_heads(self.v_proj(hidden), self.head_size)
        key = rotate(self.k_norm(key), *rotation)
        pair = attend.extend(key, scaled_to_one(value, eps=self.eps))
        if self.stores:
            attend.recorder.add(self.name, pair)
        return pair


def shared_name(layer_type: str) -> str:
    """Under which name a recorder has the keys and values that later layers of a type share."""
    return f"shared {layer_type}"


class PerLayerDecoder(Decoder):
    """A `Decoder` whose layers get, beside their rotation, their own embedding [b t p] of the
    tokens, and the keys and values that they share.

    Args of `forward`, beside those of `Decoder`:
        per_layer_inputs: [b t l p], beside inputs_embeds; by default looked up by `input_ids`.
    """

    def add_own_embeddings(self, config: Any) -> None:
        """Make the table of the layers' own embeddings, and what projects the tokens' to them."""
        d, p = config.hidden_size, config.hidden_size_per_layer_input
        size = config.num_hidden_layers * p
        self.own_shape = (config.num_hidden_layers, p)
        self.embed_tokens_per_layer = nn.Embedding(
            config.vocab_size_per_layer_input, size, padding_idx=config.pad_token_id
        )
        self.per_layer_model_projection = nn.Linear(d, size, bias=False)
        self.per_layer_projection_norm = nn.RMSNorm(p, eps=config.rms_norm_eps)

    def own_embeddings(self, input_ids):  # [b t] -> [b t l p]
        table = self.embed_tokens_per_layer(input_ids)
        scale = ops.asarray(self.own_shape[1] ** 0.5, like=table, dtype=ops.dtype(table))
        return ops.reshape(table * scale, (*ops.shape(input_ids), *self.own_shape))

    def mixed(self, embeddings, own):
        """The layers' inputs [b t l p], of embeddings [b t d] and `own` [b t l p] or None."""
        projected = self.per_layer_model_projection(embeddings) * self.config.hidden_size**-0.5
        projected = ops.reshape(projected, (*ops.shape(embeddings)[:2], *self.own_shape))
        projected = self.per_layer_projection_norm(projected)
        return projected if own is None else (projected + own) * 2**-0.5

    def looked_up(self, input_ids, inputs_embeds):
        """Where `per_layer_inputs` are not given: [b t l p], or None."""
        raise NotImplementedError

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        position_ids=None,
        past_key_values=None,
        inputs_embeds=None,
        per_layer_inputs=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        recorder = Recorder(
            attentions=output_attentions,
            hidden_states=output_hidden_states,
            cache=self.config.use_cache if use_cache is None else use_cache,
        )
        inputs = (input_ids, attention_mask, position_ids, past_key_values, inputs_embeds)
        return self.run_with(recorder, inputs, per_layer_inputs)

    def run_with(self, recorder, inputs, per_layer_inputs):
        """`run` with the layers' own embeddings."""
        input_ids, attention_mask, position_ids, past, inputs_embeds = inputs
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        if input_ids is not None and per_layer_inputs is not None:
            raise InputError("Pass per_layer_inputs with inputs_embeds, not with input_ids.")
        embeddings = self.embed(input_ids) if inputs_embeds is None else inputs_embeds
        own = None
        if self.config.hidden_size_per_layer_input:
            own = per_layer_inputs
            if own is None:
                own = self.looked_up(input_ids, embeddings)
            own = self.mixed(embeddings, own)
        return self.run_layers(recorder, embeddings, attention_mask, position_ids, past, own=own)

    def start(self, embeddings, position_ids, attention_mask, past, *, own=None):
        return self.widen(embeddings), (self.rotary_emb(position_ids, embeddings), own)

    def widen(self, embeddings):
        """What the first layer gets."""
        return embeddings

    def handed(self, recorder, shared, layer: int):
        rotations, own = shared
        kind = self.config.layer_types[layer]
        pair = None
        if self.config.reuses(layer):
            (pair,) = recorder.kept[shared_name(kind)]
        return rotations[kind], None if own is None else own[:, :, layer], pair
