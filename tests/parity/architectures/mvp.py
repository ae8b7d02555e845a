from typing import Any

import pytest
import transformers
from parity.seq2seq import BART_OTHER, BART_TINY, seq2seq

PROMPTS = BART_OTHER | dict(use_prompt=True, prompt_length=5, prompt_mid_dim=14)
SCALED = BART_TINY | dict(use_prompt=True, prompt_length=3, prompt_mid_dim=7, scale_embedding=True)


def patch(monkeypatch: pytest.MonkeyPatch) -> None:
    """The encoder's prompts: transformers 5.23 takes the option for the embeddings."""
    cls = transformers.models.mvp.modeling_mvp.MvpEncoder
    theirs = cls.__init__

    def init(self: Any, config: Any, embed_tokens: Any = None, use_prompt: bool = False) -> None:
        theirs(self, config, None, use_prompt or embed_tokens is True)

    monkeypatch.setattr(cls, "__init__", init)


ARCH = seq2seq(
    "mvp",
    "Mvp",
    configs={"default": BART_TINY, "scaled": SCALED, "prompts": PROMPTS},
    heads=["ForCausalLM", "ForSequenceClassification", "ForQuestionAnswering"],
    patch=patch,
    cached=["ForConditionalGeneration-prompts", "ForConditionalGeneration-default"],
    must_see=[
        "final_logits_bias",
        "model.encoder.self_attn_prompt.prompt_trans.2.bias",
        "model.decoder.self_attn_prompt.prompt_embedding.weight",
        "model.decoder.cross_attn_prompt.prompt_trans.0.weight",
    ],
    must_see_options=[{"activation_function": "relu"}, {"scale_embedding": True}],
    refuses=[{"decoder_attention_heads": 5}, {"prompt_length": 0}, {"prompt_mid_dim": 0}],
)
