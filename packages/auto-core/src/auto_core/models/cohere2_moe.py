"""Command A+: Cohere, 2026.

Command A's network with mixtures of experts.

b batch, t tokens, n = b*t, e experts, k experts of a token, d hidden.
"""

from __future__ import annotations

from auto_core.configs.cohere2_moe import Cohere2MoeConfig

from .. import nn, ops
from ..blocks.rotary import rotate_pairs
from ..blocks.routers import top_then_softmax
from ..blocks.variation import variation
from . import cohere, cohere2, llama, mixtral, qwen2_moe


def norm(config: Cohere2MoeConfig) -> nn.Module:
    """The kind of norm that the config names."""
    made = cohere.CohereLayerNorm if config.rms_norm_eps is None else nn.RMSNorm
    return made(config.hidden_size, eps=config.epsilon)


class Cohere2MoeSparseMoeBlock(mixtral.SparseMoeBlock):
    def __init__(self, config: Cohere2MoeConfig):
        super().__init__(config)
        self.by_softmax = config.expert_selection_fn == "softmax"
        self.normalise = config.norm_topk_prob
        self.averages = config.shared_expert_combination_strategy == "average"
        size = config.intermediate_size * config.num_shared_experts
        self.shared_experts = mixtral.DenseMLP(config, size) if size else None

    def route(self, hidden):
        logits = self.gate(hidden)
        if self.by_softmax:
            return logits, *top_then_softmax(logits, self.count)
        largest, index = ops.topk(logits, self.count, -1)
        weights = ops.sigmoid(largest)
        if self.normalise:
            weights = weights / ops.sum(weights, -1, keepdim=True)
        return logits, weights, index

    def shared(self, hidden):  # [n d] -> [n d]
        return None if self.shared_experts is None else self.shared_experts(hidden)

    def forward(self, hidden, recorder):  # [b t d] -> [b t d]
        output = super().forward(hidden, recorder)
        return output / 2 if self.averages and self.shared_experts is not None else output


class Cohere2MoeAttention(cohere2.Cohere2Attention):
    """Args:
    rotates: also without a window.
    """

    def __init__(self, config: Cohere2MoeConfig, *, rotates: bool):
        super().__init__(config)
        self.rotates = rotates

    def rotate(self, query, key, rotation, attend):
        if self.rotates:
            return rotate_pairs(query, *rotation), rotate_pairs(key, *rotation)
        return super().rotate(query, key, rotation, attend)


class Cohere2MoeDecoderLayer(nn.Block):
    attention_class, sparse_class = Cohere2MoeAttention, Cohere2MoeSparseMoeBlock
    dense_class = mixtral.DenseMLP

    def __init__(self, config: Cohere2MoeConfig, layer: int):
        super().__init__()
        sparse = config.is_sparse(layer)
        rotates = not sparse and config.prefix_dense_sliding_window_pattern == 1
        self.self_attn = self.attention_class(config, rotates=rotates)
        if sparse:
            self.mlp = self.sparse_class(config)
        else:
            self.mlp = self.dense_class(config, config.prefix_dense_intermediate_size)
        self.input_layernorm = norm(config)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        normed = self.input_layernorm(hidden)
        output = self.self_attn(normed, rotation, attend)
        return hidden + output + self.mlp(normed, attend.recorder)


class Cohere2MoePreTrainedModel(mixtral.MixtralPreTrainedModel):
    config_class = Cohere2MoeConfig
    layer_class = Cohere2MoeDecoderLayer
    expert_names = qwen2_moe.EXPERT_NAMES
    renames = llama.LlamaPreTrainedModel.renames


class Cohere2MoeModel(mixtral.MixtralModel, Cohere2MoePreTrainedModel):
    """Command A+ without a head; called like MixtralModel."""

    def __init__(self, config: Cohere2MoeConfig):
        super().__init__(config)
        self.norm = norm(config)


class Cohere2MoeForCausalLM(mixtral.MixtralForCausalLM, Cohere2MoePreTrainedModel):
    base_class = Cohere2MoeModel
    has_router_loss = False

    def logits(self, hidden):  # [b t d] -> [b t v]
        return super().logits(hidden) * self.config.logit_scale


HEADS = variation(
    __name__,
    "Cohere2Moe",
    mixtral,
    Cohere2MoeConfig,
    without=["sequence-classification", "token-classification", "question-answering"],
)
