"""Reading an architecture of your own with this framework's `nn` and `ops`."""

from types import ModuleType

from auto_core.registry.architectures import read


def read_architecture(module: str) -> ModuleType:
    """The module `module` (a dotted name), read as `auto_tf` reads the built-in architectures.

    The file is written like those: `from .. import nn, ops`. Its classes can then be registered
    with the Auto classes of this package.
    """
    return read(module, "auto_tf")
