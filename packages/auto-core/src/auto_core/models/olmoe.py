"""OLMoE: Muennighoff et al., 2024, arXiv:2409.02060.

LLaMA's network with mixtures of experts, norms of queries and keys over all heads, and
projections that may be clipped.

b batch, t tokens, h heads, g heads of keys and values, s size of a head, d hidden.
"""

from __future__ import annotations

from auto_core.configs.olmoe import OlmoeConfig

from .. import ops
from ..blocks.variation import variation
from . import llama, mixtral, olmo2, qwen2_moe


class OlmoeAttention(olmo2.Olmo2Attention):
    def __init__(self, config: OlmoeConfig):
        super().__init__(config)
        self.limit = config.clip_qkv

    def project(self, hidden):  # [b t d] -> [b t h s], two of [b t g s]
        projected = super().project(hidden)
        if self.limit is None:
            return projected
        return tuple(ops.clamp(x, min=-self.limit, max=self.limit) for x in projected)


class OlmoeDecoderLayer(mixtral.MixtralDecoderLayer):
    attention_class, sparse_class = OlmoeAttention, qwen2_moe.QwenSparseMoeBlock
    feed_forward_name = "mlp"


PREFIX = "Olmoe"
HEADS = variation(
    __name__,
    "Olmoe",
    mixtral,
    OlmoeConfig,
    without=["sequence-classification", "token-classification", "question-answering"],
    layer_class=OlmoeDecoderLayer,
    expert_names=qwen2_moe.EXPERT_NAMES,
    renames=llama.LlamaPreTrainedModel.renames,
)
