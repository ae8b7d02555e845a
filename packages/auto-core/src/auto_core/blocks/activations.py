"""Activation functions by their name in config.json."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from auto_core.errors import ConfigError, did_you_mean

from .. import ops


def _gelu_exact(x):
    return ops.gelu(x, approximate="none")


def _gelu_tanh(x):
    return ops.gelu(x, approximate="tanh")


def _quick_gelu(x):
    return x * ops.sigmoid(1.702 * x)


def _relu_squared(x):
    return ops.relu(x) * ops.relu(x)


def _gelu_clipped(x):
    return ops.clamp(_gelu_exact(x), min=-10.0, max=10.0)


def _laplace(x):
    # Ma et al., 2022 (arXiv:2209.10655), with the fixed mean and deviation of that paper.
    return 0.5 * (1.0 + ops.erf((x - 0.707107) / (0.282095 * 2**0.5)))


def _leaky_relu(x):
    return ops.leaky_relu(x, negative_slope=0.01)


def _relu6(x):
    return ops.clamp(x, min=0.0, max=6.0)


def _sqrt_softplus(x):
    return ops.sqrt(ops.softplus(x))


def _identity(x):
    return x


_BY_NAME: dict[str, Callable[[Any], Any]] = {
    "gelu": _gelu_exact,
    "gelu_10": _gelu_clipped,
    "gelu_accurate": _gelu_tanh,
    "gelu_fast": _gelu_tanh,
    "gelu_new": _gelu_tanh,
    "gelu_python": _gelu_exact,
    "gelu_python_tanh": _gelu_tanh,
    "gelu_pytorch_tanh": _gelu_tanh,
    "hardswish": ops.hardswish,
    "laplace": _laplace,
    "leaky_relu": _leaky_relu,
    "linear": _identity,
    "mish": ops.mish,
    "quick_gelu": _quick_gelu,
    "relu": ops.relu,
    "relu2": _relu_squared,
    "relu6": _relu6,
    "sigmoid": ops.sigmoid,
    "silu": ops.silu,
    "sqrtsoftplus": _sqrt_softplus,
    "swish": ops.silu,
    "tanh": ops.tanh,
}


def activation(name: str) -> Callable[[Any], Any]:
    """The function that config.json calls `name`.

    Raises:
        ConfigError: no activation has this name.
    """
    if name not in _BY_NAME:
        raise ConfigError(
            f"There is no activation {name!r}.{did_you_mean(name, _BY_NAME)} "
            f"Known: {', '.join(_BY_NAME)}."
        )
    return _BY_NAME[name]
