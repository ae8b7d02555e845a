"""GenerationConfig: files, defaults, contradictions; and the errors of `generate`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import transformers
from generation.checkpoints import directory, expected, generated, model, numpy, prompt
from parity import backends

from auto_core.configs.gpt2 import GPT2Config
from auto_core.decoding.config import GenerationConfig
from auto_core.errors import (
    FileMissingError,
    InputError,
    UnknownArgumentError,
    UnsupportedTaskError,
)


def test_reads_and_writes_what_transformers_does(tmp_path: Path) -> None:
    theirs = transformers.GenerationConfig(max_new_tokens=7, num_beams=3, eos_token_id=[4, 5])
    theirs.save_pretrained(tmp_path)
    ours = GenerationConfig.from_pretrained(tmp_path)
    assert (ours.max_new_tokens, ours.num_beams, ours.eos_token_id) == (7, 3, [4, 5])
    ours.save_pretrained(tmp_path / "again")
    back = transformers.GenerationConfig.from_pretrained(tmp_path / "again")
    assert back.num_beams == 3 and back.eos_token_id == [4, 5]


def test_goes_on_with_what_it_does_not_know(tmp_path: Path) -> None:
    """Files of published checkpoints have options of other programs."""
    (tmp_path / "generation_config.json").write_text(json.dumps({"chat_format": "x"}))
    config = GenerationConfig(max_length=5).merged(GenerationConfig.from_pretrained(tmp_path), {})
    assert config.to_dict()["chat_format"] == "x" and config.max_length == 5


def test_none_is_off() -> None:
    """As callers write who do not want what a checkpoint's file says."""
    options = dict(temperature=None, top_k=None, top_p=None, repetition_penalty=None)
    given = GenerationConfig(top_k=5, repetition_penalty=1.5, max_length=9)
    config = GenerationConfig().merged(given, options | dict(max_length=None))
    assert (config.temperature, config.top_k, config.top_p) == (1.0, 0, 1.0)
    assert (config.repetition_penalty, config.max_length) == (1.0, 9)


def test_keeps_a_models_own_keys(tmp_path: Path) -> None:
    (tmp_path / "generation_config.json").write_text(json.dumps({"lang_to_id": {"<|en|>": 5}}))
    config = GenerationConfig.from_pretrained(tmp_path)
    assert config.lang_to_id == {"<|en|>": 5}
    assert json.loads(config.to_json_string())["lang_to_id"] == {"<|en|>": 5}


def test_missing_file_names_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(FileMissingError, match=r"generation_config\.json.*config\.json"):
        GenerationConfig.from_pretrained(tmp_path)


def test_options_of_older_config_files() -> None:
    config = GPT2Config(eos_token_id=5, bos_token_id=4, max_length=33, num_beams=2)
    ours = GenerationConfig.from_model_config(config)
    assert (ours.eos_token_id, ours.max_length, ours.num_beams) == (5, 33, 2)


