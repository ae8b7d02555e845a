"""K-EXAONE: LG AI Research, 2026, arXiv:2601.01739.

EXAONE 4.0's attention, behind a norm, with DeepSeek-V3's mixtures of experts.
"""

from __future__ import annotations

from auto_core.configs.exaone_moe import ExaoneMoeConfig

from ..blocks.variation import variation
from . import deepseek_v3, exaone4


class ExaoneMoeDecoderLayer(deepseek_v3.DeepseekV3DecoderLayer):
    attention_class = exaone4.Exaone4Attention


HEADS = variation(
    __name__,
    "ExaoneMoe",
    deepseek_v3,
    ExaoneMoeConfig,
    without=["sequence-classification", "token-classification"],
    layer_class=ExaoneMoeDecoderLayer,
    renames=(
        (r"\.mlp\.e_score_correction_bias$", ".mlp.gate.e_score_correction_bias"),
        *deepseek_v3.DeepseekV3PreTrainedModel.renames,
    ),
    ignored_keys=(r"^mtp\.",),  # what predicts further tokens
)
HEADS["pretraining"] = HEADS["causal-lm"]
