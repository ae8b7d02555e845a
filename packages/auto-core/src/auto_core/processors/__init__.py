"""Images and audio into arrays: image processors, feature extractors and processors.

Every class named in `kinds` can be imported from here, and is loaded when it is.
"""

import importlib
from typing import Any


def __getattr__(name: str) -> Any:
    found = importlib.import_module("auto_core.processors.kinds").class_named(name)
    if found is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return found
