"""PEFT adapts what it adapts of transformers' models; learnt prompts are refused in generate."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
import torch

from auto_core import GPT2Config
from auto_core.errors import InputError
from auto_torch import GPT2LMHeadModel

IDS = torch.arange(3, 11)[None]


def gpt2() -> GPT2LMHeadModel:
    return GPT2LMHeadModel(GPT2Config(vocab_size=67, n_embd=24, n_layer=1, n_head=4)).eval()


class OfPrompts:
    """What PEFT puts in the method's place while it generates."""

    def __init__(self, is_prompt_learning: bool):
        self.active_peft_config = SimpleNamespace(is_prompt_learning=is_prompt_learning)

    def prepare(self, input_ids: Any, **kwargs: Any) -> dict[str, Any]:
        return {"input_ids": input_ids, **kwargs}


def test_learnt_prompts_are_not_lost_without_a_word() -> None:
    model: Any = gpt2()
    expected = model.generate(IDS, max_new_tokens=3)
    model.prepare_inputs_for_generation = OfPrompts(False).prepare
    assert torch.equal(model.generate(IDS, max_new_tokens=3), expected)
    model.prepare_inputs_for_generation = OfPrompts(True).prepare
    with pytest.raises(InputError, match="PEFT's learnt prompts"):
        model.generate(IDS, max_new_tokens=3)


@pytest.mark.parametrize("targets", ["all-linear", ["c_attn"]])
def test_lora_on_gpt2(targets: Any) -> None:
    peft = pytest.importorskip("peft")
    model = gpt2()
    expected = model(IDS).logits
    adapted = peft.get_peft_model(
        model, peft.LoraConfig(target_modules=targets, fan_in_fan_out=True, task_type="CAUSAL_LM")
    )
    names = [n for n, _ in adapted.named_modules() if n.endswith("lora_A.default")]
    assert len(names) == (4 if targets == "all-linear" else 1)
    assert not any("lm_head" in name for name in names)
    assert torch.equal(adapted(IDS).logits, expected)  # a fresh adapter adds nothing
