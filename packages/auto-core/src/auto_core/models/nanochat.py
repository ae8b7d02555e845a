"""nanochat: Karpathy, 2025.

LLaMA's network with norms without weights, one more of them before the first layer and two of
each head's query and key, and without a gate; it rotates the other way round.

b batch, t tokens, h heads, g heads of keys and values, s size of a head, d hidden, v vocabulary.
"""

from __future__ import annotations

from auto_core.configs.nanochat import NanoChatConfig

from .. import nn
from ..blocks.activations import activation
from ..blocks.logits import capped
from ..blocks.norms import scaled_to_one
from ..blocks.rotary import rotate
from ..blocks.variation import variation
from . import llama


class NanoChatRMSNorm(nn.Module):
    """A root-mean-square norm without a scale."""

    def __init__(self, size: int, *, eps: float):
        super().__init__()
        self.eps = eps

    def forward(self, hidden):  # [... d] -> [... d]
        return scaled_to_one(hidden, eps=self.eps)


class NanoChatAttention(llama.LlamaAttention):
    def __init__(self, config: NanoChatConfig):
        super().__init__(config)
        self.eps = config.rms_norm_eps

    def rotate(self, query, key, rotation, attend):  # [b t h s], [b t g s]
        cos, sin = rotation
        query, key = rotate(query, cos, -sin), rotate(key, cos, -sin)
        return scaled_to_one(query, eps=self.eps), scaled_to_one(key, eps=self.eps)


class NanoChatMLP(nn.Module):
    def __init__(self, config: NanoChatConfig):
        super().__init__()
        d, f = config.hidden_size, config.intermediate_size
        self.fc1 = nn.Linear(d, f, bias=False)
        self.fc2 = nn.Linear(f, d, bias=False)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):  # [b t d] -> [b t d]
        return self.fc2(self.activation(self.fc1(hidden)))


class NanoChatDecoderLayer(llama.LlamaDecoderLayer):
    attention_class, mlp_class, norm_class = NanoChatAttention, NanoChatMLP, NanoChatRMSNorm


class NanoChatPreTrainedModel(llama.LlamaPreTrainedModel):
    config_class = NanoChatConfig
    layer_class, norm_class = NanoChatDecoderLayer, NanoChatRMSNorm


class NanoChatModel(llama.LlamaModel, NanoChatPreTrainedModel):
    """nanochat without a head; called like LlamaModel."""

    def scaled(self, embeddings):  # [b t d] -> [b t d]
        return self.norm(embeddings)


class NanoChatForCausalLM(llama.LlamaForCausalLM, NanoChatPreTrainedModel):
    base_class = NanoChatModel

    def logits(self, hidden):  # [b t d] -> [b t v]
        return capped(super().logits(hidden), self.config.final_logit_softcapping)


HEADS = variation(
    __name__,
    "NanoChat",
    llama,
    NanoChatConfig,
    without=["sequence-classification", "token-classification", "question-answering"],
)
HEADS["pretraining"] = HEADS["causal-lm"]
