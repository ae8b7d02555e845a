"""Reading and writing the JSON files of image processors and feature extractors."""

from __future__ import annotations

import copy
import json
import logging
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from auto_core.checkpoints.atomic import write_text
from auto_core.checkpoints.context import reading
from auto_core.checkpoints.hub import Snapshot, pop_hub_keywords, read_json
from auto_core.checkpoints.publishing import Publishable
from auto_core.errors import FileMissingError, InputError, check_keywords
from auto_core.processors.kinds import class_named

PREPROCESSOR_CONFIG = "preprocessor_config.json"
PROCESSOR_CONFIG = "processor_config.json"
logger = logging.getLogger(__name__)


@cache
def say_once(message: str) -> None:
    """Warn, the first time in this process."""
    logger.warning(message)


def read_section(
    name_or_path: str | os.PathLike[str] | Snapshot,
    section: str,
    *,
    file_name: str = PREPROCESSOR_CONFIG,
    **hub: Any,
) -> dict[str, Any]:
    """What a repository says about its "image_processor" or "feature_extractor".

    transformers 5 writes it as a section of processor_config.json, older ones as
    preprocessor_config.json; a path to a JSON file is read as it is.

    Raises:
        FileMissingError: neither file says anything.
    """
    if not isinstance(name_or_path, Snapshot) and os.path.isfile(name_or_path):
        data = read_json(Path(name_or_path))
        nested = data.get(section)
        return nested if isinstance(nested, dict) else data
    snapshot = Snapshot.open(name_or_path, **hub)
    stored = snapshot.json(PROCESSOR_CONFIG) or {}
    nested = stored.get(section)
    if nested is None and section == "feature_extractor":  # some processors' name for it
        nested = stored.get("audio_processor")
    data = nested if isinstance(nested, dict) else snapshot.json(file_name)
    if data is None and section == "image_processor":  # of timm, which has it in config.json
        given = (snapshot.json("config.json") or {}).get("pretrained_cfg")
        if given is not None:
            data = {"image_processor_type": "TimmWrapperImageProcessor", "pretrained_cfg": given}
    if data is None:
        raise FileMissingError(
            f"{snapshot.name!r} has neither {file_name} nor a {PROCESSOR_CONFIG} with "
            f"{section!r}. Found: {', '.join(snapshot.files()) or '-'}."
        )
    return data


def stored_class_name(data: Mapping[str, Any], key: str) -> str | None:
    """The class that a file names under a key. Older files have image processors'
    FeatureExtractor or Fast in it, none has Pil."""
    name = data.get(key)
    if name is None and key == "image_processor_type":
        name = data.get("feature_extractor_type")
        name = name and name.replace("FeatureExtractor", "ImageProcessor")
    return name and name.removesuffix("Fast").removesuffix("Pil")


def check_class(cls: type, named: str | None, source: Any) -> None:
    """Refuse what names another built-in class than the built-in one that reads it.

    Raises:
        InputError: it does.
    """
    other = class_named(named or "")
    if other is not None and class_named(cls.__name__) is cls and other is not cls:
        name = getattr(source, "name", None) or os.fspath(source)
        raise InputError(
            f"{name!r} is a repository of {named}, not of {cls.__name__}. Load it with {named}, or "
            "with the Auto class."
        )


class Saved(Publishable):
    """Something that is built from keywords and kept as a JSON object."""

    file_name: ClassVar[str]
    type_key: ClassVar[str]  # the key that holds the class name
    section: ClassVar[str]  # its key in processor_config.json

    @classmethod
    def option_names(cls) -> tuple[str, ...]:
        """The keywords that may override what the file says."""
        raise NotImplementedError

    def _set(self, data: Mapping[str, Any]) -> None:
        raise NotImplementedError

    def to_dict(self) -> dict[str, Any]:
        """The content of the file."""
        raise NotImplementedError

    @classmethod
    def from_dict(
        cls, data: Mapping[str, Any], *, return_unused_kwargs: bool = False, **overrides: Any
    ) -> Any:
        """Build from a file's content. Keys that are no options are kept and written back.

        Raises:
            UnknownArgumentError: an override is no option (unless they are to be returned).
        """
        names = cls.option_names()
        unused = {key: value for key, value in overrides.items() if key not in names}
        if unused and not return_unused_kwargs:
            check_keywords(unused, names, where=f"{cls.__name__}.from_pretrained")
        new = cls.__new__(cls)
        used = {key: value for key, value in overrides.items() if key in names}
        new._set({**copy.deepcopy(dict(data)), **used})
        new.__dict__.pop(cls.type_key, None)
        return (new, unused) if return_unused_kwargs else new

    @classmethod
    def from_pretrained(
        cls, pretrained_model_name_or_path: str | os.PathLike[str] | Snapshot, **kwargs: Any
    ) -> Any:
        """Load from a directory, a JSON file or the Hub.

        Keywords of the Hub (`revision`, `token`, ...) say where from, all others override options.

        Raises:
            InputError: the file names another class of this library.
        """
        hub = pop_hub_keywords(kwargs)
        data = read_section(
            pretrained_model_name_or_path, cls.section, file_name=cls.file_name, **hub
        )
        check_class(cls, stored_class_name(data, cls.type_key), pretrained_model_name_or_path)
        name = str(getattr(pretrained_model_name_or_path, "name", pretrained_model_name_or_path))
        with reading(name, cls.file_name, PROCESSOR_CONFIG):
            return cls.from_dict(data, **kwargs)

    def save_pretrained(self, save_directory: str | os.PathLike[str]) -> list[str]:
        """Write the file into the directory, atomically; returns its path in a list."""
        path = Path(save_directory) / self.file_name
        write_text(path, self.to_json_string())
        return [str(path)]

    def to_json_string(self) -> str:
        return json.dumps(self.to_dict(), indent=2, sort_keys=True, default=_plain) + "\n"

    def to_json_file(self, json_file_path: str | os.PathLike[str]) -> None:
        """Write the settings to a file, atomically; `from_json_file` reads it."""
        write_text(Path(json_file_path), self.to_json_string())

    @classmethod
    def from_json_file(cls, json_file: str | os.PathLike[str]) -> Any:
        """Build from a file of `to_json_file`."""
        return cls.from_pretrained(json_file)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self.to_json_string() == other.to_json_string()

    def __repr__(self) -> str:
        return f"{type(self).__name__} {self.to_json_string()}"


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    return getattr(value, "value", None) or str(value)
