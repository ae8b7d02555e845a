"""gpt-oss: OpenAI, 2025, arXiv:2508.10925.

LLaMA's network with mixtures of experts whose projections have biases and whose gates are
clamped, windows in every second layer, and a sink in the attention of each head.

n tokens of all sequences, m rows sent to experts, e experts, k experts of a token, h heads,
d hidden, f feed-forward.
"""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs.gpt_oss import GptOssConfig

from .. import nn, ops
from ..blocks.experts import Sent
from ..blocks.routers import top_then_softmax
from ..blocks.variation import variation
from . import llama, mixtral


class GptOssAttention(llama.LlamaAttention):
    def __init__(self, config: GptOssConfig):
        super().__init__(config)
        self.sinks = nn.Parameter((config.num_attention_heads,), init="normal")

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        query, key, value = self.project(hidden)
        query, key = self.rotate(query, key, rotation, attend)
        key, value = attend.extend(key, value)
        options = dict(scale=self.scale, sinks=ops.asarray(self.sinks), dropout=self.dropout)
        return self.o_proj(attend(query, key, value, **options))


class GptOssExperts(nn.Module):
    """Experts with biases; numbers of gates and of what they gate take turns, [e d 2f]."""

    expert_stacks: ClassVar = ("gate_up_proj", "down_proj")
    splits_experts: ClassVar = True

    def __init__(self, config: GptOssConfig):
        super().__init__()
        self.count, d, f = config.experts, config.hidden_size, config.intermediate_size
        self.gate_up_proj = nn.Parameter((self.count, d, 2 * f), init="normal")
        self.gate_up_proj_bias = nn.Parameter((self.count, 2 * f), init="zeros")
        self.down_proj = nn.Parameter((self.count, f, d), init="normal")
        self.down_proj_bias = nn.Parameter((self.count, d), init="zeros")
        self.alpha, self.limit, self.features = config.swiglu_alpha, config.swiglu_limit, f

    def gated(self, rows):  # [m 2f] -> [m f]
        pairs = ops.reshape(rows, (ops.shape(rows)[0], self.features, 2))
        gate, up = pairs[..., 0], pairs[..., 1]
        gate = ops.clamp(gate, max=self.limit)
        up = ops.clamp(up, min=-self.limit, max=self.limit)
        return (up + 1) * (gate * ops.sigmoid(gate * self.alpha))

    def forward(self, hidden, weights, index):  # [n d], [n k], [n k] -> [n d]
        sent = Sent(hidden, index, self.count)
        rows = sent.project(sent.rows, self.gate_up_proj, self.gate_up_proj_bias, transpose=False)
        rows = sent.project(self.gated(rows), self.down_proj, self.down_proj_bias, transpose=False)
        return sent.together(rows, weights)


class GptOssMLP(mixtral.SparseMoeBlock):
    def add_router(self, config: GptOssConfig) -> None:
        self.router = nn.Linear(config.hidden_size, config.experts)

    def add_experts(self, config: GptOssConfig) -> None:
        self.experts = GptOssExperts(config)

    def route(self, hidden):
        logits = self.router(hidden)
        return logits, *top_then_softmax(logits, self.count)


class GptOssDecoderLayer(mixtral.MixtralDecoderLayer):
    attention_class, sparse_class = GptOssAttention, GptOssMLP
    feed_forward_name = "mlp"


HEADS = variation(
    __name__,
    "GptOss",
    mixtral,
    GptOssConfig,
    without=["question-answering"],
    layer_class=GptOssDecoderLayer,
    expert_names=(),
    renames=llama.LlamaPreTrainedModel.renames,
)
