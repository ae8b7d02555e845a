"""GTE's files for the authors' own code: their names and their rotation."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from parity import backends
from parity.architectures.gte import ARCH
from parity.checks import difference, expected
from safetensors.numpy import load_file, save_file

from auto_core import AutoConfig, NumpyAutoModelForMaskedLM
from auto_core.configs.gte import GteConfig
from auto_core.errors import ConfigError

NTK: dict[str, Any] = {
    "rope_theta": 20000,
    "rope_scaling": {"type": "ntk", "factor": 8.0},
    "hidden_size": 24,
    "num_attention_heads": 3,
}


def test_the_authors_rotation() -> None:
    rope = GteConfig.from_dict(NTK).rope_parameters or {}
    # theirs: base * factor, then each frequency divided by factor ** (2 / size)
    frequencies = [(20000 * 8.0) ** (-i / 8) / 8.0 ** (2 / 8) for i in range(0, 8, 2)]
    ours = [rope["rope_theta"] ** (-i / 8) / rope["factor"] for i in range(0, 8, 2)]
    assert all(math.isclose(a, b) for a, b in zip(frequencies, ours, strict=True))


@pytest.mark.parametrize(
    "fields",
    [
        {"layer_norm_type": "rms_norm"},
        {"logn_attention_scale": True},
        {"position_embedding_type": "absolute"},
        {"rope_scaling": {"type": "ntk", "factor": 8.0, "mixed_b": 0.5}},
    ],
    ids=str,
)
def test_what_else_their_code_has_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=next(iter(fields))):
        GteConfig.from_dict(NTK | fields)


@pytest.mark.parametrize("model_type", ["gte", "new"])
def test_their_names(model_type: str, tmp_path: Path) -> None:
    case = ARCH.by_id()["ForMaskedLM-default"]
    reference = expected(case)
    weights = load_file(reference.directory / "model.safetensors")
    theirs = {name.replace("gte.", "new.", 1): array for name, array in weights.items()}
    save_file(theirs, tmp_path / "model.safetensors")
    config = json.loads((reference.directory / "config.json").read_text())
    config |= {"model_type": model_type, "position_embedding_type": "rope", "pack_qkv": True}
    config |= {"architectures": ["NewForMaskedLM"], "auto_map": {"AutoModel": "x--m.NewModel"}}
    (tmp_path / "config.json").write_text(json.dumps(config))
    assert AutoConfig.from_pretrained(tmp_path).model_type == model_type
    model = NumpyAutoModelForMaskedLM.from_pretrained(tmp_path, dtype="float64")
    found = backends.run("numpy", model, reference.inputs)
    assert difference(np.asarray(found["logits"]), reference.exact["logits"]) < 1e-9
