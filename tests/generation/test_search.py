"""Greedy and beam search with every option: the token ids of transformers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from generation import checkpoints
from generation.checkpoints import KINDS, expected, generated, model, numpy, prompt
from parity.backends import BACKENDS

from auto_core.outputs import BaseModelOutput

# Enough ends that texts come to one early, at different times.
ENDS = list(range(3, 67, 7))

OPTIONS: dict[str, dict[str, Any]] = {
    "plain": {},
    "one end": dict(eos_token_id=11),
    "ends": dict(eos_token_id=ENDS),
    "ends, no padding id": dict(eos_token_id=ENDS, pad_token_id=None),
    "repetition": dict(repetition_penalty=1.8),
    "favoured": dict(repetition_penalty=0.6, encoder_repetition_penalty=0.7),
    "encoder repetition": dict(encoder_repetition_penalty=1.9),
    "2-grams": dict(no_repeat_ngram_size=2),
    "1-grams": dict(no_repeat_ngram_size=1),
    "encoder 2-grams": dict(encoder_no_repeat_ngram_size=2, repetition_penalty=0.5),
    "bad words": dict(bad_words_ids=[[7], [9, 12], [13], [30, 31, 32], [11]], eos_token_id=11),
    "sequence bias": dict(sequence_bias={(5,): 6.0, (5, 8): 9.0, (8, 9): -9.0, (5, 8, 9): 4.0}),
    "least length": dict(eos_token_id=ENDS, min_length=9),
    "least new": dict(eos_token_id=ENDS, min_new_tokens=5),
    "forced": dict(forced_eos_token_id=5, forced_bos_token_id=9),
    "suppressed": dict(suppress_tokens=list(range(20, 50)), begin_suppress_tokens=[5, 60, 61]),
    "decay": dict(exponential_decay_length_penalty=(2, 1.4), eos_token_id=11),
    "renormalised": dict(renormalize_logits=True, remove_invalid_values=True),
    "no cache": dict(use_cache=False),
    "length": dict(max_length=9, max_new_tokens=None),
    "everything": dict(
        repetition_penalty=1.3,
        no_repeat_ngram_size=3,
        encoder_no_repeat_ngram_size=4,
        bad_words_ids=[[7], [9, 12]],
        min_new_tokens=3,
        suppress_tokens=[20, 21, 22],
        begin_suppress_tokens=[5, 60],
        forced_eos_token_id=5,
        eos_token_id=ENDS,
    ),
}
BEAMS: dict[str, dict[str, Any]] = {
    "two": dict(num_beams=2),
    "four, all": dict(num_beams=4, num_return_sequences=4, eos_token_id=ENDS),
    "early": dict(num_beams=3, early_stopping=True, eos_token_id=ENDS, num_return_sequences=2),
    "never": dict(num_beams=3, early_stopping="never", eos_token_id=ENDS, length_penalty=1.5),
    "never, short": dict(num_beams=3, early_stopping="never", eos_token_id=11, length_penalty=-1.0),
    "long": dict(num_beams=4, length_penalty=3.0, eos_token_id=ENDS),
    "short": dict(num_beams=4, length_penalty=-2.0, eos_token_id=ENDS),
    "no penalty": dict(num_beams=3, length_penalty=0.0, eos_token_id=[11, 13]),
    "padded by 1": dict(num_beams=3, num_return_sequences=3, eos_token_id=ENDS, pad_token_id=1),
}


def same(backend: str, kind: str, inputs: dict[str, Any], options: dict[str, Any]) -> None:
    options = dict(max_new_tokens=8, pad_token_id=0) | options
    options = {k: v for k, v in options.items() if v is not None or k == "pad_token_id"}
    ours = generated(backend, kind, inputs, **options)
    theirs = expected(kind, inputs, **options)
    np.testing.assert_array_equal(numpy(ours), theirs.numpy())


STEPWISE = [b for b in BACKENDS if b in ("numpy", "torch")]
COMPILED = [b for b in BACKENDS if b in ("tf", "flax")]


@pytest.mark.parametrize("backend", STEPWISE)
@pytest.mark.parametrize("beams", [1, 3])
@pytest.mark.parametrize("name", OPTIONS)
def test_options(name: str, beams: int, backend: str) -> None:
    same(backend, "gpt2", prompt(), OPTIONS[name] | {"num_beams": beams})


@pytest.mark.parametrize("backend", STEPWISE)
@pytest.mark.parametrize("name", BEAMS)
def test_beams(name: str, backend: str) -> None:
    same(backend, "bert", prompt(), BEAMS[name])


@pytest.mark.parametrize("backend", STEPWISE)
@pytest.mark.parametrize("options", [OPTIONS["ends"], BEAMS["four, all"]], ids=["greedy", "beams"])
@pytest.mark.parametrize("kind", KINDS)
def test_architectures(kind: str, options: dict[str, Any], backend: str) -> None:
    same(backend, kind, prompt(), options)


@pytest.mark.parametrize("backend", STEPWISE)
@pytest.mark.parametrize("kind", ["bart", "t5"])
@pytest.mark.parametrize(
    "name", ["favoured", "encoder 2-grams", "forced", "no cache", "everything"]
)
def test_encoder_decoder(name: str, kind: str, backend: str) -> None:
    same(backend, kind, prompt(), OPTIONS[name] | {"num_beams": 2})


# As the files of published checkpoints have them.
TRANSLATION: dict[str, tuple[str, dict[str, Any]]] = {
    "marian": ("marian", dict(bad_words_ids=[[66]], num_beams=3, pad_token_id=66)),
    "marian, one end": ("marian", dict(bad_words_ids=[[66]], forced_eos_token_id=0)),
    "mbart": (
        "mbart",
        dict(decoder_start_token_id=2, forced_bos_token_id=9, num_beams=3, early_stopping=True),
    ),
    "pegasus": ("pegasus", dict(num_beams=3, length_penalty=0.8, forced_eos_token_id=1)),
    "t5": ("t5", dict(num_beams=3, no_repeat_ngram_size=2, early_stopping=True, eos_token_id=1)),
}


@pytest.mark.parametrize("backend", STEPWISE)
@pytest.mark.parametrize("name", TRANSLATION)
def test_translation(name: str, backend: str) -> None:
    kind, options = TRANSLATION[name]
    same(backend, kind, prompt(2, 7), options)


@pytest.mark.parametrize("backend", COMPILED)
@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("gpt2", OPTIONS["everything"]),
        ("llama", BEAMS["early"] | OPTIONS["2-grams"]),
        ("bart", BEAMS["never"]),
        TRANSLATION["marian, one end"],
        ("roberta", OPTIONS["no cache"]),
    ],
    ids=["greedy", "beams", "encoder-decoder", "marian", "no cache"],
)
def test_compiled(kind: str, options: dict[str, Any], backend: str) -> None:
    """One compilation each; a second prompt of another length and batch goes through it too."""
    same(backend, kind, prompt(), options)
    same(backend, kind, prompt(2, 5, seed=1), options | {"max_new_tokens": 6})


@pytest.mark.parametrize("kind", ["gpt2", "bart"])
@pytest.mark.parametrize("backend", BACKENDS)
def test_returns_scores(backend: str, kind: str) -> None:
    options = dict(
        max_new_tokens=3,
        pad_token_id=0,
        repetition_penalty=1.5,
        return_dict_in_generate=True,
        output_scores=True,
        output_logits=True,
    )
    ours = generated(backend, kind, prompt(), **options)
    theirs = expected(kind, prompt(), **options)
    np.testing.assert_array_equal(numpy(ours.sequences), theirs.sequences.numpy())
    for name in ("scores", "logits"):
        found, wanted = getattr(ours, name), getattr(theirs, name)
        assert len(found) == len(wanted) == 3
        np.testing.assert_allclose(
            np.stack([numpy(x) for x in found]), torch.stack(wanted).numpy(), atol=2e-5
        )


@pytest.mark.parametrize("backend", STEPWISE)
@pytest.mark.parametrize("kind", ["gpt2", "bart"])
def test_returns_everything(kind: str, backend: str) -> None:
    options = dict(
        max_new_tokens=4,
        pad_token_id=0,
        num_beams=3,
        num_return_sequences=2,
        return_dict_in_generate=True,
        output_scores=True,
        output_attentions=True,
        output_hidden_states=True,
        eos_token_id=ENDS,
    )
    ours = generated(backend, kind, prompt(), **options)
    theirs = expected(kind, prompt(), **options)
    assert type(ours).__name__ == type(theirs).__name__
    assert set(ours) == set(theirs)
    for name in ("sequences", "beam_indices"):
        np.testing.assert_array_equal(numpy(ours[name]), theirs[name].numpy())
    np.testing.assert_allclose(
        numpy(ours.sequences_scores), theirs.sequences_scores.numpy(), atol=1e-4
    )
    part = "decoder_" if kind == "bart" else ""
    mine, wanted = ours[f"{part}hidden_states"], theirs[f"{part}hidden_states"]
    assert [len(step) for step in mine] == [len(step) for step in wanted]
    np.testing.assert_allclose(numpy(mine[-1][-1]), wanted[-1][-1].numpy(), atol=1e-4)
    mine, wanted = ours[f"{part}attentions"], theirs[f"{part}attentions"]
    assert numpy(mine[0][0]).shape == wanted[0][0].shape


@pytest.mark.parametrize("backend", STEPWISE)
def test_goes_on_from_its_cache(backend: str) -> None:
    inputs = prompt(2, 5, padded=False)
    first = generated(
        backend, "gpt2", inputs, max_new_tokens=3, pad_token_id=0, return_dict_in_generate=True
    )
    assert numpy(first.past_key_values.keys[0]).shape[1] == 7
    ids = numpy(first.sequences)
    options = dict(max_new_tokens=4, pad_token_id=0)
    again = model(backend, "gpt2").generate(ids, past_key_values=first.past_key_values, **options)
    fresh = model(backend, "gpt2").generate(ids, **options)
    np.testing.assert_array_equal(numpy(again), numpy(fresh))


@pytest.mark.parametrize("backend", STEPWISE)
def test_embeddings_as_prompt(backend: str) -> None:
    embeds = np.random.default_rng(0).standard_normal((2, 5, 24)).astype(np.float32)
    same(backend, "gpt2", {"inputs_embeds": embeds}, dict(eos_token_id=ENDS))
    same(backend, "gpt2", {"inputs_embeds": embeds}, dict(num_beams=2))


@pytest.mark.parametrize("backend", STEPWISE)
def test_callers_encoder_outputs(backend: str) -> None:
    """Arrays, as an output or a tuple of one."""
    ids = prompt(2, 5, padded=False)["input_ids"]
    states = checkpoints.reference("bart").get_encoder()(torch.as_tensor(ids))[0]
    options = dict(max_new_tokens=5, num_beams=2)
    theirs = expected("bart", {"input_ids": ids}, **options)
    for given in (BaseModelOutput(states.detach().numpy()), (states.detach().numpy(),)):
        ours = model(backend, "bart").generate(encoder_outputs=given, **options)
        np.testing.assert_array_equal(numpy(ours), theirs.numpy())


@pytest.mark.parametrize("name", ["bart", "t5"])
@pytest.mark.parametrize("backend", BACKENDS)
def test_encoder_called_by_itself(backend: str, name: str) -> None:
    """With return_dict, which transformers' own examples pass."""
    ids = prompt(2, 5, padded=False)["input_ids"]
    options = dict(max_new_tokens=5, num_beams=2)
    theirs = expected(name, {"input_ids": ids}, **options)
    network = model(backend, name)
    tokens = torch.as_tensor(ids) if backend == "torch" else ids
    for return_dict in (True, False):
        outputs = network.get_encoder()(tokens, return_dict=return_dict)
        assert isinstance(outputs, tuple) is not return_dict
        ours = network.generate(encoder_outputs=outputs, **options)
        np.testing.assert_array_equal(numpy(ours), theirs.numpy())


