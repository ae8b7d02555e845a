"""`add_adapter`: LoRA that is trained, for frameworks that PEFT does not know.

Hu et al., 2021, arXiv:2106.09685. Saved in PEFT's format, and equal to what PEFT computes.
"""

from __future__ import annotations

import json
import math
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from auto_core.checkpoints.atomic import atomic_path, together, write_text
from auto_core.checkpoints.formats import safetensors
from auto_core.checkpoints.hub import HUB_KEYWORDS, Snapshot
from auto_core.checkpoints.lora import CONFIG_FILE, Lora
from auto_core.checkpoints.saving import as_stored
from auto_core.checkpoints.tensors import StoredTensor
from auto_core.errors import InputError, WeightMismatchError, check_keywords

_TASKS = {
    "ForCausalLM": "CAUSAL_LM",
    "ForConditionalGeneration": "SEQ_2_SEQ_LM",
    "ForSequenceClassification": "SEQ_CLS",
    "ForTokenClassification": "TOKEN_CLS",
    "ForQuestionAnswering": "QUESTION_ANS",
}
_ADDED = re.compile(r"\.lora_[AB]\.")


class Added:
    """An adapter that is trained: its settings, and how the model was."""

    def __init__(self, config: dict[str, Any], scales: Mapping[str, float], trained: Sequence[str]):
        self.config, self.scales, self.trained = config, dict(scales), list(trained)
        self.whole: dict[str, StoredTensor] = {}  # first values of modules that are trained whole

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Added)

    def __hash__(self) -> int:
        return hash(Added)


