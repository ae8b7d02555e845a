"""Meshes as jax.make_mesh makes them, whose axes are Explicit, and those that models run on."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import pytest
from jax.sharding import AxisType, NamedSharding
from jax.sharding import PartitionSpec as P

from auto_core.errors import InputError
from auto_flax import FlaxBertForSequenceClassification

IDS = jnp.arange(3, 11)[None]


def mesh(kind: AxisType) -> jax.sharding.Mesh:
    return jax.make_mesh((1,), ("data",), axis_types=(kind,))


def test_auto_axes(config: Any) -> None:
    sharding = NamedSharding(mesh(AxisType.Auto), P())
    model = FlaxBertForSequenceClassification.from_config(config, sharding=sharding)
    assert model(jax.device_put(IDS, sharding)).logits.shape == (1, 3)


def test_explicit_axes_are_refused(config: Any, model: Any) -> None:
    sharding = NamedSharding(mesh(AxisType.Explicit), P())
    with pytest.raises(InputError, match="axis_types=Auto"):
        FlaxBertForSequenceClassification.from_config(config, sharding=sharding)
    ids = jax.device_put(IDS, sharding)
    for call in (model, model.compile(), jax.jit(lambda ids: model(ids))):
        with pytest.raises(InputError, match="axis_types=Auto"):
            call(ids)
