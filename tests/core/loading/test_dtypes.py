"""Which dtype a model gets, and that nobody else's default changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ml_dtypes
import numpy as np
import pytest
from core.loading.conftest import Tensors, as_safetensors, copy_config, first_everywhere, values
from numpy.testing import assert_array_equal
from parity import backends

from auto_core import AutoConfig
from auto_core.checkpoints.saving import save_weights
from auto_core.errors import ConfigError, InputError


def dtypes(model: Any) -> set[str]:
    return {str(slot.read().dtype) for slot in model.slots()}


def stored_as(tensors: Tensors, dtype: Any, folder: Path) -> None:
    save_weights(folder, {name: array.astype(dtype) for name, array in tensors.items()})


@pytest.mark.parametrize(
    ("keyword", "dtype"), [("dtype", "float16"), ("dtype", "bfloat16"), ("torch_dtype", "float16")]
)
def test_a_dtype_by_name(backend: str, keyword: str, dtype: str, base: Path) -> None:
    model = backends.load(backend, "BertModel", base, **{keyword: dtype})
    assert dtypes(model) == {dtype}
    assert model.loading_report.dtype == model.config.dtype == dtype
    assert model.loading_report.checkpoint_dtype == "float32"


def frameworks_dtype(backend: str) -> Any:
    if backend == "torch":
        import torch

        return torch.float16
    if backend == "tf":
        import tensorflow as tf

        return tf.float16
    if backend == "flax":
        import jax.numpy as jnp

        return jnp.float16
    return np.float16


def test_a_dtype_of_the_framework(backend: str, base: Path) -> None:
    model = backends.load(backend, "BertModel", base, dtype=frameworks_dtype(backend))
    assert dtypes(model) == {"float16"}


@pytest.mark.parametrize(
    ("backend", "dtype"), first_everywhere(("flot32",), ("int8",), ("float8_e4m3fn",))
)
def test_what_is_no_dtype_of_parameters(backend: str, dtype: str, base: Path) -> None:
    with pytest.raises(InputError, match="no dtype of parameters"):
        backends.load(backend, "BertModel", base, dtype=dtype)


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        (np.float16, "float16"),
        (ml_dtypes.bfloat16, "bfloat16"),
        (np.float64, "float64"),
        (ml_dtypes.float8_e4m3fn, "bfloat16"),
        (ml_dtypes.float8_e5m2, "bfloat16"),
    ],
)
def test_auto_is_the_checkpoints_where_the_config_says_none(
    backend: str, stored: Any, expected: str, base: Path, tensors: Tensors, tmp_path: Path
) -> None:
    text = (base / "config.json").read_text().replace('"dtype": "float32",', "")
    (tmp_path / "config.json").write_text(text)
    stored_as(tensors, stored, tmp_path)
    model = backends.load(backend, "BertModel", tmp_path)
    if backend == "flax" and expected == "float64":
        expected = "float32"  # without jax_enable_x64 JAX has no other
    assert dtypes(model) == {expected}
    assert model.loading_report.dtype == model.config.dtype == expected
    for name, array in values(model).items():
        assert_array_equal(array, tensors[name].astype(stored).astype(expected), err_msg=name)


@pytest.mark.parametrize("stored", [np.int64, np.int8, np.bool_])
def test_integers_and_booleans_become_what_the_parameters_are(
    backend: str, stored: Any, base: Path, tensors: Tensors, tmp_path: Path
) -> None:
    whole = tensors | {"pooler.dense.bias": np.arange(8).astype(stored)}
    as_safetensors(whole, copy_config(base, tmp_path))
    model = backends.load(backend, "BertModel", tmp_path)
    found = values(model)["pooler.dense.bias"]
    assert found.dtype == np.float32
    assert_array_equal(found, np.arange(8).astype(stored).astype(np.float32))


def test_the_configs_dtype_comes_before_the_checkpoints(
    backend: str, base: Path, tensors: Tensors, tmp_path: Path
) -> None:
    stored_as(tensors, np.float16, copy_config(base, tmp_path))  # whose config says float32
    model = backends.load(backend, "BertModel", tmp_path)
    assert dtypes(model) == {"float32"}
    assert model.loading_report.checkpoint_dtype == "float16"
    assert "float32 (float16 in the checkpoint)" in str(model.loading_report)


def test_the_newer_keyword_wins_and_torchs_other_names_count(base: Path) -> None:
    model = backends.load("numpy", "BertModel", base, dtype="half", torch_dtype="float64")
    assert dtypes(model) == {"float16"}


def test_a_config_that_names_no_dtype(base: Path, tmp_path: Path) -> None:
    text = (copy_config(base, tmp_path) / "config.json").read_text()
    (tmp_path / "config.json").write_text(text.replace('"float32"', '"flot32"'))
    (tmp_path / "model.safetensors").symlink_to(base / "model.safetensors")
    with pytest.raises(ConfigError, match=f"{tmp_path}.*'flot32'.*Did you mean 'float32'"):
        backends.load("numpy", "BertModel", tmp_path)


def test_a_fresh_models_config_says_its_dtype(backend: str, base: Path) -> None:
    config = AutoConfig.from_pretrained(base)
    model = backends.model_class(backend, "BertModel").from_config(config, dtype="float16")
    assert model.config.dtype == "float16" and dtypes(model) == {"float16"}
    assert config.dtype == "float32"