class AddLoraMixin:
    """LoRA beside the layers of a model, until it is merged or taken away."""

    if TYPE_CHECKING:
        config: Any
        base_model_prefix: str
        transposed_weights: Any

        def slots(self) -> Any: ...
        def _target_device(self) -> Any: ...
        def _sampling_seed(self) -> int: ...
        def architecture_name(self) -> str: ...

    def add_adapter(
        self,
        r: int = 8,
        alpha: float = 16,
        targets: str | Iterable[str] = "all-linear",
        *,
        dropout: float = 0.0,
        use_rslora: bool = False,
        modules_to_save: Sequence[str] = (),
    ) -> None:
        """Add LoRA to layers; it alone is trained from now on.

        `save_pretrained` then writes the adapter, which PEFT and `load_adapter` read;
        `merge_adapter` adds it to the weights, `unload` takes it away. The layers may be kept
        quantised. Compile and make the optimizer afterwards.

        Args:
            r: rank of the matrices, which are float32.
            alpha: their product is multiplied by alpha / r, or by alpha / sqrt(r) (`use_rslora`).
            targets: ends of the names of layers, a regex of whole names, or "all-linear": those
                of the base model.
            dropout: of the adapter's inputs, in training.
            modules_to_save: ends of the names of modules that are trained whole, such as a head.

        Raises:
            InputError: there is an adapter, no layer has such a name, or a value cannot be.
        """
        if type(r) is not int or r < 1 or not 0 <= dropout < 1:
            raise InputError(f"add_adapter: r={r!r} and dropout={dropout!r}, expected 1 and 0 up.")
        targets = targets if isinstance(targets, str) else list(targets)
        layers = self._layers_of(targets)
        scale = alpha / (math.sqrt(r) if use_rslora else r)
        config = {
            "peft_type": "LORA",
            "base_model_name_or_path": getattr(self.config, "name_or_path", "") or None,
            "task_type": next(
                (t for end, t in _TASKS.items() if self.architecture_name().endswith(end)), None
            ),
            "r": r,
            "lora_alpha": alpha,
            "target_modules": sorted(layers) if isinstance(targets, str) else targets,
            "lora_dropout": dropout,
            "use_rslora": use_rslora,
            "fan_in_fan_out": any(self._is_turned(name) for name in layers),
            "bias": "none",
            "modules_to_save": list(modules_to_save) or None,
            "inference_mode": True,
        }
        rng = np.random.default_rng(self._sampling_seed())
        values: dict[str, np.ndarray[Any, Any]] = {}
        for name, (inputs, outputs) in layers.items():
            bound = inputs**-0.5
            a = rng.uniform(-bound, bound, (r, inputs)).astype(np.float32)
            values[f"{name}.lora_A.weight"] = a
            values[f"{name}.lora_B.weight"] = np.zeros((outputs, r), np.float32)
        self._add(config, values, dict.fromkeys(layers, scale))

    def _add(
        self,
        config: dict[str, Any],
        values: Mapping[str, np.ndarray[Any, Any]],
        scales: Mapping[str, float],
    ) -> None:
        """Put layers with these values beside those of `scales`, and freeze the others."""
        kept = self._whole_modules(config["modules_to_save"] or ())
        slots = list(self.slots())
        added = Added(config, scales, [slot.name for slot in slots if slot.trainable])
        added.whole = {s.name: _copied(s.name, s.read()) for s in slots if s.name in kept}
        self._set_trainable(added.trained, False)
        self._set_trainable(kept, True)
        for name, scale in scales.items():
            a, b = (values[f"{name}.lora_{part}.weight"] for part in "AB")
            self._add_lora(name, (a.shape[1], len(a), len(b)), scale, config["lora_dropout"])
        own = {slot.name: slot for slot in self.slots()}
        for name, value in values.items():
            slot = own[name]
            slot.write(value, "float32" if _ADDED.search(name) else None, self._target_device())
        self._added = added

    def load_adapter(
        self,
        name_or_path: Any,
        adapter_name: Any = None,
        *,
        is_trainable: bool = False,
        **kwargs: Any,
    ) -> None:
        """As every model's; with `is_trainable` beside the weights, as `add_adapter` has it."""
        if self._is_adapted():
            raise InputError(
                f"{type(self).__name__} has an adapter: call unload() or merge_adapter() first."
            )
        if not is_trainable:
            return super().load_adapter(name_or_path, adapter_name, **kwargs)  # type: ignore[misc]
        check_keywords(kwargs, HUB_KEYWORDS, where=f"{type(self).__name__}.load_adapter")
        lora = Lora.open(Snapshot.open(name_or_path, **kwargs))
        layers = self._adaptable()
        values, scales = {}, {}
        for name, parts in lora.modules.items():
            if name not in layers or set(parts) != {"A", "B"}:
                raise WeightMismatchError(
                    f"{lora.file}: {name!r:.200} with {', '.join(parts)} cannot be trained here: "
                    "LoRA without lengths and biases, of Linear layers. load_adapter merges it."
                )
            a, b = (parts[part].numpy().astype(np.float32) for part in "AB")
            if (a.shape[-1], len(b)) != layers[name] or len(a) != b.shape[-1]:
                raise WeightMismatchError(
                    f"{lora.file}: {a.shape} and {b.shape} of {name!r:.200} do not fit its "
                    f"{layers[name]}."
                )
            values |= {f"{name}.lora_A.weight": a, f"{name}.lora_B.weight": b}
            scales[name] = lora.scale(name, len(a))
        own = {slot.name: tuple(slot.shape) for slot in self.slots()}
        for name, tensor in lora.whole.items():
            if own.get(name) != tensor.shape:
                raise WeightMismatchError(f"{lora.file}: {name!r:.200} is none of the model's.")
            values[name] = tensor.numpy()
        whole = sorted({name.rpartition(".")[0] for name in lora.whole})
        config = {"lora_dropout": 0.0, **lora.settings, "modules_to_save": whole or None}
        self._add(config, values, scales)

    def merge_adapter(self) -> None:
        """Keep the adapter's weights for good.

        Raises:
            InputError: there is no adapter, or a layer that it changes is kept quantised.
        """
        added = self._is_adapted()
        if added is None:
            return super().merge_adapter()  # type: ignore[misc]
        slots = {slot.name: slot for slot in self.slots()}
        packed = [name for name in added.scales if f"{name}.weight" not in slots]
        if packed:
            raise InputError(f"{packed[0]!r} is kept quantised: load the model in floats to merge.")
        for name, scale in added.scales.items():
            slot = slots[f"{name}.weight"]
            a, b = (_floats(slots[f"{name}.lora_{part}.weight"].read()) for part in "AB")
            change = (b @ a) * np.float32(scale)
            value = slot.read()
            merged = _floats(value) + (change.T if self._is_turned(name) else change)
            slot.write(merged, str(value.dtype), self._target_device())
        self._remove(added)
        return None

    def unload(self) -> Any:
        """Take the adapter's weights away: the model is as it was. Returns self.

        Raises:
            InputError: there is no adapter.
        """
        added = self._is_adapted()
        if added is None:
            return super().unload()  # type: ignore[misc]
        slots = {slot.name: slot for slot in self.slots()}
        for name, tensor in added.whole.items():
            slots[name].write(tensor, tensor.dtype, self._target_device())
        self._remove(added)
        return self

    def _remove(self, added: Added) -> None:
        for name in added.scales:
            self._drop_lora(name)
        self._set_trainable(added.trained, True)
        self._added = None

    def save_pretrained(self, save_directory: Any, **kwargs: Any) -> None:
        """As every model's; of one with an added adapter the adapter alone, in PEFT's format."""
        added = self._is_adapted()
        if added is None:
            return super().save_pretrained(save_directory, **kwargs)  # type: ignore[misc]
        check_keywords(kwargs, (), where=f"{type(self).__name__}.save_pretrained of an adapter")
        if os.path.isfile(save_directory):
            raise InputError(f"{os.fspath(save_directory)!r} is a file; name a directory.")
        tensors = {
            f"base_model.model.{slot.name}": as_stored(slot.name, slot.read())
            for slot in self.slots()
            if _ADDED.search(slot.name) or slot.name in added.whole
        }
        directory = Path(save_directory)
        with together():
            with atomic_path(directory / "adapter_model.safetensors") as part:
                safetensors.write(part, tensors, {"format": "pt"})
            write_text(directory / CONFIG_FILE, json.dumps(added.config, indent=2, sort_keys=True))
        return None

    # --- layers -------------------------------------------------------------------------------

    def _is_adapted(self) -> Added | None:
        return vars(self).get("_added")

    def _layers_of(self, targets: str | Iterable[str]) -> dict[str, tuple[int, int]]:
        if self._is_adapted() or vars(self).get("_adapter") is not None:
            raise InputError(
                f"{type(self).__name__} has an adapter: call unload() or merge_adapter() first."
            )
        known = self._adaptable()
        if targets == "all-linear":
            prefix = f"{self.base_model_prefix}."
            inside = {name: sizes for name, sizes in known.items() if name.startswith(prefix)}
            found = inside or known
        elif isinstance(targets, str):
            found = {n: s for n, s in known.items() if re.fullmatch(targets, n)}
            found = found or {n: s for n, s in known.items() if _ends(n, [targets])}
        else:
            found = {n: s for n, s in known.items() if _ends(n, targets)}
        if not found:
            raise InputError(
                f"add_adapter: no layer of {type(self).__name__} is called {targets!r}; there are "
                f"{', '.join(sorted({name.rpartition('.')[2] for name in known}))}."
            )
        return found

    def _whole_modules(self, ends: Sequence[str]) -> set[str]:
        names = {slot.name for slot in self.slots()}
        found = {n for n in names if any(f".{n}".find(f".{end}.") >= 0 for end in ends)}
        if ends and not found:
            raise InputError(f"modules_to_save: {type(self).__name__} has none of {list(ends)}.")
        return found

    def _is_turned(self, layer: str) -> bool:
        return any(re.search(pattern, f"{layer}.weight") for pattern in self.transposed_weights)

    # What an adapter of a framework answers:

    def _adaptable(self) -> dict[str, tuple[int, int]]:
        """Layers that LoRA may stand beside: name -> inputs and outputs."""
        raise NotImplementedError

    def _add_lora(
        self, layer: str, sizes: tuple[int, int, int], scale: float, dropout: float
    ) -> None:
        """Give a layer its `lora_A` and `lora_B`, without values: inputs, rank, outputs."""
        raise NotImplementedError

    def _drop_lora(self, layer: str) -> None:
        """Take them away."""
        raise NotImplementedError

    def _set_trainable(self, names: Iterable[str], trainable: bool) -> None:
        """Let training change these parameters, or leave them alone."""
        raise NotImplementedError


def _ends(name: str, ends: Iterable[str]) -> bool:
    return any(name == end or name.endswith(f".{end}") for end in ends)


def _floats(value: Any) -> np.ndarray[Any, Any]:
    array = value.numpy() if isinstance(value, StoredTensor) else np.asarray(value)
    return array.astype(np.float32)


def _copied(name: str, value: Any) -> StoredTensor:
    array = value.numpy() if isinstance(value, StoredTensor) else np.asarray(value)
    return as_stored(name, array.copy())
