"""GraniteMoE: IBM, 2024.

Granite's network with mixtures of experts.

b batch, t tokens, n = b*t, e experts, k experts of a token, d hidden, f feed-forward,
v vocabulary.
"""

from __future__ import annotations

from auto_core.configs.granitemoe import GraniteMoeConfig

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.experts import Sent
from ..blocks.routers import top_then_softmax
from ..blocks.variation import variation
from . import granite, llama, mixtral


class GraniteMoeTopKGating(nn.Module):
    def __init__(self, config: GraniteMoeConfig):
        super().__init__()
        self.layer = nn.Linear(config.hidden_size, config.experts, bias=False)

    def forward(self, hidden):  # [n d] -> [n e]
        return self.layer(hidden)


class StackedLinear(nn.Module):
    """One projection of every expert, [e out in]."""

    def __init__(self, shape: tuple[int, int, int]):
        super().__init__()
        self.weight = nn.Parameter(shape, init="normal")


class GraniteMoeMoE(mixtral.SparseMoeBlock):
    def add_router(self, config: GraniteMoeConfig) -> None:
        self.router = GraniteMoeTopKGating(config)

    def add_experts(self, config: GraniteMoeConfig) -> None:
        e, d, f = config.experts, config.hidden_size, config.intermediate_size
        self.input_linear = StackedLinear((e, 2 * f, d))
        self.output_linear = StackedLinear((e, d, f))
        self.activation, self.sizes = activation(config.hidden_act), (e, f)

    def route(self, hidden):
        logits = self.router(hidden)
        return logits, *top_then_softmax(logits, self.count)

    def experts(self, hidden, weights, index):  # [n d], [n k], [n k] -> [n d]
        count, features = self.sizes
        sent = Sent(hidden, index, count)
        rows = sent.project(sent.rows, self.input_linear.weight, transpose=True)
        gate, up = ops.split(rows, [features, features], -1)
        rows = self.activation(gate) * up
        return sent.together(sent.project(rows, self.output_linear.weight, transpose=True), weights)


class GraniteMoeDecoderLayer(mixtral.MixtralDecoderLayer):
    attention_class, sparse_class = granite.GraniteAttention, GraniteMoeMoE

    def __init__(self, config: GraniteMoeConfig, layer: int):
        super().__init__(config, layer)
        self.multiplier = config.residual_multiplier

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        output = self.self_attn(self.input_layernorm(hidden), rotation, attend)
        hidden = hidden + output * self.multiplier
        output = self.fed(self.post_attention_layernorm(hidden), attend.recorder)
        return hidden + output * self.multiplier

    def fed(self, hidden, recorder):  # [b t d] -> [b t d]
        """What the experts give."""
        return self.block_sparse_moe(hidden, recorder)


class GraniteMoePreTrainedModel(mixtral.MixtralPreTrainedModel):
    config_class = GraniteMoeConfig
    layer_class = GraniteMoeDecoderLayer
    expert_names = ()
    renames = (  # transformers 5 has other names in memory
        (r"\.experts\.gate_up_proj$", ".input_linear.weight"),
        (r"\.experts\.down_proj$", ".output_linear.weight"),
        (r"\.router\.weight$", ".router.layer.weight"),
        *llama.LlamaPreTrainedModel.renames,
    )


class GraniteMoeModel(mixtral.MixtralModel, GraniteMoePreTrainedModel):
    """GraniteMoE without a head."""

    def scaled(self, embeddings):  # [b t d] -> [b t d]
        return embeddings * self.config.embedding_multiplier


class GraniteMoeForCausalLM(mixtral.MixtralForCausalLM, GraniteMoePreTrainedModel):
    base_class = GraniteMoeModel

    def logits(self, hidden):  # [b t d] -> [b t v]
        return super().logits(hidden) / self.config.logits_scaling


PREFIX = "GraniteMoe"
HEADS = variation(
    __name__,
    "GraniteMoe",
    mixtral,
    GraniteMoeConfig,
    without=["sequence-classification", "token-classification", "question-answering"],
)
