"""The recipes of docs/clients.md run as they stand there."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import pytest
import torch
from clients.letters import letters

from auto_core import BertConfig, LlamaConfig
from auto_torch import BertForSequenceClassification, LlamaForCausalLM

PAGE = Path(__file__).parents[2] / "docs" / "clients.md"
RECIPES = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
TINY = dict(
    vocab_size=67,
    hidden_size=24,
    num_hidden_layers=2,
    num_attention_heads=4,
    intermediate_size=40,
    max_position_embeddings=33,
    initializer_range=0.2,
)


def libraries(recipe: str) -> list[str]:
    found = [node for node in ast.walk(ast.parse(recipe)) if isinstance(node, ast.Import)]
    return sorted({alias.name for node in found for alias in node.names})


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: "-".join(libraries(recipe)))
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_recipe(recipe: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    missing = [n for n in libraries(recipe) if importlib.util.find_spec(n.split(".")[0]) is None]
    if missing:
        pytest.skip(f"needs {', '.join(missing)}")
    monkeypatch.chdir(tmp_path)
    LlamaForCausalLM(LlamaConfig(**TINY)).save_pretrained("causal")
    BertForSequenceClassification(BertConfig(**TINY)).save_pretrained("encoder")
    ids = np.arange(3, 11).reshape(2, 4)
    names: dict[str, Any] = {
        "name": "causal",
        "encoder": "encoder",
        "samples": [{"input_ids": torch.tensor(i), "labels": torch.tensor(i)} for i in ids],
        "ids": ids,
        "classes": np.array([0, 2]),
        "tokenizer": letters(),
    }
    exec(compile(recipe, str(PAGE), "exec"), names)
