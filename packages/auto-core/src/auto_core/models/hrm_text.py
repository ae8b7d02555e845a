"""HRM-Text: Sapient, 2026, after Wang et al., 2025, arXiv:2506.21734.

Two stacks of layers that are computed in cycles: a fast one several times, on the sum of its own
last output and the slow one's, then the slow one. LLaMA's layers with gates of the attention's
output and norms without scales. A prompt may attend both ways.

b batch, t tokens, h heads, s size of a head, f feed-forward, d hidden.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.hrm_text import HrmTextConfig
from auto_core.errors import InputError
from auto_core.outputs import BaseModelOutputWithPast
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import kv_cache
from ..blocks.activations import activation
from ..blocks.attention import Attention, split_heads
from ..blocks.attention_masks import block_mask, causal_mask
from ..blocks.decoder_heads import CausalLM
from ..blocks.norms import scaled_to_one
from ..blocks.rotary import RotaryEmbedding, rotate


class Bias(nn.Module):
    """A bias that files hold apart from its weight."""

    def __init__(self, size: int):
        super().__init__()
        self.bias = nn.Parameter((size,), init="zeros")

    def forward(self, hidden):  # [b t f] -> [b t f]
        return hidden + ops.asarray(self.bias)


class Biases(nn.Module):
    """Biases of parts of one projection, by the names of the parts."""

    def __init__(self, size: int, names: tuple[str, ...]):
        super().__init__()
        self.names = names
        for name in names:
            setattr(self, name, Bias(size))

    def forward(self, parts):
        return [getattr(self, name)(part) for name, part in zip(self.names, parts, strict=True)]


class HrmTextAttention(nn.Module):
    """Attention with rotary positions whose output has a gate for each number."""

    def __init__(self, config: HrmTextConfig):
        super().__init__()
        d, self.head_size = config.hidden_size, config.head_size
        self.features = config.num_attention_heads * self.head_size
        self.dropout = nn.Dropout(config.attention_dropout or 0.0)
        self.gqkv_proj = nn.Linear(d, 4 * self.features, bias=False)
        self.o_proj = nn.Linear(self.features, d, bias=config.attention_bias)

    def forward(self, hidden, rotation, biases, attend):  # [b t d] -> [b t d]
        parts = ops.split(self.gqkv_proj(hidden), [self.features] * 4, -1)
        gate, *parts = parts if biases is None else biases(parts)
        query, key, value = (split_heads(part, self.head_size) for part in parts)
        query, key = rotate(query, *rotation), rotate(key, *rotation)
        key, value = attend.extend(key, value)
        scale = self.head_size**-0.5
        output = attend(query, key, value, scale=scale, dropout=self.dropout)
        return self.o_proj(ops.sigmoid(gate) * output)


class HrmTextMLP(nn.Module):
    """The gated feed-forward part."""

    def __init__(self, config: HrmTextConfig):
        super().__init__()
        d, self.size, bias = config.hidden_size, config.intermediate_size, config.mlp_bias
        self.gate_up_proj = nn.Linear(d, 2 * self.size, bias=False)
        if bias:
            self.gate_proj, self.up_proj = Bias(self.size), Bias(self.size)
        self.down_proj = nn.Linear(self.size, d, bias=bias)
        self.biased, self.activation = bias, activation(config.hidden_act)

    def forward(self, hidden):  # [b t d] -> [b t d]
        gate, up = ops.split(self.gate_up_proj(hidden), [self.size] * 2, -1)
        if self.biased:
            gate, up = self.gate_proj(gate), self.up_proj(up)
        return self.down_proj(self.activation(gate) * up)


class HrmTextDecoderLayer(nn.Block):
    """Attention, then the feed-forward part, each of a norm and added to its input."""

    def __init__(self, config: HrmTextConfig):
        super().__init__()
        self.eps, names = config.rms_norm_eps, ("gate_proj", "q_proj", "k_proj", "v_proj")
        self.attn = HrmTextAttention(config)
        self.self_attn = Biases(self.attn.features, names) if config.attention_bias else None
        self.mlp = HrmTextMLP(config)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        normed = scaled_to_one(hidden, eps=self.eps)
        hidden = hidden + self.attn(normed, rotation, self.self_attn, attend)
        return hidden + self.mlp(scaled_to_one(hidden, eps=self.eps))


class HrmTextStack(nn.Module):
    """A stack of layers and a norm of what they give out."""

    def __init__(self, config: HrmTextConfig):
        super().__init__()
        self.eps = config.rms_norm_eps
        self.layers = nn.ModuleList(
            HrmTextDecoderLayer(config) for _ in range(config.num_layers_per_stack or 0)
        )

    def forward(self, hidden, rotation, contexts):  # [b t d] -> [b t d]
        for layer, attend in zip(self.layers, contexts, strict=True):
            hidden = layer(hidden, rotation, attend)
            attend.recorder.add_hidden_state(hidden)
        return scaled_to_one(hidden, eps=self.eps)


class HrmTextPreTrainedModel(nn.PreTrainedModel):
    """What all HRM-Text models share."""

    config_class = HrmTextConfig
    base_model_prefix = "model"
    head_parts = (r"^lm_head\.",)
    two_way_prompt = True


class HrmTextModel(HrmTextPreTrainedModel):
    """HRM-Text without a head."""

    input_order = (
        "input_ids",
        "attention_mask",
        "position_ids",
        "past_key_values",
        "token_type_ids",
        "inputs_embeds",
    )

    def __init__(self, config: HrmTextConfig):
        super().__init__(config)
        d = config.hidden_size
        self.embed_tokens = nn.Embedding(config.vocab_size, d, padding_idx=config.pad_token_id)
        self.L_module = HrmTextStack(config)
        self.H_module = HrmTextStack(config)
        self.z_L_init = nn.Buffer((d,), init="zeros")
        self.rotary_emb = RotaryEmbedding(config)

    def get_input_embeddings(self):
        """The layer that turns token ids into vectors."""
        return self.embed_tokens

    def set_input_embeddings(self, value):
        """Replace the layer that turns token ids into vectors."""
        self.embed_tokens = value

    def contexts(self, recorder, hidden, attention_mask, past, positions, types) -> list[Any]:
        """The `Attention` of each layer of each cycle."""
        if types is None or past is not None or not self.config.prefix_lm:
            options = dict(positions=positions)
            mask, causal = causal_mask(attention_mask, past, hidden, **options)
        else:
            blocks = ops.where(types == 1, 0, -1 + 0 * types)
            mask, causal = block_mask(attention_mask, blocks, past, hidden)
        return [
            Attention(recorder, mask, causal=causal, past=past, layer=layer)
            for layer in range(self.config.num_hidden_layers)
        ]

    def cycled(self, recorder, slow, rotation, contexts):  # [b t d] -> [b t d]
        """The last output of the slow stack."""
        config, count = self.config, self.config.num_layers_per_stack
        fast = ops.cast(ops.asarray(self.z_L_init), ops.dtype(slow))
        for cycle in range(config.H_cycles):
            frozen = config.L_cycles - config.trained_cycles(cycle)
            for step in range(config.L_cycles):
                inputs, contexts, own = fast + slow, contexts[count:], contexts[:count]
                if cycle == step == 0:
                    recorder.add_hidden_state(inputs)
                fast = self.L_module(inputs, rotation, own)
                fast = ops.detach(fast) if step < frozen else fast
            contexts, own = contexts[count:], contexts[:count]
            slow = self.H_module(slow + fast, rotation, own)
        return slow

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        position_ids=None,
        past_key_values=None,
        inputs_embeds=None,
        token_type_ids=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """Hidden states of the tokens.

        Args:
            input_ids: [b t], or inputs_embeds [b t d].
            attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
            position_ids: [b t], by default counted on from the cache.
            past_key_values: a KeyValueCache from an earlier call.
            token_type_ids: [b t], 1 at the tokens of a prompt, which attend to each other both
                ways; in a call without a cache.

        Returns:
            BaseModelOutputWithPast: last_hidden_state [b t d], the cache, and on request
            hidden_states and attentions of each layer of each cycle.
        """
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        past = past_key_values
        recorder = Recorder(
            attentions=output_attentions,
            hidden_states=output_hidden_states,
            cache=self.config.use_cache if use_cache is None else use_cache,
        )
        hidden = self.embed_tokens(input_ids) if inputs_embeds is None else inputs_embeds
        hidden = hidden * self.config.embedding_scale
        single = past is not None or recorder.wants_cache or attention_mask is not None
        packed = None if single else position_ids
        if position_ids is None:
            position_ids = kv_cache.positions(past, hidden)
        rotation = self.rotary_emb(position_ids, hidden)
        contexts = self.contexts(recorder, hidden, attention_mask, past, packed, token_type_ids)
        last = self.cycled(recorder, hidden, rotation, contexts)
        states, tokens = recorder.hidden_states, ops.shape(hidden)[1]
        return BaseModelOutputWithPast(
            last_hidden_state=last,
            past_key_values=kv_cache.after(recorder, past, tokens)
            if recorder.wants_cache
            else None,
            hidden_states=None if states is None else (*states[:-1], last),
            attentions=recorder.attentions,
        )


class HrmTextForCausalLM(CausalLM, HrmTextPreTrainedModel):
    base_class = HrmTextModel
    tied_weights = {"lm_head.weight": "model.embed_tokens.weight"}
    input_order = (*HrmTextModel.input_order, "labels")


HEADS = {"base": HrmTextModel, "causal-lm": HrmTextForCausalLM}
