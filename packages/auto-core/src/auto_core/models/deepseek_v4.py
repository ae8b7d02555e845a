"""DeepSeek-V4: DeepSeek-AI, 2026.

A mixture of experts with several streams of hidden states, attention to entries made of many
tokens each, and experts that in the first layers follow from the token's id.

b batch, t tokens, n = b*t, m streams, e experts, k experts of a token, d hidden.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.deepseek_v4 import DeepseekV4Config
from auto_core.errors import InputError

from .. import nn, ops
from ..blocks import kv_cache
from ..blocks.activations import activation
from ..blocks.compressed_attention import CompressedAttention, Counted, Several
from ..blocks.experts import Experts
from ..blocks.hyper_connections import HyperConnection, HyperHead
from ..blocks.moe_decoder import MoeCausalLM, as_rows
from ..blocks.rotary import RotaryEmbedding
from ..blocks.routers import WideRouter
from . import llama, mixtral


class DeepseekV4TopKRouter(WideRouter):
    """Experts by a function of their logits and a correction that makes no weight."""

    def __init__(self, config: DeepseekV4Config):
        super().__init__((config.experts, config.hidden_size))
        self.count, self.scale = config.experts_per_token, config.routed_scaling_factor
        self.score = activation(config.scoring_func)
        self.add_choice(config)

    def add_choice(self, config: DeepseekV4Config) -> None:
        """Make what `choose` needs."""
        self.bias = nn.Buffer((config.experts,), init="zeros")

    def choose(self, scores, input_ids):  # [n e], [n] -> [n k]
        correction = ops.cast(ops.asarray(self.bias), ops.dtype(scores))
        return ops.topk(scores + correction, self.count, -1)[1]

    def forward(self, hidden, input_ids):
        """[n d], [n] -> logits [n e], weights [n k] and index [n k]."""
        logits = self.logits(hidden)
        scores = self.score(logits)
        index = self.choose(scores, input_ids)
        weights = ops.gather(scores, 1, index)
        weights = weights / (ops.sum(weights, -1, keepdim=True) + 1e-20)
        return logits, weights * self.scale, index


class DeepseekV4HashRouter(DeepseekV4TopKRouter):
    """The experts of each token are in a table."""

    def add_choice(self, config: DeepseekV4Config) -> None:
        shape = (config.vocab_size, self.count)
        self.tid2eid = nn.Buffer(shape, init="zeros", dtype="int64")

    def choose(self, scores, input_ids):
        return ops.take(ops.asarray(self.tid2eid), input_ids, 0)


def clamped(gate, up, limit: float):
    """What a gate and what it gates are clamped to, the gate from above alone."""
    return ops.clamp(gate, max=limit), ops.clamp(up, min=-limit, max=limit)


class DeepseekV4Experts(Experts):
    def __init__(self, config: DeepseekV4Config):
        sizes = (config.experts, config.hidden_size, config.expert_size)
        super().__init__(sizes, activation(config.hidden_act))
        self.limit = config.swiglu_limit

    def gated(self, gate, up):
        return super().gated(*clamped(gate, up, self.limit))


class DeepseekV4MLP(nn.Module):
    """The expert that all tokens go to."""

    def __init__(self, config: DeepseekV4Config):
        super().__init__()
        d, f, bias = config.hidden_size, config.expert_size, config.mlp_bias
        self.w1, self.w3 = nn.Linear(d, f, bias=bias), nn.Linear(d, f, bias=bias)
        self.w2 = nn.Linear(f, d, bias=bias)
        self.activation, self.limit = activation(config.hidden_act), config.swiglu_limit

    def forward(self, hidden):  # [n d] -> [n d]
        gate, up = clamped(self.w1(hidden), self.w3(hidden), self.limit)
        return self.w2(self.activation(gate) * up)


class DeepseekV4MoE(nn.Module):
    def __init__(self, config: DeepseekV4Config, layer: int):
        super().__init__()
        self.hashes = (config.mlp_layer_types or [])[layer] == "hash_moe"
        self.gate = (DeepseekV4HashRouter if self.hashes else DeepseekV4TopKRouter)(config)
        self.experts = DeepseekV4Experts(config)
        self.shared_experts = DeepseekV4MLP(config)

    def forward(self, hidden, input_ids, recorder):  # [b t d], [n] -> [b t d]
        rows = as_rows(hidden)
        logits, weights, index = self.gate(rows, input_ids)
        if not self.hashes:
            recorder.add_router_logits(logits)
        output = self.experts(rows, weights, index) + self.shared_experts(rows)
        return ops.reshape(output, ops.shape(hidden))


class DeepseekV4DecoderLayer(nn.Block):
    """Attention and experts, each between hyper-connections."""

    def __init__(self, config: DeepseekV4Config, layer: int):
        super().__init__()
        d, eps, count = config.hidden_size, config.rms_norm_eps, config.hc_mult
        self.config = config
        self.attn = CompressedAttention(config, layer)
        self.ffn = DeepseekV4MoE(config, layer)
        self.attn_norm = nn.RMSNorm(d, eps=eps)
        self.ffn_norm = nn.RMSNorm(d, eps=eps)
        mixes = (2 + count) * count
        for part in ("attn", "ffn"):
            setattr(self, f"hc_{part}_fn", nn.Parameter((mixes, count * d), init="normal"))
            setattr(self, f"hc_{part}_base", nn.Parameter((mixes,), init="zeros"))
            setattr(self, f"hc_{part}_scale", nn.Parameter((3,), init="ones"))

    def connection(self, streams, part: str) -> HyperConnection:
        weight, base, scale = (getattr(self, f"hc_{part}_{x}") for x in ("fn", "base", "scale"))
        return HyperConnection(streams, weight, base, scale, self.config)

    def forward(self, streams, shared, attends: Several):  # [b t m d] -> [b t m d]
        rotations, counted, input_ids = shared
        around = self.connection(streams, "attn")
        hidden = self.attn_norm(around.into())
        streams = around.out(self.attn(hidden, rotations, counted, attends))
        around = self.connection(streams, "ffn")
        hidden = self.ffn_norm(around.into())
        return around.out(self.ffn(hidden, input_ids, attends.recorder))


class Rotations(nn.Module):
    """Cosines and sines for layers that only slide, and for the others."""

    def __init__(self, config: DeepseekV4Config):
        super().__init__()
        self.main, self.compress = (RotaryEmbedding(config, kind) for kind in ("main", "compress"))

    def forward(self, position_ids, hidden):  # [b t], [b t d] -> of each, two of [b t 1 p]
        return {kind: getattr(self, kind)(position_ids, hidden) for kind in ("main", "compress")}


class DeepseekV4PreTrainedModel(mixtral.MixtralPreTrainedModel):
    """What all DeepSeek-V4 models share."""

    config_class = DeepseekV4Config
    layer_class, rotary_class = DeepseekV4DecoderLayer, Rotations
    renames = (
        # As DeepSeek's own files have it.
        (r"^embed\.", "embed_tokens."),
        (r"^head\.", "lm_head."),
        (r"^hc_head_", "hc_head.hc_"),
        # As transformers writes it.
        (r"\.attn\.norm\.", ".attn.kv_norm."),
        *llama.LlamaPreTrainedModel.renames,
    )
    kept_wide = (r"\.hc_", r"^hc_", r"\.attn_sink$", r"\.ape$", r"\.gate\.bias$")
    ignored_keys = (r"(^|\.)mtp\.",)  # what predicts further tokens
    splits_attention = False


class DeepseekV4Model(mixtral.MixtralModel, DeepseekV4PreTrainedModel):
    """DeepSeek-V4 without a head; called like MixtralModel. Hidden states are [b t m d], but for
    the last."""

    def __init__(self, config: DeepseekV4Config):
        super().__init__(config)
        self.hc_head = HyperHead(config)

    def run(
        self, recorder, input_ids, attention_mask, position_ids, past, inputs_embeds, after=None
    ):
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        if input_ids is None and "hash_moe" in (self.config.mlp_layer_types or []):
            raise InputError("Pass input_ids: the first layers choose experts by them.")
        embeddings = self.embed(input_ids) if inputs_embeds is None else inputs_embeds
        inputs = (embeddings, attention_mask, position_ids, past)
        return self.run_layers(recorder, *inputs, after=after, input_ids=input_ids)

    def start(self, embeddings, position_ids, attention_mask, past, input_ids=None):
        batch, tokens, size = ops.shape(embeddings)
        streams = (batch, tokens, self.config.hc_mult, size)
        hidden = ops.expand(ops.unsqueeze(embeddings, 2), streams)
        counted = self.counted(embeddings, position_ids, attention_mask, past)
        if input_ids is not None:
            input_ids = ops.reshape(input_ids, (batch * tokens,))
        return hidden, (self.rotary_emb(position_ids, embeddings), counted, input_ids)

    def counted(self, hidden, position_ids, attention_mask, past) -> Counted:
        """The new tokens, from the first that is no padding on the left."""
        index = kv_cache.positions(past, hidden)  # [1 t]
        if attention_mask is None or len(ops.shape(attention_mask)) != 2:
            return Counted(index, None, (position_ids - index)[:, :1])
        padding = ops.argmax(ops.cast(attention_mask != 0, "int64"), 1)
        padding = ops.unsqueeze(ops.cast(padding, "int64"), 1)
        index = index - padding
        # How far positions run ahead, of the first of the new tokens that is no padding.
        first = ops.clamp(padding - kv_cache.filled(past), min=0, max=ops.shape(hidden)[1] - 1)
        ahead = ops.expand(position_ids - index, ops.shape(index))
        return Counted(index, padding, ops.gather(ahead, 1, first))

    def contexts(self, count: int, recorder, hidden, attention_mask, past, positions) -> list[Any]:
        parts = [self.config.cached(layer) for layer in range(count)]
        windows = [window for part in parts for window in part]
        each = iter(self.attentions(recorder, hidden, attention_mask, past, windows, positions))
        return [Several(recorder, [next(each) for _ in part]) for part in parts]

    def finish(self, hidden):  # [b t m d] -> [b t d]
        return self.norm(self.hc_head(hidden))


class DeepseekV4ForCausalLM(MoeCausalLM, DeepseekV4PreTrainedModel):
    base_class = DeepseekV4Model
    tied_weights = {"lm_head.weight": "model.embed_tokens.weight"}


PREFIX = "DeepseekV4"
HEADS = {"base": DeepseekV4Model, "causal-lm": DeepseekV4ForCausalLM}
