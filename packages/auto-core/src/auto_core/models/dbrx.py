"""DBRX: Databricks, 2024.

A decoder with rotary positions, layer norms without biases, and feed-forward parts that are
mixtures of experts.

b batch, t tokens, n = b*t, e experts, k experts of a token, h heads, g key-value heads, s size of a
head, d hidden, f feed-forward.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.dbrx import DbrxConfig

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import split_heads
from ..blocks.experts import Sent
from ..blocks.moe_decoder import MoeCausalLM, MoeDecoder, as_rows
from ..blocks.rotary import RotaryEmbedding
from ..blocks.routers import Jitter, softmax_then_top
from . import llama

EPS = 1e-5  # of all norms


class DbrxAttention(llama.LlamaAttention):
    """Attention whose queries, keys and values are bounded before they rotate."""

    def add_projections(self, config: Any) -> None:
        d, s = config.d_model, config.head_size
        self.sizes = (d, config.kv_heads * s, config.kv_heads * s)
        self.bound = config.attn_config.clip_qkv
        self.Wqkv = nn.Linear(d, sum(self.sizes), bias=False)
        self.out_proj = nn.Linear(d, d, bias=False)

    def project(self, hidden):  # [b t d] -> [b t h s], two of [b t g s]
        projected = self.Wqkv(hidden)
        if self.bound is not None:
            projected = ops.clamp(projected, min=-self.bound, max=self.bound)
        return tuple(split_heads(x, self.head_size) for x in ops.split(projected, self.sizes, -1))

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        return self.out_proj(self.attended(hidden, rotation, attend))


class DbrxNormAttentionNorm(nn.Module):
    """Attention between two norms; what it adds to, and what the experts get."""

    def __init__(self, config: DbrxConfig):
        super().__init__()
        self.norm_1 = nn.LayerNorm(config.d_model, eps=EPS, bias=False)
        self.attn = DbrxAttention(config)
        self.norm_2 = nn.LayerNorm(config.d_model, eps=EPS, bias=False)
        self.dropout = nn.Dropout(config.resid_pdrop)

    def forward(self, hidden, rotation, attend):  # [b t d] -> two of [b t d]
        hidden = hidden + self.dropout(self.attn(self.norm_1(hidden), rotation, attend))
        return hidden, self.norm_2(hidden)


class DbrxRouter(nn.Module):
    def __init__(self, config: DbrxConfig):
        super().__init__()
        self.layer = nn.Linear(config.d_model, config.ffn_config.moe_num_experts, bias=False)

    def forward(self, hidden):  # [n d] -> [n e]
        return self.layer(hidden)


class DbrxExpertGLU(nn.Module):
    """The matrices of all experts, one below the other."""

    def __init__(self, config: DbrxConfig):
        super().__init__()
        ffn = config.ffn_config
        self.stack = (ffn.moe_num_experts, ffn.ffn_hidden_size, config.d_model)
        for name in ("w1", "v1", "w2"):
            rows = ffn.moe_num_experts * ffn.ffn_hidden_size
            setattr(self, name, nn.Parameter((rows, config.d_model), init="normal"))
        self.activation = activation(ffn.ffn_act_fn["name"])

    def forward(self, sent: Sent):  # -> [m d]
        gate, up, down = (
            ops.reshape(ops.asarray(getattr(self, name)), self.stack) for name in ("w1", "v1", "w2")
        )
        rows = self.activation(sent.project(sent.rows, gate, transpose=True))
        rows = rows * sent.project(sent.rows, up, transpose=True)
        return sent.project(rows, down, transpose=False)


class DbrxExperts(nn.Module):
    def __init__(self, config: DbrxConfig):
        super().__init__()
        self.count = config.ffn_config.moe_num_experts
        self.mlp = DbrxExpertGLU(config)

    def forward(self, hidden, weights, index):  # [n d], [n k], [n k] -> [n d]
        sent = Sent(hidden, index, self.count)
        return sent.together(self.mlp(sent), weights)


class DbrxFFN(nn.Module):
    """Experts, whose weights add up to 1 by a norm."""

    def __init__(self, config: DbrxConfig):
        super().__init__()
        ffn = config.ffn_config
        self.count, self.power = ffn.moe_top_k, ffn.moe_normalize_expert_weights
        self.jitter = Jitter(ffn.moe_jitter_eps or 0.0)
        self.router = DbrxRouter(config)
        self.experts = DbrxExperts(config)

    def forward(self, hidden, recorder):  # [b t d] -> [b t d]
        rows = as_rows(self.jitter(hidden))
        logits = self.router(rows)
        recorder.add_router_logits(logits)
        weights, index = softmax_then_top(logits, self.count, normalise=False)
        if self.power is not None:
            total = ops.sum(ops.pow(weights, self.power), -1, keepdim=True)
            weights = weights / ops.pow(total, 1 / self.power)
        return ops.reshape(self.experts(rows, weights, index), ops.shape(hidden))


class DbrxBlock(nn.Block):
    def __init__(self, config: DbrxConfig):
        super().__init__()
        self.norm_attn_norm = DbrxNormAttentionNorm(config)
        self.ffn = DbrxFFN(config)
        self.dropout = nn.Dropout(config.resid_pdrop)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        hidden, normed = self.norm_attn_norm(hidden, rotation, attend)
        return hidden + self.dropout(self.ffn(normed, attend.recorder))


class DbrxPreTrainedModel(nn.PreTrainedModel):
    """What all DBRX models share."""

    config_class = DbrxConfig
    base_model_prefix = "transformer"
    head_parts = (r"^lm_head\.",)
    splits_attention = True


class DbrxModel(MoeDecoder, DbrxPreTrainedModel):
    """DBRX without a head; called like MixtralModel."""

    embeddings_name, layers_name = "wte", "blocks"

    def __init__(self, config: DbrxConfig):
        super().__init__(config)
        self.wte = nn.Embedding(config.vocab_size, config.d_model, padding_idx=config.pad_token_id)
        self.blocks = nn.ModuleList(DbrxBlock(config) for _ in range(config.n_layers))
        self.norm_f = nn.LayerNorm(config.d_model, eps=EPS, bias=False)
        self.rotary_emb = RotaryEmbedding(config)  # type: ignore[arg-type]

    def start(self, embeddings, position_ids, attention_mask, past):
        return embeddings, self.rotary_emb(position_ids, embeddings)

    def finish(self, hidden):
        return self.norm_f(hidden)


class DbrxForCausalLM(MoeCausalLM, DbrxPreTrainedModel):
    base_class = DbrxModel


HEADS = {"base": DbrxModel, "causal-lm": DbrxForCausalLM}
