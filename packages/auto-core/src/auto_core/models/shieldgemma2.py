"""ShieldGemma 2: Zeng et al., 2025, arXiv:2504.01081.

Gemma 3, asked whether an image violates a policy; its answer is Yes or No.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.shieldgemma2 import ShieldGemma2Config
from auto_core.outputs import ShieldGemma2ImageClassifierOutputWithNoAttention

from .. import ops
from . import gemma3


class ShieldGemma2ForImageClassification(gemma3.Gemma3ForConditionalGeneration):
    """The probabilities of Yes, which is a violation, and of No, after each prompt."""

    config_class = ShieldGemma2Config
    renames = (
        (r"^model\.(?=(model|lm_head)\.)", ""),  # as transformers 5 writes them
        *gemma3.Gemma3PreTrainedModel.renames,
    )
    no_generation = "its answer is Yes or No, whose probabilities it returns."
    base_class = gemma3.Gemma3Model

    def forward(self, **inputs: Any):
        """`logits` and `probabilities` [b 2], of Yes and of No."""
        output = self.encode(**inputs)
        logits = self.logits(output.last_hidden_state[:, -1:])[:, 0]
        answers = (self.config.yes_token_index, self.config.no_token_index)
        logits = ops.take(logits, ops.asarray(answers, like=logits, dtype="int64"), 1)
        return ShieldGemma2ImageClassifierOutputWithNoAttention(
            logits=logits, probabilities=ops.softmax(logits, -1)
        )


HEADS = {
    "image-classification": ShieldGemma2ForImageClassification,
    "vision2seq": gemma3.Gemma3ForConditionalGeneration,
    "image-text-to-text": gemma3.Gemma3ForConditionalGeneration,
    "multimodal-lm": gemma3.Gemma3ForConditionalGeneration,
}
