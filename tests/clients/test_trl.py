"""TRL trains our models as it trains transformers': SFT, DPO and GRPO, with our tokenizer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
import transformers
from clients.letters import letters

from auto_core import LlamaConfig
from auto_torch import LlamaForCausalLM

trl = pytest.importorskip("trl")
datasets = pytest.importorskip("datasets")
pytestmark = pytest.mark.filterwarnings("ignore")

LLAMA = dict(
    vocab_size=16,
    hidden_size=16,
    num_hidden_layers=1,
    num_attention_heads=2,
    intermediate_size=16,
    max_position_embeddings=64,
    initializer_range=0.3,
    bos_token_id=None,
    eos_token_id=2,
    pad_token_id=0,
)
TEXTS = [{"text": "a b c d e"}, {"text": "c d"}] * 2
PAIRS = [{"prompt": "a b", "chosen": " c d", "rejected": " e f g"}] * 4
PROMPTS = [{"prompt": "a b"}, {"prompt": "c d e"}] * 2


@pytest.fixture
def models(tmp_path: Path) -> tuple[Any, Any]:
    """A model of ours and transformers' with the same parameters, from one folder."""
    torch.manual_seed(0)
    LlamaForCausalLM(LlamaConfig(**LLAMA)).save_pretrained(tmp_path / "base")
    ours = LlamaForCausalLM.from_pretrained(tmp_path / "base").train()
    return ours, transformers.LlamaForCausalLM.from_pretrained(tmp_path / "base").train()


def arguments(kind: str, folder: Path, **options: Any) -> Any:
    common = dict(max_steps=2, use_cpu=True, bf16=False, report_to=[], disable_tqdm=True)
    common |= dict(per_device_train_batch_size=2, gradient_checkpointing=False, logging_steps=1)
    return getattr(trl, f"{kind}Config")(str(folder), **common | options)


def losses(trainer: Any) -> list[float]:
    trainer.train()
    return [entry["loss"] for entry in trainer.state.log_history if "loss" in entry]


def test_sft(models: tuple[Any, Any], tmp_path: Path) -> None:
    found = [
        losses(
            trl.SFTTrainer(
                model,
                args=arguments("SFT", tmp_path / str(index), learning_rate=0.1, save_steps=2),
                train_dataset=datasets.Dataset.from_list(TEXTS),
                processing_class=letters(),
            )
        )
        for index, model in enumerate(models)
    ]
    assert found[0] == pytest.approx(found[1], rel=1e-3) and found[0][0] > found[0][1]
    again = LlamaForCausalLM.from_pretrained(tmp_path / "0" / "checkpoint-2")
    assert torch.equal(again.lm_head.weight, models[0].lm_head.weight)


def test_sft_of_an_adapter(models: tuple[Any, Any], tmp_path: Path) -> None:
    peft = pytest.importorskip("peft")
    trainer = trl.SFTTrainer(
        models[0],
        args=arguments("SFT", tmp_path),
        train_dataset=datasets.Dataset.from_list(TEXTS),
        processing_class=letters(),
        peft_config=peft.LoraConfig(target_modules="all-linear"),
    )
    assert len(losses(trainer)) == 2


@pytest.mark.parametrize("reference", [True, False])
def test_dpo(reference: bool, models: tuple[Any, Any], tmp_path: Path) -> None:
    found = []
    for index, model in enumerate(models):
        trainer = trl.DPOTrainer(
            model,
            ref_model=type(model).from_pretrained(tmp_path / "base") if reference else None,
            args=arguments("DPO", tmp_path / str(index), learning_rate=0.01),
            train_dataset=datasets.Dataset.from_list(PAIRS),
            processing_class=letters(),
        )
        found.append(losses(trainer))
    assert found[0] == pytest.approx(found[1], rel=1e-3) and found[0][0] > found[0][1]


def test_grpo(models: tuple[Any, Any], tmp_path: Path) -> None:
    trainer = trl.GRPOTrainer(
        models[0],
        reward_funcs=lambda completions, **_: [float(len(text)) for text in completions],
        args=arguments("GRPO", tmp_path, num_generations=2, max_completion_length=4),
        train_dataset=datasets.Dataset.from_list(PROMPTS),
        processing_class=letters(),
    )
    assert len(losses(trainer)) == 2