@pytest.mark.parametrize("backend", ["numpy", "torch"])
def test_models_own_options_come_with_it(backend: str, tmp_path: Path) -> None:
    found = backends.load(backend, "GPT2LMHeadModel", directory("gpt2"))
    found.generation_config.max_new_tokens = 3
    found.generation_config.pad_token_id = 0
    found.save_pretrained(tmp_path)
    again = backends.load(backend, "GPT2LMHeadModel", tmp_path)
    assert again.generation_config.max_new_tokens == 3
    ids = prompt(2, 4)["input_ids"]
    assert numpy(again.generate(ids)).shape[1] <= 7
    assert numpy(again.generate(ids, max_new_tokens=1)).shape[1] == 5
    given = GenerationConfig(max_new_tokens=2)
    assert numpy(again.generate(ids, given)).shape[1] <= 6


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (dict(num_return_sequences=2), "num_return_sequences=2.*do_sample"),
        (dict(num_return_sequences=4, num_beams=2), "num_beams=2"),
        (dict(early_stopping="soon"), "early_stopping.*never"),
        (dict(max_new_tokens=0), "max_new_tokens"),
        (dict(forced_eos_token_id=3, suppress_tokens=[3]), "forced_eos_token_id"),
        (dict(bad_words_ids=[]), "bad_words_ids"),
        (dict(do_sample=True, temperature=0.0), "temperature.*do_sample=False"),
        (dict(do_sample=True, top_p=1.5), "top_p"),
        (dict(repetition_penalty=-1.0), "repetition_penalty"),
    ],
)
def test_contradictions(options: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        GenerationConfig(**options)


def test_unknown_options() -> None:
    with pytest.raises(UnknownArgumentError, match="num_beams"):
        GenerationConfig(num_beam=3)
    with pytest.raises(UnknownArgumentError, match="max_new_tokens"):
        generated("numpy", "gpt2", prompt(), max_new_token=3)


def test_what_has_no_effect_is_said(caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    config = GenerationConfig(temperature=0.5, length_penalty=2.0)
    assert "temperature=0.5 has no effect" in caplog.text and "length_penalty" in caplog.text
    with pytest.raises(InputError, match="temperature"):
        config.save_pretrained(tmp_path)


@pytest.mark.parametrize(
    "options",
    [
        dict(penalty_alpha=0.6, top_k=4),
        dict(num_beam_groups=2, num_beams=4),
        dict(prompt_lookup_num_tokens=3),
        dict(guidance_scale=1.5),
        dict(dola_layers="high"),
        dict(force_words_ids=[[5]]),
        dict(cache_implementation="quantized"),
        dict(assistant_model=object()),
        dict(custom_generate="someone/else"),
        dict(token_healing=True),
    ],
    ids=lambda options: next(iter(options)),
)
def test_not_implemented_is_said(options: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=next(iter(options))):
        generated("numpy", "gpt2", prompt(), max_new_tokens=2, **options)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (dict(max_length=4), "prompt has 6 tokens"),
        (dict(stop_strings="x"), "tokenizer"),
        (dict(num_beams=2, streamer=object()), "streamer"),
        (dict(seed=1, generator=np.random.default_rng(0), do_sample=True), "seed= or generator="),
        (dict(attention_mask=np.ones((3, 4), int)), "attention_mask"),
        (dict(bad_words_ids=[[400]]), "400"),
        (dict(forced_eos_token_id=400), "400.*forced_eos_token_id"),
    ],
)
def test_bad_calls(options: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        model("numpy", "gpt2").generate(prompt()["input_ids"], **options)


def test_without_a_head() -> None:
    base = backends.load("numpy", "GPT2Model", directory("gpt2"))
    with pytest.raises(UnsupportedTaskError, match="GPT2LMHeadModel"):
        base.generate(prompt()["input_ids"])


@pytest.mark.parametrize("backend", ["numpy", "torch"])
def test_default_length(backend: str) -> None:
    """20 new tokens, but no more than the model has positions for."""
    short, long = prompt(1, 4), prompt(1, 30)
    assert numpy(generated(backend, "gpt2", short, eos_token_id=None)).shape == (1, 24)
    assert numpy(generated(backend, "gpt2", long, eos_token_id=None)).shape == (1, 40)


def test_static_cache_and_compiled_model() -> None:
    """Shapes stay, so that a compiled forward is compiled for the prompt and once more."""
    ours = backends.load("torch", "LlamaForCausalLM", directory("llama"))
    graphs: list[Any] = []

    def backend(graph: Any, inputs: Any) -> Any:
        graphs.append(graph)
        return graph.forward

    torch.compiler.reset()
    ours.forward = torch.compile(ours.forward, backend=backend, fullgraph=True, dynamic=False)
    options = dict(max_new_tokens=6, pad_token_id=0, cache_implementation="static")
    found = ours.generate(**prompt(), **options)
    options.pop("cache_implementation")
    assert torch.equal(found, expected("llama", prompt(), **options))
    assert len(graphs) == 2


def test_numbers_of_numpy_and_a_mapping_by_position() -> None:
    net = model(backends.BACKENDS[0], "gpt2")
    ids, mask = np.array([[1, 2, 3]]), np.ones((1, 3), np.int64)
    options = dict(max_new_tokens=4, num_beams=2, repetition_penalty=1.5, suppress_tokens=[3, 4])
    scalars: dict[str, Any] = dict(
        max_new_tokens=np.int64(4),
        num_beams=np.int32(2),
        repetition_penalty=np.float32(1.5),
        suppress_tokens=np.array([3, 4]),
    )
    right = numpy(net.generate(ids, attention_mask=mask, **options))
    encoding = {"input_ids": ids, "attention_mask": mask}
    np.testing.assert_array_equal(numpy(net.generate(encoding, **scalars)), right)
    assert GenerationConfig(**scalars) == GenerationConfig(**options)
    with pytest.raises(UnknownArgumentError, match="'input_ids' twice"):
        net.generate(encoding, input_ids=ids)
