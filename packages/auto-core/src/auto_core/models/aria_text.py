"""Aria's language model: Li et al., 2024, arXiv:2410.05993.

LLaMA with mixtures of experts, some of which all tokens go to.

n tokens, k experts of a token, e experts, d hidden, f features of an expert.
"""

from __future__ import annotations

from auto_core.configs.aria_text import AriaTextConfig

from .. import nn, ops
from ..blocks.experts import Sent
from ..blocks.moe_decoder import MoeCausalLM
from ..blocks.routers import top_then_softmax
from . import llama, mixtral
from .granitemoe import StackedLinear

RENAMES = (  # as transformers 5 has them in memory
    (r"\.mlp\.experts\.gate_up_proj$", ".mlp.experts.fc1.weight"),
    (r"\.mlp\.experts\.down_proj$", ".mlp.experts.fc2.weight"),
    *llama.LlamaPreTrainedModel.renames,
)


class AriaExperts(nn.Module):
    """Gated feed-forward parts, stacked; their gates are SiLU, whatever activation the shared ones
    have."""

    def __init__(self, config: AriaTextConfig):
        super().__init__()
        self.count, d, self.features = config.experts, config.hidden_size, config.expert_size
        self.fc1 = StackedLinear((self.count, d, 2 * self.features))
        self.fc2 = StackedLinear((self.count, self.features, d))

    def forward(self, hidden, weights, index):  # [n d], [n k], [n k] -> [n d]
        sent = Sent(hidden, index, self.count)
        rows = sent.project(sent.rows, self.fc1.weight, transpose=False)
        gate, up = ops.split(rows, [self.features, self.features], -1)
        rows = sent.project(ops.silu(gate) * up, self.fc2.weight, transpose=False)
        return sent.together(rows, weights)


class AriaSharedExpertsMLP(mixtral.DenseMLP):
    def __init__(self, config: AriaTextConfig):
        super().__init__(config, config.expert_size * config.moe_num_shared_experts)


class AriaTextMoELayer(mixtral.SparseMoeBlock):
    def add_router(self, config: AriaTextConfig) -> None:
        self.router = nn.Linear(config.hidden_size, config.experts, bias=False)

    def add_experts(self, config: AriaTextConfig) -> None:
        self.experts = AriaExperts(config)
        self.shared_experts = AriaSharedExpertsMLP(config)

    def route(self, hidden):
        logits = self.router(hidden)
        return logits, *top_then_softmax(logits, self.count)

    def shared(self, hidden):  # [n d] -> [n d]
        return self.shared_experts(hidden)


class AriaTextDecoderLayer(mixtral.MixtralDecoderLayer):
    sparse_class = AriaTextMoELayer
    feed_forward_name = "mlp"


class AriaTextPreTrainedModel(mixtral.MixtralPreTrainedModel):
    """What all of Aria's language models share."""

    config_class = AriaTextConfig
    layer_class = AriaTextDecoderLayer
    expert_names = ()
    renames = RENAMES


class AriaTextModel(mixtral.MixtralModel, AriaTextPreTrainedModel):
    """Aria's language model without a head."""


class AriaTextForCausalLM(MoeCausalLM, AriaTextPreTrainedModel):
    base_class = AriaTextModel
    tied_weights = {"lm_head.weight": "model.embed_tokens.weight"}
    has_router_loss = False


HEADS = {"base": AriaTextModel, "causal-lm": AriaTextForCausalLM}
