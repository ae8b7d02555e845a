"""The base of every model of every framework: built, loaded, called, saved, counted.

An adapter's base class adds `PreTrainedMixin` to its framework's module class and answers a few
questions about its own tensors (`slots`, `_tie`, ...). All rules live here, once.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from auto_core.checkpoints import hub
from auto_core.checkpoints.atomic import together
from auto_core.checkpoints.experts import apart
from auto_core.checkpoints.pairing import metadata_for
from auto_core.checkpoints.publishing import Publishable
from auto_core.checkpoints.quantized.writing import as_files
from auto_core.checkpoints.saving import save_weights
from auto_core.errors import InputError, check_keywords
from auto_core.pretrained.calling import CallMixin, remember_inputs
from auto_core.pretrained.dtypes import floating_dtype, is_floating_name, parameter_dtype
from auto_core.pretrained.making import Slot, building, finish_after_init
from auto_core.pretrained.resizing import ResizeMixin

# Tables of positions that no embedding layer holds: nobody trains Whisper's and Marian's.
_POSITIONS = re.compile(r"(embed_positions|position_embeddings)\.weight$")

__all__ = ["PreTrainedMixin", "Slot", "building", "is_floating_name", "parameter_dtype"]


class PreTrainedMixin(ResizeMixin, CallMixin, Publishable):
    """Making, loading, calling and saving, for the model base class of each framework."""

    def __init_subclass__(cls, **kwargs: Any):
        super().__init_subclass__(**kwargs)
        finish_after_init(cls)
        remember_inputs(cls)

    # --- saving ---------------------------------------------------------------------------

    def save_pretrained(
        self,
        save_directory: str | os.PathLike[str],
        *,
        max_shard_size: int | str = "50GB",
        variant: str | None = None,
        safe_serialization: bool = True,
        push_to_hub: bool = False,
        state_dict: Mapping[str, Any] | None = None,
        is_main_process: bool = True,
        save_function: Callable[..., Any] | None = None,
        **kwargs: Any,
    ) -> None:
        """Write config.json and the weights as safetensors, which get their names together.

        The files are those of transformers, whichever framework wrote them. Tensors that the
        config ties are written once; what else shares one is written under each of its names.
        `push_to_hub=True` uploads the directory afterwards (`repo_id`, `token`, `private`,
        `commit_message`, ...), by default under the directory's name.

        Args:
            state_dict: the values to write, by name, where the parameters themselves are spread
                over processes (torch alone).
            is_main_process: whether this process writes; the others return at once.
            save_function: must be None, or one of transformers' callers, who pass torch.save:
                what is written is safetensors in any case.
        """
        if not is_main_process:
            return
        if os.path.isfile(save_directory):
            raise InputError(f"{os.fspath(save_directory)!r} is a file; name a directory.")
        if not safe_serialization:
            raise InputError(
                "safe_serialization=False asks for a pickle, which can run code where it is "
                "loaded; only safetensors files are written. Leave it out."
            )
        groups = {
            "for the files": ("max_shard_size", "variant", "safe_serialization"),
            "for the Hub": ("push_to_hub", *(hub.PUSH_KEYWORDS if push_to_hub else ())),
        }
        check_keywords(kwargs, where=f"{type(self).__name__}.save_pretrained", groups=groups)
        tensors = self._tensors_to_save() if state_dict is None else self._of_state(state_dict)
        config = self.config
        saved = type(config).from_dict(config.to_dict())
        saved.architectures = [self.architecture_name()]
        saved.dtype = floating_dtype(tensors.values()) or config.dtype
        with together():
            save_weights(
                save_directory,
                tensors,
                max_shard_size=max_shard_size,
                variant=variant,
                metadata=metadata_for(json.loads(saved.to_json_string())),
            )
            saved.save_pretrained(save_directory)
            self._save_extras(save_directory)
        if push_to_hub:
            kwargs.setdefault("repo_id", os.path.basename(os.path.abspath(save_directory)))
            hub.push(save_directory, **kwargs)

    def _tensors_to_save(self) -> dict[str, Any]:
        """Every tensor by its name in files, without those that loading ties to another."""
        slots = {slot.name: slot for slot in self.slots()}
        tensors = {name: slots[name].read() for name in self._names_to_save(slots)}
        return self._as_files(tensors)

    def named_as_files(self, tensors: Mapping[str, Any]) -> dict[str, Any]:
        """Tensors of this model under the names, and in the parts, that files have."""
        found = apart(tensors, self.expert_names)
        return {self.saved_prefix + name: tensor for name, tensor in found.items()}

    def _as_files(self, tensors: Mapping[str, Any]) -> dict[str, Any]:
        """The tensors under the names that files have for them."""
        found = self.named_as_files(tensors)
        settings = getattr(self.config, "quantization_config", None)
        return as_files(found, settings) if isinstance(settings, Mapping) else found

    def _names_to_save(self, slots: Mapping[str, Slot]) -> list[str]:
        ties = {
            target
            for target, source in self.ties().items()
            if target in slots and source in slots
            if slots[target].identity == slots[source].identity
        }
        return [name for name in slots if name not in ties]

    def _of_state(self, state_dict: Mapping[str, Any]) -> dict[str, Any]:
        """As `_tensors_to_save`, with values of the caller's.

        Raises:
            InputError: they are not this model's; names those that are missing or too many.
        """
        slots = {slot.name: slot for slot in self.slots()}
        wanted = self._names_to_save(slots)
        missing = [name for name in wanted if name not in state_dict]
        unknown = [name for name in state_dict if name not in slots]
        if missing or unknown:
            raise InputError(
                f"state_dict does not fit {type(self).__name__}: missing {missing[:3] or 'none'}, "
                f"unknown {unknown[:3] or 'none'}. Pass model.state_dict() with other values, or "
                "leave it out."
            )
        return self._as_files({name: self._stored(name, state_dict[name]) for name in wanted})

    def _stored(self, name: str, value: Any) -> Any:
        """A value of a caller's state dict in the checkpoint's layout."""
        raise InputError("state_dict is torch's: leave it out, the model's own values are saved.")

    def _save_extras(self, directory: str | os.PathLike[str]) -> None:
        """Write what `_loaded_from` takes."""

    @classmethod
    def architecture_name(cls) -> str:
        """The class name without the framework's prefix: what config.json calls it."""
        return cls.__name__.removeprefix(cls.class_prefix)

    # --- looking --------------------------------------------------------------------------

    @property
    def name_or_path(self) -> str:
        """Where the checkpoint came from; empty for a model that was made by hand."""
        return self.config.name_or_path

    @property
    def num_labels(self) -> int:
        """How many classes the config names."""
        return self.config.num_labels

    def num_parameters(self, only_trainable: bool = False, exclude_embeddings: bool = False) -> int:
        """How many numbers the model has to learn; tied ones count once.

        Args:
            only_trainable: without what is frozen.
            exclude_embeddings: without every table of embeddings: of tokens, positions, segments.
        """
        embeddings = self._embedding_tables()
        embeddings |= {s.identity for s in self.slots() if _POSITIONS.search(s.name)}
        sizes = {
            slot.identity: int(np.prod(slot.shape, dtype=np.int64))
            for slot in self.slots()
            if not slot.is_buffer or slot.identity in embeddings
            if not exclude_embeddings or slot.identity not in embeddings
            if slot.trainable or not only_trainable
        }
        return sum(sizes.values())

    def _embedding_tables(self) -> set[int]:
        """The identities of the parameters of all embedding layers."""
        raise NotImplementedError

    def _freeze(self, part: Any) -> None:
        """Leave the parameters of a part of the model as they are in training."""
        raise NotImplementedError

    def get_input_embeddings(self) -> Any:
        """The layer that turns token ids into vectors, or None."""
        base = getattr(self, self.base_model_prefix, None) if self.base_model_prefix else None
        return None if base is None else base.get_input_embeddings()

    def set_input_embeddings(self, value: Any) -> None:
        """Replace the layer that turns token ids into vectors."""
        getattr(self, self.base_model_prefix).set_input_embeddings(value)
        self.tie_weights()

    def get_output_embeddings(self) -> Any:
        """The layer that turns vectors into scores of tokens, or None."""
        return None

    @property
    def base_model(self) -> Any:
        """The model without its head (itself, if it has none)."""
        return getattr(self, self.base_model_prefix or "-", self)
