"""Qwen2-MoE: Qwen team, 2024.

Qwen2's network with mixtures of experts, one of which all tokens go to, through a gate of its own.

n tokens of all sequences, d hidden.
"""

from __future__ import annotations

from auto_core.configs.qwen2_moe import Qwen2MoeConfig, QwenMoeConfig

from .. import nn, ops
from ..blocks.routers import softmax_then_top
from ..blocks.variation import variation
from . import llama, mixtral

# How the files of most mixtures call the parts of an expert.
EXPERT_NAMES = ("gate_proj", "up_proj", "down_proj")


class QwenSparseMoeBlock(mixtral.SparseMoeBlock):
    def __init__(self, config: QwenMoeConfig):
        super().__init__(config)
        self.normalise = config.norm_topk_prob

    def route(self, hidden):
        logits = self.gate(hidden)
        return logits, *softmax_then_top(logits, self.count, normalise=self.normalise)


class Qwen2MoeSparseMoeBlock(QwenSparseMoeBlock):
    def add_experts(self, config: Qwen2MoeConfig) -> None:
        super().add_experts(config)
        self.shared_expert = mixtral.DenseMLP(config, config.shared_expert_intermediate_size)
        self.shared_expert_gate = nn.Linear(config.hidden_size, 1, bias=False)

    def shared(self, hidden):  # [n d] -> [n d]
        return ops.sigmoid(self.shared_expert_gate(hidden)) * self.shared_expert(hidden)


class Qwen2MoeDecoderLayer(mixtral.MixtralDecoderLayer):
    sparse_class = Qwen2MoeSparseMoeBlock
    feed_forward_name = "mlp"


HEADS = variation(
    __name__,
    "Qwen2Moe",
    mixtral,
    Qwen2MoeConfig,
    layer_class=Qwen2MoeDecoderLayer,
    expert_names=EXPERT_NAMES,
    renames=llama.LlamaPreTrainedModel.renames,
)
