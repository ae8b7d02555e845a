"""Dtypes by name: which parameters may have, and which a checkpoint suggests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auto_core.checkpoints.tensors import DTYPES, StoredTensor
from auto_core.configs._base import PreTrainedConfig, dtype_name
from auto_core.errors import ConfigError, InputError, did_you_mean

PARAMETER_DTYPES = ("float32", "float16", "bfloat16", "float64")
_TORCH_NAMES = {"half": "float16", "float": "float32", "double": "float64"}  # torch's other names


def parameter_dtype(value: Any) -> str | None:
    """The name of a dtype that parameters may have; "auto" and None as they are.

    Raises:
        InputError: it is none of them.
    """
    name = dtype_name(value)
    if isinstance(value, str):
        name = _TORCH_NAMES.get(str(name), name)
    if name not in (None, "auto", *PARAMETER_DTYPES):
        raise InputError(
            f"dtype={value!r} is no dtype of parameters.{did_you_mean(str(name), PARAMETER_DTYPES)}"
            f" Pass 'auto' or one of {', '.join(map(repr, PARAMETER_DTYPES))}, or the framework's."
        )
    return name


def suggested_dtype(config: PreTrainedConfig, weights: Mapping[str, StoredTensor]) -> str:
    """The dtype that a config names, or that a checkpoint has.

    Raises:
        ConfigError: the config names none.
    """
    name = config.dtype
    if name in (None, "auto") or (name in DTYPES and name not in PARAMETER_DTYPES):
        return computing_dtype(weights)
    try:
        return parameter_dtype(name) or computing_dtype(weights)
    except InputError as error:
        where = config.name_or_path or "made by hand"
        raise ConfigError(f"{type(config).__name__} ({where}): {error}") from error


def computing_dtype(weights: Mapping[str, StoredTensor]) -> str:
    """The first dtype in a checkpoint that a model can compute in.

    Eight bits are for storing only: beside nothing else they become bfloat16, which holds them.
    """
    dtypes = [weights[name].dtype for name in weights]
    stored_only = any(dtype.startswith("float8") for dtype in dtypes)
    fallback = "bfloat16" if stored_only else "float32"
    return next((dtype for dtype in dtypes if dtype in PARAMETER_DTYPES), fallback)


def floating_dtype(arrays: Any) -> str | None:
    """The dtype of the first floating array."""
    names = (array.dtype if isinstance(array.dtype, str) else array.dtype.name for array in arrays)
    return next((name for name in names if is_floating_name(name)), None)


def is_floating_name(dtype: str) -> bool:
    """Whether parameters of this dtype are cast when another one is asked for."""
    return dtype.startswith(("float", "bfloat"))
