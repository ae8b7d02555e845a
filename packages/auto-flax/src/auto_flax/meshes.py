"""Meshes of devices: which kind of axes models compute on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import jax
from jax.sharding import AxisType, NamedSharding

from auto_core.errors import InputError


def require_auto(values: Iterable[Any]) -> None:
    """Refuse arrays, or shardings, on a mesh with Explicit axes.

    There every operation would have to say how its result is spread; on Auto axes, XLA decides.

    Raises:
        InputError: there is such an array; tells how to make the mesh.
    """
    for value in values:
        if isinstance(value, jax.Array):
            mesh = getattr(getattr(jax.typeof(value), "sharding", None), "mesh", None)
        else:
            mesh = value.mesh if isinstance(value, NamedSharding) else None
        if mesh is not None and AxisType.Explicit in mesh.axis_types:
            raise InputError(
                f"The mesh {dict(mesh.shape)} has Explicit axes, the default of jax.make_mesh: "
                "models compute on Auto ones. Make it with axis_types=Auto, as in "
                "jax.make_mesh(shape, names, axis_types=(jax.sharding.AxisType.Auto,) * "
                "len(shape))."
            )
