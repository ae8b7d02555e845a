"""Finding the module of an architecture as one framework reads it.

An architecture is one file. `auto_torch.models.bert` is the core's `models/bert.py` read with
torch's `nn` and `ops`; a plugin's or a caller's own file is read in the same way, under a name
below that adapter's `models`.
"""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
import sys
import threading
from types import ModuleType

import auto_core.models
from auto_core.auto import plugins
from auto_core.auto.configuration import module_name
from auto_core.auto.frameworks import needing_frameworks
from auto_core.errors import MissingDependencyError

_reading = threading.RLock()


def built_in_modules() -> list[str]:
    """File names of all built-in architectures."""
    return [
        module.name
        for module in pkgutil.iter_modules(auto_core.models.__path__)
        if not module.name.startswith("_")
    ]


def architecture(model_type: str, package: str) -> ModuleType | None:
    """The module of a plugin's or a built-in architecture as `package` reads it, or None.

    Args:
        package: "auto_torch", "auto_tf", "auto_flax" or "auto_core" (NumPy).

    Raises:
        MissingDependencyError: that package is not installed.
    """
    plugin = plugins.find(model_type)
    if plugin is not None:
        with plugins.reading(plugin):
            return read(plugin.module, package)
    name = module_name(model_type)
    if name not in built_in_modules():
        return None
    with needing_frameworks(f"{package}.models.{name}"):
        return importlib.import_module(f"{_models(package).__name__}.{name}")


def read(module: str, package: str) -> ModuleType:
    """Read any architecture file (by its dotted module name) with a framework's `nn` and `ops`.

    The file is written like the built-in ones: `from .. import nn, ops`, `from ..blocks.losses
    import ...`. It is found as Python finds modules, but not imported under its own name.
    """
    spec = importlib.util.find_spec(module)
    if spec is None or spec.origin is None:
        raise MissingDependencyError(
            f"There is no module {module!r}. Install the distribution that has it."
        )
    models = _models(package)
    # Two plugins may have files of one name, so the name below `models` is the whole path.
    name = f"{models.__name__}.{module.replace('.', '__')}"
    with _reading:
        if name not in sys.modules:
            own = importlib.util.spec_from_file_location(name, spec.origin)
            assert own is not None and own.loader is not None  # a file path always gives both
            loaded = importlib.util.module_from_spec(own)
            sys.modules[name] = loaded
            try:
                own.loader.exec_module(loaded)
            except BaseException:
                del sys.modules[name]
                raise
        return sys.modules[name]


def _models(package: str) -> ModuleType:
    if importlib.util.find_spec(package) is None:
        distribution = package.replace("_", "-")
        raise MissingDependencyError(
            f"{distribution} is not installed. Install it: pip install {distribution}."
        )
    return importlib.import_module(f"{package}.models")
