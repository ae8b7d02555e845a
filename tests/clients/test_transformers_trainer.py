"""transformers' Trainer: losses of accumulated steps, and checkpoints that load again."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pytest
import torch
import transformers

from auto_core import BertConfig, LlamaConfig, MixtralConfig, T5Config
from auto_core.errors import InputError
from auto_torch import (
    AutoModelForCausalLM,
    BertForMaskedLM,
    BertForSequenceClassification,
    BertModel,
    LlamaForCausalLM,
    MixtralForCausalLM,
    T5ForConditionalGeneration,
)

TINY = dict(
    vocab_size=67,
    hidden_size=24,
    num_hidden_layers=2,
    num_attention_heads=4,
    intermediate_size=40,
    max_position_embeddings=33,
    initializer_range=0.2,
)


def llama(**changes: Any) -> LlamaForCausalLM:
    return LlamaForCausalLM(LlamaConfig(**TINY, **changes))


def samples(counts: list[int]) -> list[dict[str, torch.Tensor]]:
    """Texts of which so many last tokens have a label."""
    sampled = torch.randint(3, 67, (len(counts), 8), generator=torch.Generator().manual_seed(1))
    labels = [
        ids.masked_fill(torch.arange(8) < 8 - n, -100)
        for ids, n in zip(sampled, counts, strict=True)
    ]
    return [{"input_ids": i, "labels": y} for i, y in zip(sampled, labels, strict=True)]


def trained(model: Any, directory: Path, data: Any, **options: Any) -> Any:
    arguments = transformers.TrainingArguments(
        str(directory),
        **{"max_steps": 1, "use_cpu": True, "report_to": [], "disable_tqdm": True} | options,
    )
    trainer = transformers.Trainer(model, arguments, train_dataset=data)
    trainer.train()
    return trainer


@pytest.mark.parametrize("tied", [True, False])
def test_what_the_trainer_saves_loads_again(tmp_path: Path, tied: bool) -> None:
    model = llama(tie_word_embeddings=tied)
    trainer = trained(model, tmp_path, samples([7, 7]), save_steps=1)
    trainer.save_model(str(tmp_path / "last"))
    for folder in ("last", "checkpoint-1"):
        again = AutoModelForCausalLM.from_pretrained(tmp_path / folder)
        for name, value in model.state_dict().items():
            assert torch.equal(value, again.state_dict()[name]), name
    theirs = transformers.AutoModelForCausalLM.from_pretrained(tmp_path / "last")
    ids = torch.arange(3, 11)[None]
    with torch.no_grad():
        assert torch.allclose(theirs(ids).logits, model.eval()(ids).logits, atol=1e-5)


def test_accumulated_steps_learn_from_every_label_alike(tmp_path: Path) -> None:
    """One batch of four, or four batches of one: of as many labels as 7, 1, 2 and none."""
    data = samples([7, 1, 2, 0])
    gradients = []
    for size in (4, 1):
        torch.manual_seed(0)
        model = llama()
        seen: dict[str, torch.Tensor] = {}

        def keep(parameter: Any, name: str, seen: Any = seen) -> None:
            seen[name] = parameter.grad.clone()

        for name, parameter in model.named_parameters():
            parameter.register_post_accumulate_grad_hook(lambda p, name=name: keep(p, name))
        trained(
            model,
            tmp_path,
            data,
            per_device_train_batch_size=size,
            gradient_accumulation_steps=4 // size,
            save_strategy="no",
        )
        gradients.append(seen)
    whole, parts = gradients
    for name in whole:
        assert torch.allclose(whole[name], parts[name], rtol=1e-4, atol=1e-6), name


def test_num_items_divides_the_sum_over_labels() -> None:
    torch.manual_seed(0)
    ids = torch.arange(3, 11)[None]
    experts = dict(num_local_experts=4, num_experts_per_tok=2, num_key_value_heads=2)
    for model, labels, counted in (
        (llama(), ids, 7),
        (MixtralForCausalLM(MixtralConfig(**TINY, **experts)), ids, 7),
        (BertForMaskedLM(BertConfig(**TINY)), ids.masked_fill(ids < 8, -100), 3),
        (BertForSequenceClassification(BertConfig(**TINY)), torch.tensor([1]), 1),
        (BertForSequenceClassification(BertConfig(**TINY, num_labels=1)), torch.tensor([0.3]), 1),
    ):
        model.eval()
        mean = model(input_ids=ids, labels=labels).loss
        for items in (10, torch.tensor(10)):
            part = model(input_ids=ids, labels=labels, num_items_in_batch=items).loss
            assert torch.allclose(part, mean * counted / 10)
    with pytest.raises(InputError, match="BertModel got num_items_in_batch"):
        BertModel(BertConfig(**TINY))(ids, num_items_in_batch=3)


def test_what_libraries_add_to_inputs() -> None:
    model, ids = llama().eval(), torch.arange(3, 11)[None]
    positions = torch.tensor([[0, 1, 2, 3, 0, 1, 2, 3]])
    plain = model(input_ids=ids, position_ids=positions, use_cache=False).logits
    packed = model(
        input_ids=ids,
        position_ids=positions,
        cu_seq_lens_q=torch.tensor([0, 4, 8]),
        max_length_q=4,
        token_type_ids=torch.zeros_like(ids),
        return_dict=True,
        use_cache=False,
    ).logits
    assert torch.equal(plain, packed)
    with pytest.raises(InputError, match="cu_seq_lens_q.*without position_ids"):
        model(input_ids=ids, cu_seq_lens_q=torch.tensor([0, 4, 8]))
    with pytest.raises(TypeError, match="Did you mean 'token_type_ids'|'tokn_type_ids'"):
        model(input_ids=ids, tokn_type_ids=ids)


def test_counts_as_a_model_of_transformers() -> None:
    model = llama()
    assert isinstance(model, transformers.PreTrainedModel) and type(model) is LlamaForCausalLM
    assert model.__class__.__name__ == "LlamaForCausalLM"
    assert type(pickle.loads(pickle.dumps(model))) is LlamaForCausalLM
    assert model._no_split_modules == ["LlamaDecoderLayer"] and model.accepts_loss_kwargs
    tensors = [*model.parameters(), *model.buffers()]
    assert model.get_memory_footprint() == sum(t.nbytes for t in tensors)
    model.add_model_tags("one")
    model.add_model_tags(["one", "two"])
    assert model.model_tags == ["one", "two"]
    model(**model.dummy_inputs)


def test_sequences_are_generated_for_metrics(tmp_path: Path) -> None:
    torch.manual_seed(0)
    config = T5Config(
        vocab_size=67,
        d_model=24,
        d_kv=6,
        d_ff=40,
        num_layers=1,
        num_heads=4,
        decoder_start_token_id=0,
    )
    model = T5ForConditionalGeneration(config)
    data = [{"input_ids": torch.arange(3, 9), "labels": torch.arange(4, 8)}] * 2
    arguments = transformers.Seq2SeqTrainingArguments(
        str(tmp_path),
        use_cpu=True,
        report_to=[],
        disable_tqdm=True,
        predict_with_generate=True,
        generation_max_length=7,
    )
    found = transformers.Seq2SeqTrainer(model, arguments, eval_dataset=data).predict(data)
    expected = model.generate(torch.stack([d["input_ids"] for d in data]), max_length=7)
    width = expected.shape[1]
    assert (found.predictions[:, :width] == expected.numpy()).all()
    labels = torch.stack([d["labels"] for d in data])
    with torch.no_grad():
        loss = model(input_ids=data[0]["input_ids"][None], labels=labels[:1]).loss
    assert found.metrics["test_loss"] == pytest.approx(float(loss), rel=1e-4)
