"""lm-eval's HFLM takes our models and tokenizers, and finds what it finds with transformers'."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
import transformers
from clients.letters import letters

from auto_core import LlamaConfig
from auto_torch import LlamaForCausalLM

pytest.importorskip("lm_eval")
pytestmark = pytest.mark.filterwarnings("ignore")


def test_likelihoods_and_texts(tmp_path: Path) -> None:
    from lm_eval.api.instance import Instance
    from lm_eval.models.huggingface import HFLM

    torch.manual_seed(0)
    sizes = dict(hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16)
    ends = dict(bos_token_id=None, eos_token_id=2, pad_token_id=0, initializer_range=0.3)
    LlamaForCausalLM(LlamaConfig(vocab_size=11, **sizes, **ends)).save_pretrained(tmp_path)
    models: list[Any] = [
        LlamaForCausalLM.from_pretrained(tmp_path),
        transformers.LlamaForCausalLM.from_pretrained(tmp_path).eval(),
    ]

    def asked(kind: str, *arguments: Any) -> list[Instance]:
        return [Instance(kind, {}, given, i) for i, given in enumerate(arguments)]

    found = []
    for model in models:
        lm: Any = HFLM(pretrained=model, tokenizer=letters(), batch_size=2, device="cpu")
        scores = lm.loglikelihood(asked("loglikelihood", ("a b", " c d"), ("a", " h")))
        whole = lm.loglikelihood_rolling(asked("loglikelihood_rolling", ("a b c d",)))
        given = ("a b c", {"until": ["h"], "max_gen_toks": 4})
        texts = lm.generate_until(asked("generate_until", given))
        found.append((*(score for pair in scores for score in pair), *whole, *texts))
    *ours, text = found[0]
    *theirs, right = found[1]
    assert ours == pytest.approx(theirs, rel=1e-4) and text == right
