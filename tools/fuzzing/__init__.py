"""Hostile files by the thousand: one module per kind of file, its subjects in `SUBJECTS`."""

from __future__ import annotations

from fuzzing import (
    config,
    flax_msgpack,
    gguf_files,
    keras_h5,
    preprocessors,
    pytorch_bin,
    safetensors_files,
    tokenizer_files,
)
from fuzzing.frame import Subject

# A new kind of file is a module with `SUBJECTS`, and its name here.
_MODULES = (
    *(safetensors_files, pytorch_bin, keras_h5, flax_msgpack, gguf_files, config),
    *(tokenizer_files, preprocessors),
)

SUBJECTS: dict[str, Subject] = {
    subject.name: subject for module in _MODULES for subject in module.SUBJECTS
}
