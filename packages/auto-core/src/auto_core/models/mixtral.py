"""Mixtral: Jiang et al., 2024, arXiv:2401.04088.

Mistral's network whose feed-forward parts are mixtures of experts. The other mixtures are
variations of this file: what routers do is a method of theirs, `route`.

b batch, t tokens, n = b*t, e experts, k experts of a token, d hidden.
"""

from __future__ import annotations

from auto_core.configs._experts import ExpertsConfig
from auto_core.configs.mixtral import MixtralConfig

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.decoder_heads import QuestionAnswering, SequenceClassification, TokenClassification
from ..blocks.experts import Experts
from ..blocks.moe_decoder import MoeCausalLM, MoeDecoder, as_rows
from ..blocks.routers import Jitter, softmax_then_top
from . import llama


class SparseMoeBlock(nn.Module):
    """A router and its experts. Variations define `route`."""

    def __init__(self, config: ExpertsConfig):
        super().__init__()
        self.count = config.experts_per_token
        self.add_router(config)
        self.add_experts(config)

    def add_router(self, config: ExpertsConfig) -> None:
        """Make what `route` needs."""
        self.gate = nn.Linear(config.hidden_size, config.experts, bias=False)

    def add_experts(self, config: ExpertsConfig) -> None:
        """Make the experts, and those that all tokens go to."""
        sizes = (config.experts, config.hidden_size, config.expert_size)
        self.experts = Experts(sizes, activation(config.hidden_act))

    def route(self, hidden):
        """[n d] -> the logits [n e], the weights [n k] and the experts [n k] of the tokens."""
        raise NotImplementedError

    def shared(self, hidden):
        """What experts add to all tokens [n d]; None where there are none."""
        return None

    def forward(self, hidden, recorder):  # [b t d] -> [b t d]
        rows = as_rows(hidden)
        logits, weights, index = self.route(rows)
        recorder.add_router_logits(logits)
        output, shared = self.experts(rows, weights, index), self.shared(rows)
        return ops.reshape(output if shared is None else output + shared, ops.shape(hidden))


class MixtralSparseMoeBlock(SparseMoeBlock):
    def __init__(self, config: MixtralConfig):
        super().__init__(config)
        self.jitter = Jitter(config.router_jitter_noise)

    def route(self, hidden):
        logits = self.gate(hidden)
        return logits, *softmax_then_top(logits, self.count, normalise=True)

    def forward(self, hidden, recorder):  # [b t d] -> [b t d]
        return super().forward(self.jitter(hidden), recorder)


class DenseMLP(llama.LlamaMLP):
    """The feed-forward part of a layer without experts, which has no router."""

    def forward(self, hidden, recorder=None):  # [b t d] -> [b t d]
        return super().forward(hidden)


class MixtralDecoderLayer(nn.Block):
    """Attention, then experts or a feed-forward part, each normalised before and added."""

    attention_class, norm_class = llama.LlamaAttention, nn.RMSNorm
    sparse_class, dense_class = MixtralSparseMoeBlock, DenseMLP
    feed_forward_name = "block_sparse_moe"

    def __init__(self, config: ExpertsConfig, layer: int):
        super().__init__()
        d, eps = config.hidden_size, config.rms_norm_eps
        self.self_attn = self.attention(config, layer)
        made = self.sparse_class if config.is_sparse(layer) else self.dense_class
        setattr(self, self.feed_forward_name, made(config))
        self.input_layernorm = self.norm_class(d, eps=eps)
        self.post_attention_layernorm = self.norm_class(d, eps=eps)

    def attention(self, config: ExpertsConfig, layer: int):
        """The attention of this layer."""
        return self.attention_class(config)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        hidden = hidden + self.self_attn(self.input_layernorm(hidden), rotation, attend)
        feed_forward = getattr(self, self.feed_forward_name)
        return hidden + feed_forward(self.post_attention_layernorm(hidden), attend.recorder)


class MixtralPreTrainedModel(llama.LlamaPreTrainedModel):
    """What all Mixtral models share."""

    config_class = MixtralConfig
    expert_names = ("w1", "w3", "w2")
    renames = (  # transformers 5 has `mlp` in memory
        (r"\.mlp\.", ".block_sparse_moe."),
        *llama.LlamaPreTrainedModel.renames,
    )
    layer_class = MixtralDecoderLayer


class MixtralModel(MoeDecoder, llama.LlamaModel, MixtralPreTrainedModel):
    """Mixtral without a head."""

    def layer(self, config: ExpertsConfig, index: int) -> MixtralDecoderLayer:
        return self.layer_class(config, index)


class MixtralForCausalLM(MoeCausalLM, MixtralPreTrainedModel):
    base_class = MixtralModel
    tied_weights = {"lm_head.weight": "model.embed_tokens.weight"}


class MixtralForSequenceClassification(SequenceClassification, MixtralPreTrainedModel):
    base_class = MixtralModel


class MixtralForTokenClassification(TokenClassification, MixtralPreTrainedModel):
    base_class = MixtralModel


class MixtralForQuestionAnswering(QuestionAnswering, MixtralPreTrainedModel):
    base_class = MixtralModel


PREFIX = "Mixtral"
HEADS = {
    "base": MixtralModel,
    "causal-lm": MixtralForCausalLM,
    "sequence-classification": MixtralForSequenceClassification,
    "token-classification": MixtralForTokenClassification,
    "question-answering": MixtralForQuestionAnswering,
}
