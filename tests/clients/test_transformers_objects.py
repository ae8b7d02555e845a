"""transformers' own objects in our calls: caches, generation configs, processors, criteria."""

from __future__ import annotations

from typing import Any

import pytest
import torch
import transformers
from parity import backends
from transformers.pytorch_utils import Conv1D

from auto_core import GPT2Config, LlamaConfig, MistralConfig, T5Config
from auto_core.errors import InputError
from auto_torch import (
    GPT2LMHeadModel,
    LlamaForCausalLM,
    MistralForCausalLM,
    T5ForConditionalGeneration,
)

TINY = dict(
    vocab_size=67,
    hidden_size=24,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    intermediate_size=40,
    initializer_range=0.2,
)
IDS = torch.arange(3, 11)[None]


def llama(**changes: Any) -> LlamaForCausalLM:
    torch.manual_seed(0)
    return LlamaForCausalLM(LlamaConfig(**TINY, **changes)).eval()


def test_generation_configs() -> None:
    model, options = llama(), dict(max_new_tokens=5, repetition_penalty=1.3, do_sample=False)
    theirs = transformers.GenerationConfig(**options)
    expected = model.generate(IDS, **options)
    assert not torch.equal(expected, model.generate(IDS, max_new_tokens=5, do_sample=False))
    assert torch.equal(model.generate(IDS, generation_config=theirs), expected)
    model.generation_config = theirs
    assert torch.equal(model.generate(IDS), expected)
    with pytest.raises(InputError, match="generation_config is a dict"):
        model.generate(IDS, generation_config=dict(max_new_tokens=3))


def caches() -> list[Any]:
    config = transformers.LlamaConfig(**TINY)
    return [
        transformers.DynamicCache(),
        transformers.DynamicCache(config=config),
        transformers.DynamicCache(config=llama().config),
        transformers.StaticCache(config=config, max_cache_len=20),
    ]


@pytest.mark.parametrize("index", range(4))
@torch.no_grad()
def test_caches_are_read_and_extended(index: int) -> None:
    model, cache = llama(), caches()[index]
    expected = model(IDS).logits
    found = []
    for part in IDS.split([3, 4, 1], 1):
        output = model(part, past_key_values=cache)
        assert output.past_key_values is cache
        found.append(output.logits)
    assert torch.allclose(torch.cat(found, 1), expected, atol=1e-5)
    assert int(cache.get_seq_length()) == 8


@torch.no_grad()
def test_a_cache_with_the_beginning_of_a_prompt() -> None:
    model, cache = llama(), transformers.DynamicCache()
    expected = model.generate(IDS, max_new_tokens=4)
    assert torch.equal(model.generate(IDS, max_new_tokens=4, past_key_values=cache), expected)
    model(IDS[:, :5], past_key_values=cache)
    assert torch.equal(model.generate(IDS, max_new_tokens=4, past_key_values=cache), expected)


@torch.no_grad()
def test_caches_that_forget_are_refused() -> None:
    config = transformers.MistralConfig(**TINY, sliding_window=4)
    model = MistralForCausalLM(MistralConfig(**TINY, sliding_window=4)).eval()
    cache = transformers.DynamicCache(config=config)
    model(IDS[:, :3], past_key_values=cache)
    model(IDS[:, 3:], past_key_values=cache)
    with pytest.raises(InputError, match="DynamicCache whose windows have dropped tokens"):
        model(IDS[:, :1], past_key_values=cache)


@torch.no_grad()
def test_caches_of_encoder_decoders() -> None:
    torch.manual_seed(0)
    sizes = dict(vocab_size=67, d_model=24, d_kv=6, d_ff=40, num_layers=2, num_heads=4)
    model = T5ForConditionalGeneration(T5Config(**sizes, decoder_start_token_id=0)).eval()
    cache = transformers.EncoderDecoderCache(
        transformers.DynamicCache(), transformers.DynamicCache()
    )
    expected = model(input_ids=IDS, decoder_input_ids=IDS).logits
    found = []
    for part in IDS.split([3, 4, 1], 1):
        output = model(input_ids=IDS, decoder_input_ids=part, past_key_values=cache)
        assert output.past_key_values is cache
        found.append(output.logits)
    torch.testing.assert_close(torch.cat(found, 1), expected, rtol=1e-4, atol=1e-5)
    assert cache.get_seq_length() == cache.cross_attention_cache.get_seq_length() == 8
    with pytest.raises(InputError, match="past_key_values is a DynamicCache"):
        model(input_ids=IDS, decoder_input_ids=IDS, past_key_values=transformers.DynamicCache())


