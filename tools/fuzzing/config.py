"""`config.json` of every model type: read, completed, and its model made without values."""

from __future__ import annotations

import json
import pkgutil
from pathlib import Path

from auto_core import AutoConfig, configs
from auto_core.errors import AutoError
from fuzzing.frame import Subject
from fuzzing.mutations import mutate_json


def _seeds() -> list[bytes]:
    """The defaults of each config that can be made of its model type alone."""
    found = []
    for module in pkgutil.iter_modules(configs.__path__):
        if module.name.startswith("_"):
            continue
        try:
            config = AutoConfig.for_model(module.name)
        except AutoError:  # a file of shared parts, or a type that needs more than its name
            continue
        found.append(json.dumps(config.to_dict()).encode())
    return found


def _read(path: Path) -> None:
    AutoConfig.from_pretrained(path.parent).to_json_string()


SUBJECTS = (Subject("config", "config.json", _seeds, mutate_json, _read),)
