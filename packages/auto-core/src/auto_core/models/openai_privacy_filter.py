"""OpenAI's privacy filter: OpenAI, 2026.

gpt-oss's layers as an encoder, whose tokens attend to a window on both sides; its token classifier
finds what is private in a text.

n tokens of all sequences, m rows sent to experts, e experts, d hidden, f feed-forward.
"""

from __future__ import annotations

from auto_core.configs.openai_privacy_filter import OpenAIPrivacyFilterConfig

from .. import nn, ops
from ..blocks.decoder_heads import TokenClassification
from ..blocks.encoder import Encoder
from ..blocks.experts import Sent
from ..blocks.losses import widened
from ..blocks.rotary import rotate_pairs
from ..blocks.routers import WideRouter
from . import gpt_oss, llama, mixtral


class OpenAIPrivacyFilterAttention(gpt_oss.GptOssAttention):
    def rotate(self, query, key, rotation, attend):
        return rotate_pairs(query, *rotation), rotate_pairs(key, *rotation)


class OpenAIPrivacyFilterTopKRouter(WideRouter):
    """gpt-oss's router, in float32 at least."""

    def __init__(self, config: OpenAIPrivacyFilterConfig):
        super().__init__((config.experts, config.hidden_size))
        self.bias = nn.Parameter((config.experts,), init="zeros")

    def logits(self, hidden):  # [n d] -> [n e]
        return super().logits(hidden) + widened(ops.asarray(self.bias))


class OpenAIPrivacyFilterExperts(gpt_oss.GptOssExperts):
    """Experts in float32 at least; gates stand before what they gate, [e d 2f]."""

    def gated(self, rows):  # [m 2f] -> [m f]
        gate, up = ops.split(rows, [self.features, self.features], -1)
        return super().gated(ops.reshape(ops.stack([gate, up], -1), ops.shape(rows)))

    def forward(self, hidden, weights, index):  # [n d], [n k], [n k] -> [n d]
        sent = Sent(widened(hidden), index, self.count)
        first, second, *biases = (
            widened(ops.asarray(getattr(self, name)))
            for name in (
                *("gate_up_proj", "down_proj"),
                *("gate_up_proj_bias", "down_proj_bias"),
            )
        )
        rows = self.gated(sent.project(sent.rows, first, biases[0], transpose=False))
        rows = sent.project(rows, second, biases[1], transpose=False)
        return ops.cast(sent.together(rows, weights), ops.dtype(hidden))


class OpenAIPrivacyFilterMLP(gpt_oss.GptOssMLP):
    def add_router(self, config: OpenAIPrivacyFilterConfig) -> None:
        self.router = OpenAIPrivacyFilterTopKRouter(config)

    def add_experts(self, config: OpenAIPrivacyFilterConfig) -> None:
        self.experts = OpenAIPrivacyFilterExperts(config)


class OpenAIPrivacyFilterEncoderLayer(gpt_oss.GptOssDecoderLayer):
    attention_class, sparse_class = OpenAIPrivacyFilterAttention, OpenAIPrivacyFilterMLP


class OpenAIPrivacyFilterPreTrainedModel(mixtral.MixtralPreTrainedModel):
    """What the base model and its head share."""

    config_class = OpenAIPrivacyFilterConfig
    layer_class = OpenAIPrivacyFilterEncoderLayer
    expert_names = ()
    renames = llama.LlamaPreTrainedModel.renames
    kept_wide = (r"\.sinks$",)


class OpenAIPrivacyFilterModel(Encoder, mixtral.MixtralModel, OpenAIPrivacyFilterPreTrainedModel):
    """The encoder without a head."""


class OpenAIPrivacyFilterForTokenClassification(
    TokenClassification, OpenAIPrivacyFilterPreTrainedModel
):
    base_class = OpenAIPrivacyFilterModel


HEADS = {
    "base": OpenAIPrivacyFilterModel,
    "token-classification": OpenAIPrivacyFilterForTokenClassification,
}
