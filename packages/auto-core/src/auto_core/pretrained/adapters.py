"""Small files beside a checkpoint that replace some of its tensors: the languages of MMS.

`adapter.fra.safetensors` (or `.bin`) has what is French of facebook/mms-1b-all: a few tensors of
each layer, and the scores of its letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from auto_core.checkpoints.formats import safetensors, torch_bin
from auto_core.checkpoints.hub import HUB_KEYWORDS, Snapshot, shortened
from auto_core.checkpoints.tensors import StoredTensor
from auto_core.errors import ConfigError, FileMissingError, WeightMismatchError, check_keywords

_READERS = {"safetensors": safetensors.read, "bin": torch_bin.read}
_FILE = re.compile(rf"adapter\.(?P<language>.+)\.({'|'.join(_READERS)})$")
_TENSORS = re.compile(r"\.adapter_layer\.|^lm_head\.")
_SCORES = "lm_head.weight"  # [letters d]


def read_adapter(
    snapshot: Snapshot, language: str, use_safetensors: bool | None = None
) -> dict[str, StoredTensor]:
    """The tensors of a language.

    Raises:
        FileMissingError: there is no file of it; names the languages that there are.
    """
    for suffix, read in _READERS.items():
        if use_safetensors in (None, suffix == "safetensors"):
            path = snapshot.file(f"adapter.{language}.{suffix}")
            if path is not None:
                return read(path)[0]
    found = sorted({m["language"] for name in snapshot.files() if (m := _FILE.match(name))})
    raise FileMissingError(
        f"{snapshot.describe()} has no adapter.{language}.safetensors (or .bin), expected for "
        f"target_lang={language!r}. Its languages: {shortened(found) if found else 'none'}."
    )


def letters(adapter: Mapping[str, StoredTensor]) -> int:
    """How many letters a language has, a config's `vocab_size`."""
    if _SCORES not in adapter:
        raise WeightMismatchError(
            f"The adapter has no {_SCORES}; it has: {shortened(sorted(adapter))}."
        )
    return adapter[_SCORES].shape[0]


class LanguageAdapters:
    """For models that can change their language; a mixin of PreTrainedMixin's classes."""

    takes_languages: ClassVar[bool] = True
    target_lang: str | None = None  # the language in use, where it is known

    config: Any

    if TYPE_CHECKING:  # what the model's other bases have

        def slots(self) -> Iterator[Any]: ...
        def change_scores(self, letters: int) -> None: ...

    def load_adapter(self, target_lang: str, force_load: bool = True, **kwargs: Any) -> None:
        """Read the tensors of a language from where the model came from; the others stay.

        Args:
            target_lang: of a file `adapter.<target_lang>.safetensors` or `.bin`.
            force_load: read them even if the model has this language already.
            kwargs: where the file comes from (`revision`, `token`, `local_files_only`, ...), and
                `use_safetensors`.

        Raises:
            ConfigError: the model has no adapters.
            FileMissingError: no file of this language.
            WeightMismatchError: the file does not fit the model.
        """
        require_adapters(self.config, target_lang)
        if target_lang == self.target_lang and not force_load:
            return
        use_safetensors = kwargs.pop("use_safetensors", None)
        where = f"{type(self).__name__}.load_adapter"
        check_keywords(kwargs, (*HUB_KEYWORDS, "use_safetensors"), where=where)
        snapshot = Snapshot.open(self.config.name_or_path, **kwargs)
        adapter = read_adapter(snapshot, target_lang, use_safetensors)
        rows = letters(adapter)
        slots = {slot.name: slot for slot in self.slots() if _TENSORS.search(slot.name)}
        _check(adapter, {name: slot.shape for name, slot in slots.items()}, rows)
        if rows != self.config.vocab_size:
            self.change_scores(rows)
            self.config.vocab_size = rows
            slots = {slot.name: slot for slot in self.slots() if slot.name in adapter}
        device = getattr(self, "device", None)
        for name, tensor in adapter.items():
            slots[name].write(tensor, self.config.dtype, device)
        self.target_lang = target_lang

    def now_speaks(self, language: str) -> None:
        """Note the language whose tensors a checkpoint was loaded with."""
        self.target_lang = language


def require_adapters(config: Any, language: str) -> None:
    """Raise ConfigError for a config of a model that has no adapters."""
    if getattr(config, "adapter_attn_dim", None) is None:
        raise ConfigError(
            f"target_lang is {language!r}, but {type(config).__name__}.adapter_attn_dim is None, "
            "so the model has no adapters; leave target_lang out."
        )


def _check(
    adapter: Mapping[str, StoredTensor], own: Mapping[str, tuple[int, ...]], letters: int
) -> None:
    def expected(name: str) -> tuple[int, ...]:
        return (letters, *own[name][1:]) if name.startswith("lm_head.") else own[name]

    missing, unexpected = sorted(own.keys() - adapter), sorted(adapter.keys() - own)
    other = [n for n in own if n in adapter and tuple(adapter[n].shape) != tuple(expected(n))]
    if missing or unexpected or other:
        problems = {"Missing": missing, "Not the model's": unexpected, "Of another shape": other}
        said = [f"{title}: {shortened(names)}." for title, names in problems.items() if names]
        raise WeightMismatchError("The adapter does not fit the model. " + " ".join(said))
