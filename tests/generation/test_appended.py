"""Models that predict a token behind the text: XLM, FlauBERT, XLNet."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
import transformers
from generation.checkpoints import numpy
from parity import backends
from parity.arch import architecture
from parity.backends import BACKENDS
from parity.checks import Case, expected

from auto_core.errors import InputError


def case_of(model_type: str, row: str, **options: Any) -> Case:
    case = architecture(model_type).by_id()[row]
    name = f"{model_type}-{'-'.join(map(str, options.values())) or 'default'}"
    return replace(case, name=name, options={**case.options, **options})


IN_A_LANGUAGE = dict(n_langs=3, lang_id=2, mask_token_id=7)
XLM = case_of("xlm", "WithLMHeadModel-default")
XLNET = case_of("xlnet", "LMHeadModel-default")
CASES = [
    XLM,
    case_of("xlm", "WithLMHeadModel-default", **IN_A_LANGUAGE),
    case_of("flaubert", "WithLMHeadModel-default", **IN_A_LANGUAGE),
    XLNET,
    case_of("xlnet", "LMHeadModel-default", mem_len=4, clamp_len=5),
    case_of("xlnet", "LMHeadModel-default", use_mems_eval=False),
]
STEPWISE = [b for b in BACKENDS if b in ("numpy", "torch")]
IDS = np.array([[31, 12, 9, 40, 9, 33], [14, 8, 15, 16, 23, 42]])


@pytest.mark.parametrize("options", [{}, dict(num_beams=3), dict(max_new_tokens=1)], ids=str)
@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_ids_are_those_of_transformers(
    case: Case, backend: str, options: dict[str, Any]
) -> None:
    if backend not in STEPWISE and options:
        pytest.skip("the loop is the same")
    directory = expected(case).directory
    theirs = getattr(transformers, case.head).from_pretrained(directory)
    options = dict(max_new_tokens=7, do_sample=False, eos_token_id=11, pad_token_id=66) | options
    truth = theirs.generate(torch.from_numpy(IDS), **options)
    ours = backends.load(backend, case.head, directory)
    assert np.array_equal(numpy(ours.generate(IDS, **options)), truth.numpy())


@pytest.mark.parametrize("backend", STEPWISE)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_padding_changes_nothing(case: Case, backend: str) -> None:
    """Unlike in transformers, whose `generate` drops the mask of these models."""
    model = backends.load(backend, case.head, expected(case).directory)
    options = dict(max_new_tokens=5, do_sample=False, eos_token_id=None, pad_token_id=66)
    ids = np.concatenate([[[66, 66, 66], [5, 17, 24]], IDS], 1)
    mask = (ids != 66).astype(np.int64)
    found = numpy(model.generate(ids, attention_mask=mask, **options))
    assert np.array_equal(found[0, 3:], numpy(model.generate(IDS[:1], **options))[0])
    assert np.array_equal(found[1], numpy(model.generate(ids[1:], **options))[0])


@pytest.mark.parametrize("backend", STEPWISE)
@pytest.mark.parametrize("num_beams", [1, 2])
@pytest.mark.parametrize("case", [XLM, XLNET], ids=str)
def test_attentions_and_hidden_states_of_steps(case: Case, num_beams: int, backend: str) -> None:
    """Of the position behind the text, too, and of both streams where there are two."""
    directory = expected(case).directory
    wanted = dict(output_attentions=True, output_hidden_states=True, return_dict_in_generate=True)
    options = dict(max_new_tokens=3, do_sample=False, eos_token_id=None, pad_token_id=66)
    options |= dict(num_beams=num_beams, **wanted)
    theirs = getattr(transformers, case.head).from_pretrained(directory)
    truth = theirs.generate(torch.from_numpy(IDS), **options)
    found = backends.load(backend, case.head, directory).generate(IDS, **options)
    for name in ("attentions", "hidden_states"):
        ours, exact = flat(found[name]), flat(truth[name])
        assert len(ours) == len(exact) > 3
        for x, y in zip(ours, exact, strict=True):
            np.testing.assert_allclose(numpy(x), y.numpy(), atol=1e-4)


def flat(nested: Any) -> list[Any]:
    """The tensors of tuples of tuples."""
    return [x for y in nested for x in flat(y)] if isinstance(nested, tuple) else [nested]


@pytest.mark.parametrize("backend", STEPWISE)
def test_memories_come_back_and_may_be_left_out(backend: str) -> None:
    model = backends.load(backend, XLNET.head, expected(XLNET).directory)
    options = dict(max_new_tokens=4, do_sample=False, eos_token_id=None, pad_token_id=5)
    output = model.generate(IDS, return_dict_in_generate=True, **options)
    states = output.past_key_values.states
    assert [tuple(x.shape) for (x,) in states] == [(2, 6 + 3 + 1, 24)] * 3
    for off in (dict(use_cache=False), dict(use_mems=False)):
        output = model.generate(IDS, return_dict_in_generate=True, **options, **off)
        assert output.past_key_values is None
    whole = np.concatenate([numpy(output.sequences)[:, :-1], [[0], [0]]], 1)
    last = np.arange(10) == 9
    perm = np.broadcast_to(last, (2, 10, 10)).astype(np.float32)
    target = np.broadcast_to(last, (2, 1, 10)).astype(np.float32)
    inputs = dict(input_ids=whole, perm_mask=perm, target_mapping=target)
    logits = backends.run(backend, model, inputs)
    assert np.array_equal(logits["logits"][:, -1].argmax(-1), numpy(output.sequences)[:, -1])


def test_segments_go_on() -> None:
    model = backends.load("numpy", XLNET.head, expected(XLNET).directory)
    options = dict(max_new_tokens=5, do_sample=False, eos_token_id=None, pad_token_id=66)
    options |= dict(return_dict_in_generate=True, output_logits=True)
    types = np.array([[0, 0, 1, 1, 1, 1]] * 2)
    output = model.generate(IDS, token_type_ids=types, use_cache=False, **options)
    last = (np.arange(11) == 10).astype(np.float32)
    logits = model(
        input_ids=np.concatenate([output.sequences[:, :-1], [[0], [0]]], 1),
        token_type_ids=np.concatenate([types, np.ones((2, 5), np.int64)], 1),
        perm_mask=np.broadcast_to(last, (2, 11, 11)),
        target_mapping=np.broadcast_to(last, (2, 1, 11)),
    ).logits
    np.testing.assert_allclose(output.logits[-1], logits[:, -1], atol=1e-4)
    # Memories keep their segments.
    output = model.generate(IDS, token_type_ids=types, **options)
    again = model.generate(IDS, token_type_ids=types * 0, **options)
    other = model.generate(IDS, token_type_ids=types[:, ::-1] * 0 + 1, **options)
    assert np.array_equal(again.logits[-1], other.logits[-1])
    assert not np.array_equal(again.logits[-1], output.logits[-1])


@pytest.mark.parametrize(
    ("case", "name", "value"),
    [
        (XLM, "langs", np.zeros((2, 6), np.int64)),
        (XLNET, "perm_mask", np.zeros((2, 6, 6), np.int64)),
        (XLNET, "inputs_embeds", np.zeros((2, 6, 24), np.float32)),
    ],
    ids=str,
)
def test_other_inputs_are_refused(case: Case, name: str, value: np.ndarray) -> None:
    model = backends.load("numpy", case.head, expected(case).directory)
    with pytest.raises(InputError, match=name):
        model.generate(IDS, **{name: value}, max_new_tokens=3)
