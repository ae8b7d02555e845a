"""PEFT adapts what it adapts of transformers' models; learnt prompts are refused in generate."""

from __future__ import annotations

from pathlib import Path
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


@pytest.mark.parametrize("kind", ["PrefixTuningConfig", "PromptTuningConfig"])
def test_learnt_prefixes_and_prompts_train(kind: str, tmp_path: Path) -> None:
    """As with transformers' model, through its caches; `generate` refuses them (above)."""
    peft = pytest.importorskip("peft")
    transformers = pytest.importorskip("transformers")
    gpt2().save_pretrained(tmp_path)
    config = getattr(peft, kind)(task_type="CAUSAL_LM", num_virtual_tokens=3)
    classes = GPT2LMHeadModel, transformers.GPT2LMHeadModel
    ours, theirs = (peft.get_peft_model(c.from_pretrained(tmp_path), config) for c in classes)
    peft.set_peft_model_state_dict(theirs, peft.get_peft_model_state_dict(ours))
    gradients = []
    for model in (ours.eval(), theirs.eval()):
        model(IDS, labels=IDS).loss.backward()
        gradients.append([p.grad for p in model.parameters() if p.grad is not None])
    with torch.no_grad():
        torch.testing.assert_close(ours(IDS).logits, theirs(IDS).logits, rtol=1e-4, atol=1e-5)
    for one, two in zip(*gradients, strict=True):
        torch.testing.assert_close(one, two, rtol=1e-3, atol=1e-5)


def test_an_adapter_within_the_model(tmp_path: Path) -> None:
    peft = pytest.importorskip("peft")
    transformers = pytest.importorskip("transformers")
    gpt2().save_pretrained(tmp_path / "base")
    model: Any = GPT2LMHeadModel.from_pretrained(tmp_path / "base")
    expected, names = model(IDS).logits, list(model.state_dict())
    model.add_adapter(peft.LoraConfig(target_modules=["c_attn"], fan_in_fan_out=True))
    assert all("lora_" in n for n, p in model.named_parameters() if p.requires_grad)
    with pytest.raises(InputError, match="has an adapter"):
        model.add_adapter(r=2)
    for name, parameter in model.named_parameters():
        if "lora_B" in name:
            torch.nn.init.normal_(parameter)
    adapted = model(IDS).logits
    assert not torch.allclose(adapted, expected, atol=1e-2)
    model.save_pretrained(tmp_path / "lora")
    base = transformers.GPT2LMHeadModel.from_pretrained(tmp_path / "base")
    theirs = peft.PeftModel.from_pretrained(base, tmp_path / "lora")
    torch.testing.assert_close(theirs(IDS).logits, adapted, rtol=1e-4, atol=1e-5)

    other: Any = GPT2LMHeadModel.from_pretrained(tmp_path / "base")
    other.load_adapter(tmp_path / "lora", is_trainable=True)
    assert torch.equal(other(IDS).logits, adapted)
    other.merge_adapter()
    torch.testing.assert_close(other(IDS).logits, adapted, rtol=1e-4, atol=1e-5)
    assert list(other.state_dict()) == names
    model.unload()
    assert torch.equal(model(IDS).logits, expected) and list(model.state_dict()) == names
    assert all(parameter.requires_grad for parameter in model.parameters())
