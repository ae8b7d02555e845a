"""The frameworks, which are installed one at a time."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from auto_core.errors import MissingDependencyError

# What an import may lack, and what brings it.
_ADAPTERS = {
    **{"torch": "auto-torch", "tensorflow": "auto-tf", "keras": "auto-tf"},
    **{"jax": "auto-flax", "flax": "auto-flax"},
}


@contextmanager
def needing_frameworks(what: str) -> Iterator[None]:
    """Say of a framework that is not installed who needs it, and how to get it.

    Raises:
        MissingDependencyError: `what` needs it.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        framework = (error.name or "").partition(".")[0]
        if framework not in _ADAPTERS:
            raise
        raise MissingDependencyError(
            f"{what} needs {framework}, which is not installed. Install it with "
            f"`pip install {_ADAPTERS[framework]}`, or use a framework that is there: AutoModel is "
            "auto_torch's, TFAutoModel auto_tf's, FlaxAutoModel auto_flax's, NumpyAutoModel "
            "auto_core's."
        ) from error


def adapter(package: str, submodule: str = "") -> ModuleType:
    """The package of a framework ("auto_torch", ...), or a module in it.

    Raises:
        MissingDependencyError: the package or its framework is not installed.
    """
    if importlib.util.find_spec(package) is None:
        distribution = package.replace("_", "-")
        raise MissingDependencyError(
            f"{distribution} is not installed. Install it: pip install {distribution}."
        )
    name = f"{package}.{submodule}" if submodule else package
    with needing_frameworks(name):
        return importlib.import_module(name)
