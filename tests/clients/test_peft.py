"""PEFT adapts what it adapts of transformers' models; `generate` follows its prompts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

import auto_torch
from auto_core import Gemma2Config, GPT2Config, LlamaConfig, T5Config
from auto_core.errors import InputError, UnsupportedTaskError
from auto_torch import GPT2LMHeadModel

IDS = torch.arange(3, 11)[None]


def gpt2() -> GPT2LMHeadModel:
    return GPT2LMHeadModel(GPT2Config(vocab_size=67, n_embd=24, n_layer=1, n_head=4)).eval()


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


KINDS = dict(
    PrefixTuningConfig={},
    PromptTuningConfig={},
    PromptEncoderConfig=dict(encoder_hidden_size=13),  # p-tuning
)
ROWS = torch.tensor([[1, 1, 5, 6, 7, 8], [9, 10, 11, 12, 13, 14]])
MASK = torch.tensor([[0, 0, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1]])


def of_both(folder: Path, kind: str, head: str, config: Any, **options: Any) -> list[Any]:
    """Our model and transformers' behind the same prompt, whose every number is random."""
    peft = pytest.importorskip("peft")
    transformers = pytest.importorskip("transformers")
    torch.manual_seed(0)
    getattr(auto_torch, head)(config).save_pretrained(folder)
    adapted = []
    for library in (auto_torch, transformers):
        adapter = getattr(peft, kind)(num_virtual_tokens=3, **KINDS[kind], **options)
        model = getattr(library, head).from_pretrained(folder)
        adapted.append(peft.get_peft_model(model, adapter).eval())
    for parameter in adapted[0].prompt_encoder.parameters():
        torch.nn.init.normal_(parameter)
    adapted[1].prompt_encoder.load_state_dict(adapted[0].prompt_encoder.state_dict())
    return adapted


def check_equal(models: list[Any]) -> None:
    """Logits, losses, gradients and generated ids."""
    given = dict(input_ids=ROWS, attention_mask=MASK, labels=ROWS)
    outputs = [model(**given) for model in models]
    for output in outputs:
        output.loss.backward()
    pairs = [
        (o.logits, o.loss, *(p.grad for p in m.parameters() if p.requires_grad))
        for m, o in zip(models, outputs, strict=True)
    ]
    torch.testing.assert_close(*pairs, rtol=1e-3, atol=1e-4)
    plain = models[0].get_base_model().generate(ROWS, attention_mask=MASK, max_new_tokens=6)
    options: dict[str, Any] = dict(input_ids=ROWS, max_new_tokens=6, do_sample=False)
    for more in (dict(attention_mask=MASK), dict(attention_mask=MASK, num_beams=2)):
        ours, theirs = (model.generate(**options, **more, eos_token_id=None) for model in models)
        assert torch.equal(ours, theirs)
    uncached = models[0].generate(
        **options, attention_mask=MASK, eos_token_id=None, use_cache=False
    )
    cached = models[0].generate(**options, attention_mask=MASK, eos_token_id=None)
    assert torch.equal(uncached, cached) and not torch.equal(plain, cached)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.filterwarnings("ignore:Position ids are not supported")
def test_learnt_prompts_of_decoders(kind: str, tmp_path: Path) -> None:
    config = LlamaConfig(
        vocab_size=67,
        hidden_size=24,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        intermediate_size=40,
        initializer_range=0.5,
    )
    check_equal(of_both(tmp_path, kind, "LlamaForCausalLM", config, task_type="CAUSAL_LM"))


@pytest.mark.parametrize("kind", KINDS)
def test_learnt_prompts_of_encoder_decoders(kind: str, tmp_path: Path) -> None:
    config = T5Config(
        vocab_size=67,
        d_model=24,
        d_kv=6,
        d_ff=40,
        num_layers=2,
        num_heads=4,
        decoder_start_token_id=0,
        initializer_factor=2.0,
    )
    head = "T5ForConditionalGeneration"
    check_equal(of_both(tmp_path, kind, head, config, task_type="SEQ_2_SEQ_LM"))


def test_learnt_prompts_learnt_positions_and_windows(tmp_path: Path) -> None:
    """GPT-2's positions count the prefix; a window may be shorter than a text behind it."""
    sizes = dict(vocab_size=67, initializer_range=0.5)
    config: Any = GPT2Config(n_embd=24, n_layer=2, n_head=4, **sizes)
    options = dict(task_type="CAUSAL_LM")
    check_equal(of_both(tmp_path, "PrefixTuningConfig", "GPT2LMHeadModel", config, **options))
    config = Gemma2Config(
        hidden_size=24,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        head_dim=6,
        intermediate_size=40,
        sliding_window=6,
        tie_word_embeddings=False,
        **sizes,
    )
    check_equal(of_both(tmp_path, "PrefixTuningConfig", "Gemma2ForCausalLM", config, **options))


def test_what_learnt_prompts_refuse(tmp_path: Path) -> None:
    config = GPT2Config(vocab_size=67, n_embd=24, n_layer=1, n_head=4)
    options = dict(task_type="CAUSAL_LM")
    ours, _ = of_both(tmp_path, "PrefixTuningConfig", "GPT2LMHeadModel", config, **options)
    cache = ours.get_base_model()(ROWS[:, :5], use_cache=True).past_key_values
    with pytest.raises(InputError, match="pass input_ids without past_key_values"):
        ours.generate(input_ids=ROWS, past_key_values=cache)
    ours.get_base_model()._declared = lambda name: name == "hand_over"
    with pytest.raises(UnsupportedTaskError, match="behind PEFT's learnt prompts"):
        ours.generate(input_ids=ROWS)


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
