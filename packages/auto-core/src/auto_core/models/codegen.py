"""CodeGen: Nijkamp et al., 2022, arXiv:2203.13474.

GPT-J's network with one projection for queries, values and keys, whose rows lie as the four devices
of its training had them.

b batch, t tokens, h heads, s size of a head, d hidden.
"""

from __future__ import annotations

from auto_core.configs.codegen import CodeGenConfig

from .. import nn, ops
from ..blocks.rotary import rotate_pairs
from ..blocks.variation import variation
from . import gptj

DEVICES = 4


class CodeGenAttention(nn.Module):
    def __init__(self, config: CodeGenConfig):
        super().__init__()
        d = config.n_embd
        self.heads, self.head_size = config.n_head, d // config.n_head
        self.qkv_proj = nn.Linear(d, 3 * d, bias=False)
        self.out_proj = nn.Linear(d, d, bias=False)
        self.attn_dropout = nn.Dropout(config.attn_pdrop)
        self.resid_dropout = nn.Dropout(config.resid_pdrop)

    def project(self, hidden):  # [b t d] -> query, key, value [b t h s]
        batch, tokens, d = ops.shape(hidden)
        fused = ops.reshape(self.qkv_proj(hidden), (batch, tokens, DEVICES, 3 * d // DEVICES))
        parts = ops.split(fused, [d // DEVICES] * 3, -1)
        shape = (batch, tokens, self.heads, self.head_size)
        query, value, key = (ops.reshape(part, shape) for part in parts)
        return query, key, value

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        query, key, value = self.project(hidden)
        query, key = rotate_pairs(query, *rotation), rotate_pairs(key, *rotation)
        key, value = attend.extend(key, value)
        options = dict(scale=self.head_size**-0.5, dropout=self.attn_dropout)
        return self.resid_dropout(self.out_proj(attend(query, key, value, **options)))


class CodeGenBlock(gptj.GPTJBlock):
    attention_class = CodeGenAttention


HEADS = variation(
    __name__,
    "CodeGen",
    gptj,
    CodeGenConfig,
    without=["sequence-classification", "question-answering"],
    layer_class=CodeGenBlock,
    ignored_keys=(r"attn\.(causal_mask|bias|masked_bias|embed_positions)$",),  # tables
)
