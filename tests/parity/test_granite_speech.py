"""Granite Speech's adapter: what texts with recordings, and those without, are continued with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from parity import backends, oracle
from parity.architectures.granite_speech import DEFAULT, recordings
from parity.backends import BACKENDS
from peft import LoraConfig
from transformers import PreTrainedModel

pytestmark = pytest.mark.filterwarnings("ignore:.*config file:UserWarning:peft")
LM = "GraniteSpeechForConditionalGeneration"
GREEDY: dict[str, Any] = dict(max_new_tokens=6, do_sample=False)


@pytest.fixture(scope="module")
def adapted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with an adapter of its own, which changes much."""
    folder = tmp_path_factory.mktemp("granite-speech")
    model: Any = oracle.reference(LM, "GraniteSpeechConfig", DEFAULT)
    model.save_pretrained(folder)
    model.add_adapter(LoraConfig(r=2, lora_alpha=8, target_modules=["q_proj", "v_proj"]))
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "lora_B" in name:
                parameter.normal_(generator=torch.Generator().manual_seed(0))
    model.peft_config["default"].base_model_name_or_path = str(folder)
    PreTrainedModel.save_pretrained(model, folder)  # the adapter alone
    return folder


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_adapter_is_of_recordings(backend: str, adapted: Path) -> None:
    theirs: Any = getattr(oracle.transformers, LM).from_pretrained(adapted).eval()
    mine = backends.load(backend, LM, adapted, dtype="float32")
    both = recordings([3, 2], [4, 3], side="left", lengths=(20, 32))(np.random.default_rng(0))
    texts = {name: both[name] for name in ("attention_mask",)}
    texts["input_ids"] = np.where(both["input_ids"] == 60, 7, both["input_ids"])
    found = {}
    for kind, given in (("texts", texts), ("recordings", both), ("texts again", texts)):
        exact = theirs.generate(**{k: torch.tensor(v) for k, v in given.items()}, **GREEDY)
        found[kind] = np.asarray(mine.generate(**given, **GREEDY))
        assert np.array_equal(found[kind], exact.numpy()), kind
    mine.merge_adapter()
    merged = np.asarray(mine.generate(**texts, **GREEDY))
    assert not np.array_equal(merged, found["texts"])  # so that the adapter is seen
