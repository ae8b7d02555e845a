"""Finding the module of an architecture as one framework reads it.

An architecture is one file. `auto_torch.models.bert` is the core's `models/bert.py` read with
torch's `nn` and `ops`; a plugin's or a caller's own file is read in the same way, under a name
below that adapter's `models`.
"""

from __future__ import annotations

import functools
import importlib
import importlib.util
import pkgutil
import sys
import threading
from types import ModuleType

from auto_core.errors import MissingDependencyError, RegistrationError
from auto_core.registry import plugins
from auto_core.registry.configs import module_name
from auto_core.registry.frameworks import adapter, needing_frameworks

_reading = threading.RLock()


@functools.cache
def built_in_modules() -> tuple[str, ...]:
    """File names of all built-in architectures."""
    path = importlib.import_module("auto_core.models").__path__
    names = (module.name for module in pkgutil.iter_modules(path))
    return tuple(name for name in names if not name.startswith("_"))


def architecture(model_type: str, package: str) -> ModuleType | None:
    """The module of a plugin's or a built-in architecture as `package` reads it, or None.

    Args:
        package: "auto_torch", "auto_tf", "auto_flax" or "auto_core" (NumPy).

    Raises:
        MissingDependencyError: that package is not installed.
        RegistrationError: the plugin's module is broken, or two plugins claim the model type.
    """
    plugin = plugins.find(model_type)
    if plugin is not None:
        return read_plugin(plugin, package)
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


def read_plugin(plugin: plugins.Plugin, package: str) -> ModuleType:
    """A plugin's architecture as a framework reads it.

    Raises:
        RegistrationError: it cannot be imported or declares no CONFIG and HEADS; names the
            distribution.
        MissingDependencyError: the adapter is not installed.
    """
    _models(package)
    who = (
        f"The plugin {plugin.distribution!r}, which brings model type {plugin.model_type!r} "
        f"(module {plugin.module})"
    )
    advice = f"Update it (pip install --upgrade {plugin.distribution}) or uninstall it."
    try:
        module = read(plugin.module, package)
    except Exception as error:
        raise RegistrationError(
            f"{who}, cannot be imported: {type(error).__name__}: {error}. {advice}"
        ) from error
    lacking = [name for name in ("CONFIG", "HEADS") if not hasattr(module, name)]
    if lacking:
        raise RegistrationError(
            f"{who}, declares no {' and no '.join(lacking)}: its module must name its config class "
            f"as CONFIG and its heads as HEADS (docs/extending.md). {advice}"
        )
    return module


def _models(package: str) -> ModuleType:
    return adapter(package, "models")
