"""ERNIE 4.5 with mixtures of experts: Baidu, 2025.

ERNIE 4.5's network with experts that a correction chooses, and some that all tokens go to.

n tokens of all sequences, e experts, d hidden.
"""

from __future__ import annotations

from auto_core.configs.ernie4_5_moe import Ernie4_5_MoeConfig

from .. import nn, ops
from ..blocks.routers import WideRouter, chosen_by
from ..blocks.variation import variation
from . import ernie4_5, llama, mixtral, qwen2_moe


class Ernie4_5_MoeStatics(nn.Module):
    """The correction of the choice of experts."""

    def __init__(self, config: Ernie4_5_MoeConfig):
        super().__init__()
        self.e_score_correction_bias = nn.Buffer((1, config.experts), init="zeros")

    def forward(self, scores):  # [n e] -> [n e]
        return scores + ops.cast(ops.asarray(self.e_score_correction_bias), ops.dtype(scores))


class Ernie4_5_MoeSparseMoeBlock(mixtral.SparseMoeBlock):
    def add_router(self, config: Ernie4_5_MoeConfig) -> None:
        self.gate = WideRouter((config.experts, config.hidden_size))
        self.moe_statics, self.least = Ernie4_5_MoeStatics(config), config.moe_norm_min

    def add_experts(self, config: Ernie4_5_MoeConfig) -> None:
        super().add_experts(config)
        size = config.moe_intermediate_size * (config.moe_num_shared_experts or 0)
        self.shared_experts = mixtral.DenseMLP(config, size) if size else None

    def route(self, hidden):
        logits = self.gate(hidden)
        scores = ops.softmax(logits, -1)
        return logits, *chosen_by(scores, self.moe_statics(scores), self.count, least=self.least)

    def shared(self, hidden):  # [n d] -> [n d]
        return None if self.shared_experts is None else self.shared_experts(hidden)


class Ernie4_5_MoeDecoderLayer(mixtral.MixtralDecoderLayer):
    attention_class, sparse_class = ernie4_5.Ernie4_5Attention, Ernie4_5_MoeSparseMoeBlock
    feed_forward_name = "mlp"


class Ernie4_5_MoePreTrainedModel(mixtral.MixtralPreTrainedModel):
    config_class = Ernie4_5_MoeConfig
    layer_class = Ernie4_5_MoeDecoderLayer
    expert_names = qwen2_moe.EXPERT_NAMES
    renames = (  # transformers 5 has it within the gate in memory
        (r"\.gate\.moe_statics\.", ".moe_statics."),
        *llama.LlamaPreTrainedModel.renames,
    )
    kept_wide = (r"\.e_score_correction_bias$", r"\.mlp\.gate\.weight$")
    ignored_keys = (r"(^|\.)mtp_",)  # what predicts further tokens


class Ernie4_5_MoeModel(mixtral.MixtralModel, Ernie4_5_MoePreTrainedModel):
    """ERNIE 4.5 with experts, without a head."""


class Ernie4_5_MoeForCausalLM(mixtral.MixtralForCausalLM, Ernie4_5_MoePreTrainedModel):
    base_class = Ernie4_5_MoeModel

    def add_head(self, config: Ernie4_5_MoeConfig) -> None:
        self.lm_head = nn.Linear(config.hidden_size, config.vocab_size, bias=config.use_bias)


HEADS = variation(
    __name__,
    "Ernie4_5_Moe",
    mixtral,
    Ernie4_5_MoeConfig,
    without=["sequence-classification", "token-classification", "question-answering"],
)
