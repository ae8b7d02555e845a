"""Greedy and beam search of encoder-decoders: transformers' ids."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
import transformers
from parity import backends
from parity.arch import Arch, architectures
from parity.backends import BACKENDS
from parity.checks import Case, expected

HEADS = ("ForConditionalGeneration", "MTModel")
TEXT = {"input_ids", "attention_mask", "decoder_input_ids", "decoder_attention_mask"}


def generating() -> list[tuple[Arch, Case, int]]:
    """The first and the last config of each, greedy and with three beams."""
    found = {}
    for arch in architectures():
        for row in arch.rows:
            case = arch.case(row)
            # What writes or reads codes has tests of its own.
            if (
                arch.model_type in ("csm", "dia", "kyutai_speech_to_text", "vibevoice")
                or arch.family == "musicgen"
            ):
                continue
            reads_text = row.head in HEADS and set(case.inputs(np.random.default_rng(0))) <= TEXT
            if reads_text:
                for beams in (1, 3):
                    found[arch, repr(case.options), beams] = (arch, case, beams)
    return list(found.values())


@pytest.mark.skipif("torch" not in BACKENDS, reason="another backend's turn")
@pytest.mark.parametrize(("arch", "case", "beams"), generating(), ids=str)
def test_generated_ids_are_those_of_transformers(
    arch: Arch, case: Case, beams: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    if arch.patch:
        arch.patch(monkeypatch)
    reference = expected(case)
    theirs = getattr(transformers, case.head).from_pretrained(
        reference.directory, attn_implementation="eager"
    )
    ours = backends.load("torch", case.head, reference.directory)
    given = {name: torch.tensor(reference.inputs[name]) for name in ("input_ids", "attention_mask")}
    options: dict[str, Any] = dict(do_sample=False, num_beams=beams, max_new_tokens=8)
    options |= dict(forced_bos_token_id=7)
    found = ours.generate(**given, **options)
    assert torch.equal(getattr(found, "sequences", found), theirs.generate(**given, **options))
