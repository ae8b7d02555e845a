"""Qwen3-MoE: Yang et al., 2025, arXiv:2505.09388.

Qwen3's network with mixtures of experts.
"""

from __future__ import annotations

from auto_core.configs.qwen3_moe import Qwen3MoeConfig

from ..blocks.variation import variation
from . import llama, mixtral, qwen2_moe, qwen3


class Qwen3MoeDecoderLayer(mixtral.MixtralDecoderLayer):
    attention_class = qwen3.Qwen3Attention
    sparse_class = qwen2_moe.QwenSparseMoeBlock
    feed_forward_name = "mlp"


HEADS = variation(
    __name__,
    "Qwen3Moe",
    mixtral,
    Qwen3MoeConfig,
    heads={
        "question-answering": {
            "base_model_prefix": "transformer",
            "renames": ((r"^model\.", "transformer."),),
        }
    },
    layer_class=Qwen3MoeDecoderLayer,
    expert_names=qwen2_moe.EXPERT_NAMES,
    renames=llama.LlamaPreTrainedModel.renames,
)
