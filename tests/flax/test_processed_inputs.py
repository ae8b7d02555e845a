"""What tokenizers and processors return goes into compiled functions as it is."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import pytest

import auto_flax  # noqa: F401  (registers the mappings)
from auto_core import BatchEncoding, BatchFeature


@pytest.mark.parametrize("cls", [BatchEncoding, BatchFeature])
def test_mappings_are_pytrees(cls: type) -> None:
    batch = cls({"labels": [cls({"boxes": jnp.ones((2, 4))})], "input_ids": jnp.arange(3)})
    doubled = jax.jit(lambda batch: jax.tree.map(lambda x: 2 * x, batch))(batch)
    assert type(doubled) is cls
    assert doubled["labels"][0]["boxes"].sum() == 16
    assert doubled.input_ids.tolist() == [0, 2, 4]
    paths = [jax.tree_util.keystr(path) for path, _ in jax.tree_util.tree_leaves_with_path(batch)]
    assert "['labels'][0]['boxes']" in paths