def test_processors_and_criteria() -> None:
    model = llama()
    processors = transformers.LogitsProcessorList(
        [
            transformers.RepetitionPenaltyLogitsProcessor(1.3),
            transformers.NoRepeatNGramLogitsProcessor(2),
        ]
    )
    criteria = transformers.StoppingCriteriaList([transformers.MaxLengthCriteria(13)])
    found = model.generate(
        IDS, logits_processor=processors, stopping_criteria=criteria, max_new_tokens=20
    )
    expected = model.generate(IDS, repetition_penalty=1.3, no_repeat_ngram_size=2, max_new_tokens=5)
    assert torch.equal(found, expected)


@pytest.mark.parametrize("options", [{}, {"num_beams": 3}])
def test_transition_scores_are_transformers(options: dict[str, Any]) -> None:
    model = llama()
    theirs = transformers.LlamaForCausalLM(transformers.LlamaConfig(**TINY))
    output = model.generate(
        IDS, max_new_tokens=5, return_dict_in_generate=True, output_scores=True, **options
    )
    beams = output.get("beam_indices")
    for normalise in (False, True):
        arguments = (output.sequences, output.scores, beams, normalise)
        found = model.compute_transition_scores(*arguments)
        expected = theirs.compute_transition_scores(*arguments)
        assert torch.allclose(found, expected, atol=1e-5)


def test_the_loss_of_the_next_token() -> None:
    model = llama()
    output = model(IDS, labels=IDS)
    assert torch.allclose(model.loss_function(output.logits, IDS, 67), output.loss)


def test_linear_layers_of_gpt2_count_as_transformers() -> None:
    """PEFT's "all-linear" adapts torch's and these, except the head's."""
    model = GPT2LMHeadModel(GPT2Config(vocab_size=67, n_embd=24, n_layer=1, n_head=4))
    found = [n for n, m in model.named_modules() if isinstance(m, Conv1D)]
    assert [name.rpartition(".")[2] for name in found] == ["c_attn", "c_proj", "c_fc", "c_proj"]
    torch.compile(model, fullgraph=True, backend="eager")(IDS)
    theirs = transformers.GPT2LMHeadModel(
        transformers.GPT2Config(vocab_size=67, n_embd=24, n_layer=1, n_head=4)
    )
    assert {n for n, m in theirs.named_modules() if isinstance(m, Conv1D)} == set(found)


@pytest.mark.parametrize("kernel", ["sdpa", "eager", "flash_attention_2", "flex_attention"])
def test_names_of_kernels(kernel: str) -> None:
    model = llama()
    again = LlamaForCausalLM.from_config(model.config, attn_implementation=kernel)
    again.set_attn_implementation(kernel)
    with pytest.raises(InputError, match="expected 'sdpa' or 'eager'"):
        model.set_attn_implementation("nonsense")


@pytest.mark.parametrize("backend", ["numpy", "flax", "tf"])
def test_elsewhere_they_are_refused(backend: str, tmp_path: Any) -> None:
    llama().save_pretrained(tmp_path)
    model = backends.load(backend, "LlamaForCausalLM", tmp_path)
    with pytest.raises(InputError, match="MaxLengthCriteria of transformers computes with torch"):
        model.generate(IDS.numpy(), stopping_criteria=[transformers.MaxLengthCriteria(9)])
    with pytest.raises(InputError, match="past_key_values is a DynamicCache"):
        model(IDS.numpy(), past_key_values=transformers.DynamicCache())
    assert model.name_or_path == str(tmp_path) and model.num_labels == 2