@pytest.mark.parametrize("backend", STEPWISE)
def test_without_a_prompt(backend: str) -> None:
    same(backend, "gpt2", {}, dict(num_beams=2))


@pytest.mark.parametrize("backend", STEPWISE)
def test_decoder_prompt(backend: str) -> None:
    """A start token per text, and a prompt of the decoder that lacks it."""
    same(backend, "bart", prompt(2), dict(decoder_start_token_id=[2, 9]))
    same(backend, "bart", prompt(2) | {"decoder_input_ids": np.array([[5, 6], [7, 8]])}, {})


@pytest.mark.parametrize("backend", STEPWISE)
def test_mask_is_inferred_from_padding(backend: str) -> None:
    same(backend, "gpt2", {"input_ids": prompt()["input_ids"]}, {})


@pytest.mark.parametrize("backend", STEPWISE)
def test_callers_processor_and_criterion(backend: str) -> None:
    lengths: list[int] = []

    def process(ids: Any, scores: Any) -> Any:
        lengths.append(ids.shape[1])
        scores[:, 5] = 100.0 if ids.shape[1] % 2 else -100.0
        return scores

    def stop(ids: Any, scores: Any) -> bool:
        return ids.shape[1] >= 10

    ours = generated(
        backend, "gpt2", prompt(), logits_processor=[process], stopping_criteria=[stop],
        max_new_tokens=20, pad_token_id=0,
    )  # fmt: skip
    assert lengths == [6, 7, 8, 9]
    assert (numpy(ours)[:, 7::2] == 5).all() and (numpy(ours)[:, 6::2] != 5).all()


@pytest.mark.parametrize("backend", STEPWISE)
@pytest.mark.parametrize("beams", [1, 2])
def test_allowed_tokens(beams: int, backend: str) -> None:
    def allowed(batch: int, ids: Any) -> list[int]:
        return [10 + batch, 20 + batch, 30 + len(ids)]

    same(backend, "gpt2", prompt(), dict(prefix_allowed_tokens_fn=allowed, num_beams=beams))
