"""LoRA adapters in PEFT's files, merged into the weights they were trained for.

Hu et al., 2021, arXiv:2106.09685: W + s B A. rsLoRA (Kalajdzievski, 2023, arXiv:2312.03732) has
another scale s, DoRA (Liu et al., 2024, arXiv:2402.09353) a length for each output besides. A
folder has `adapter_config.json` and `adapter_model.safetensors` (or `.bin`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from auto_core.checkpoints.formats import safetensors, torch_bin
from auto_core.checkpoints.hub import Snapshot
from auto_core.checkpoints.quantized.groups import layers, setting
from auto_core.checkpoints.quantized.unpacking import Array, Rows, Unpacked, floats
from auto_core.checkpoints.tensors import StoredTensor
from auto_core.errors import CheckpointError, ConfigError, CorruptFileError, WeightMismatchError

CONFIG_FILE = "adapter_config.json"
_FILES = {"adapter_model.safetensors": safetensors.read, "adapter_model.bin": torch_bin.read}
_PREFIX = "base_model.model."
# Where PEFT's modules stand in a name, whose tensors are whole ones all the same.
_WRAPPERS = re.compile(r"\.(base_layer|modules_to_save)(\.default)?(?=\.)")
_ROLES = (
    (re.compile(r"(.+)\.lora_A(?:\.default)?\.weight"), "A"),
    (re.compile(r"(.+)\.lora_B(?:\.default)?\.weight"), "B"),
    (re.compile(r"(.+)\.lora_B(?:\.default)?\.bias"), "bias"),
    (re.compile(r"(.+)\.lora_embedding_A(?:\.default)?"), "embedding_A"),
    (re.compile(r"(.+)\.lora_embedding_B(?:\.default)?"), "embedding_B"),
    (re.compile(r"(.+)\.lora_magnitude_vector(?:\.default)?(?:\.weight)?"), "magnitude"),
)
# What starts from another base than the one that is named.
_CHANGE_BASE = ("pissa", "olora", "corda", "loftq", "lora_ga", "mica")


@dataclass
class Lora:
    """An adapter: the low-rank matrices of modules, and tensors that it replaces.

    Attributes:
        file: the tensors' file.
        settings: adapter_config.json.
        modules: name of a module -> its matrices by role (A, B, embedding_A, magnitude, ...).
        whole: tensors that take the place of the model's.
    """

    file: Path
    settings: Mapping[str, Any]
    modules: dict[str, dict[str, StoredTensor]] = field(default_factory=dict)
    whole: dict[str, StoredTensor] = field(default_factory=dict)

    @classmethod
    def open(cls, snapshot: Snapshot) -> Lora:
        """The adapter of a folder or repository.

        Raises:
            FileMissingError: a file of it is not there.
            ConfigError: another kind of adapter.
            CorruptFileError: tensors that belong to none of its modules.
        """
        settings = snapshot.json(CONFIG_FILE)
        if settings is None:
            raise snapshot.absence(CONFIG_FILE)
        _check(settings, snapshot.describe())
        for name, read in _FILES.items():
            path = snapshot.file(name)
            if path is not None:
                found = cls(path, settings)
                found._sort(read(path)[0])
                return found
        raise snapshot.absence(next(iter(_FILES)))

    def _sort(self, tensors: Mapping[str, StoredTensor]) -> None:
        for stored, tensor in tensors.items():
            name = _WRAPPERS.sub("", stored.removeprefix(_PREFIX))
            for pattern, role in _ROLES:
                if match := pattern.fullmatch(name):
                    self.modules.setdefault(match[1], {})[role] = tensor
                    break
            else:
                if "lora_" in name or "token_adapter" in name:
                    self._fail(f"the tensor {stored!r:.200} is of a kind that is not read")
                self.whole[name] = tensor
        for name, parts in self.modules.items():
            one, two = (r in parts for r in ("A", "B"))
            pair = "embedding_A" in parts and "embedding_B" in parts
            if not (one and two) and not pair:
                self._fail(f"the module {name!r:.200} has only {', '.join(parts)}")

    def _fail(self, problem: str) -> NoReturn:
        raise CorruptFileError(f"{self.file}: {problem}.")

    def applied(
        self,
        weights: Mapping[str, StoredTensor],
        *,
        canonical: Callable[[str], str],
        ties: Mapping[str, str],
        transposed: Sequence[str] = (),
    ) -> dict[str, StoredTensor]:
        """The tensors that are others with the adapter, computed when they are read.

        A weight that is tied is changed alone, as in PEFT: the other of the two is given its
        first value.

        Args:
            canonical: of names in files and in adapters, one spelling.
            ties: name -> the name whose tensor it shares.
            transposed: patterns of weights [in out].

        Raises:
            WeightMismatchError: modules that the model does not have.
            CorruptFileError: matrices that do not fit their module.
        """
        stored = {canonical(name): name for name in weights}
        tied = {canonical(a): canonical(b) for a, b in ties.items()}
        partners = tied | {b: a for a, b in tied.items()}
        turned = [re.compile(pattern) for pattern in transposed]
        unknown: list[str] = []
        # What is given whole comes first: it may be the base of a module's matrices.
        found = {stored.get(canonical(name), name): t for name, t in self.whole.items()}
        found = {name: tensor.rename(name) for name, tensor in found.items()}
        weights = {**weights, **found}
        stored |= {canonical(name): name for name in found}

        def base_of(name: str) -> tuple[str, StoredTensor] | None:
            own = canonical(name)
            if own in stored:
                return stored[own], weights[stored[own]]
            if partners.get(own) in stored:
                return name, weights[stored[partners[own]]]
            return None

        for module, parts in self.modules.items():
            base = base_of(f"{module}.weight")
            if base is None:
                unknown.append(module)
                continue
            name, tensor = base
            flip = any(p.search(name) for p in turned)
            found[name] = self._merged(module, parts, tensor, flip=flip).rename(name)
            if "bias" in parts:
                bias = base_of(f"{module}.bias")
                if bias is None:
                    self._fail(f"{module!r:.200} has a bias of lora_B, and the model none")
                found[bias[0]] = self._biased(module, parts["bias"], parts["B"], bias[1])
        if unknown:
            raise WeightMismatchError(
                f"{self.file} adapts modules that the model does not have: {layers(unknown)}."
            )
        changed = {canonical(name) for name in found}
        for target, source in ties.items():
            for one, other in ((target, source), (source, target)):
                own, kept = canonical(one), canonical(other)
                if own in changed and kept not in changed and kept not in stored and own in stored:
                    found[other] = weights[stored[own]].rename(other)
        return found

    def scale(self, module: str, rank: int) -> float:
        """What the product of the matrices is multiplied by."""
        alpha = setting_number(self.settings, "lora_alpha", 8)
        patterns = setting(self.settings, "alpha_pattern", dict, {})
        for pattern, value in patterns.items():
            try:
                if re.match(rf"(.*\.)?({pattern})$", module):
                    alpha = float(value)
                    break
            except (re.error, TypeError, ValueError) as error:
                raise ConfigError(
                    f"{CONFIG_FILE}: alpha_pattern has {pattern!r:.80}: {value!r:.80}: {error}."
                ) from error
        return alpha / (math.sqrt(rank) if self.settings.get("use_rslora") else rank)

    def _merged(
        self,
        module: str,
        parts: Mapping[str, StoredTensor],
        base: StoredTensor,
        *,
        flip: bool,
    ) -> StoredTensor:
        """The weight with its matrices: [out in ...], or [in out] of embeddings and `flip`."""
        flip = flip or "embedding_A" in parts
        one = parts["embedding_A" if "embedding_A" in parts else "A"]
        two = parts["embedding_B" if "embedding_B" in parts else "B"]
        shape, rank = base.shape, one.shape[0] if one.shape else 0
        rest = shape[0] if flip else math.prod(shape[1:])
        outputs = math.prod(shape[1:]) if flip else shape[0]
        if not rank or one.size != rank * rest or two.size != rank * outputs:
            self._fail(
                f"the matrices {list(one.shape)} and {list(two.shape)} of {module!r:.200} do not "
                f"fit its weight of {list(shape)}"
            )
        if math.prod(two.shape[1:]) != rank:
            self._fail(f"{module!r:.200} has matrices of ranks {rank} and {two.shape[1:]}")
        a, b = floats(one.numpy()).reshape(rank, rest), floats(two.numpy()).reshape(outputs, rank)
        scale = np.float32(self.scale(module, rank))
        values = rows_of(base)

        def plain(start: int, stop: int) -> Array:
            added = a[:, start:stop].T @ b.T if flip else b[start:stop] @ a
            return values(start, stop) + (added * scale).reshape(stop - start, *shape[1:])

        rows = plain
        if "magnitude" in parts:
            lengths = floats(parts["magnitude"].numpy()).reshape(-1)
            if lengths.size != outputs:
                self._fail(f"{module!r:.200} has {lengths.size} lengths for {outputs} outputs")
            rows = _lengthened(plain, lengths, shape, flip=flip)
        return Unpacked(rows, shape, base.dtype, (base,)).stored(base.name)

    def _biased(
        self, module: str, added: StoredTensor, b: StoredTensor, base: StoredTensor
    ) -> StoredTensor:
        if added.shape != base.shape:
            self._fail(f"the bias of lora_B of {module!r:.200} does not fit {list(base.shape)}")
        scale = np.float32(self.scale(module, math.prod(b.shape[1:])))
        values, own = rows_of(base), floats(added.numpy())

        def rows(start: int, stop: int) -> Array:
            return values(start, stop) + own[start:stop] * scale

        return Unpacked(rows, base.shape, base.dtype, (base,)).stored(base.name)


def _lengthened(plain: Rows, lengths: Array, shape: tuple[int, ...], *, flip: bool) -> Rows:
    """DoRA: each output of the weight with a length of its own."""

    def rows(start: int, stop: int) -> Array:
        block = plain(start, stop)
        norms = np.sqrt((block.reshape(stop - start, -1) ** 2).sum(1))
        factors = lengths[start:stop] / norms
        return block * factors.reshape(-1, *(1 for _ in shape[1:]))

    def of_columns(start: int, stop: int) -> Array:
        if not known:
            step = max(1, (1 << 21) // max(1, shape[1]))
            blocks = (plain(n, min(n + step, shape[0])) for n in range(0, shape[0], step))
            known.append(np.sqrt(sum((block.astype(np.float64) ** 2).sum(0) for block in blocks)))
        return plain(start, stop) * (lengths / known[0]).astype(np.float32)

    known: list[Array] = []
    return of_columns if flip else rows


def rows_of(tensor: StoredTensor) -> Rows:
    """What computes some rows of a tensor, as float32."""
    source = tensor.source
    if isinstance(source, Unpacked) and tensor.is_contiguous:
        return source.rows
    return lambda start, stop: floats(tensor.numpy()[start:stop])


def base_of(snapshot: Snapshot) -> Snapshot | None:
    """The base model that a folder's adapter is for; None where there is no adapter.

    Raises:
        ConfigError: adapter_config.json names none.
        CheckpointError: it is not to be found; says how to give another.
    """
    settings = snapshot.json(CONFIG_FILE)
    if settings is None:
        return None
    if (snapshot.json("config.json") or {}).get("has_lora_adapter"):
        return snapshot  # whose own adapter it is
    name = settings.get("base_model_name_or_path")
    hint = f"Give it: from_pretrained(base, adapter={snapshot.name!r})."
    if not isinstance(name, str) or not name:
        raise ConfigError(f"{CONFIG_FILE} of {snapshot.describe()} names no base model. {hint}")
    revision = settings.get("revision")
    try:
        return Snapshot.open(
            name,
            revision=revision if isinstance(revision, str) else None,
            local_files_only=snapshot.offline,
            **snapshot.options,
        )
    except CheckpointError as error:
        said = f"{error} {name!r} is the base model that {CONFIG_FILE} of {snapshot.describe()} "
        error.args = (f"{said}names. {hint}", *error.args[1:])
        raise


def setting_number(settings: Mapping[str, Any], name: str, default: float) -> float:
    """A number of adapter_config.json.

    Raises:
        ConfigError: it is none.
    """
    value = settings.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ConfigError(f"{CONFIG_FILE}: {name} is {value!r:.80}, expected a number.")
    return value


def _check(settings: Mapping[str, Any], where: str) -> None:
    """Refuse kinds of adapters that change more than weights, or others than LoRA."""
    kind = settings.get("peft_type")
    if kind != "LORA":
        raise ConfigError(
            f"{CONFIG_FILE} of {where}: peft_type is {kind!r:.60}; only LORA is read. On torch, "
            "peft.PeftModel.from_pretrained(model, name) loads it."
        )
    start = settings.get("init_lora_weights")
    if isinstance(start, str) and start.lower().startswith(_CHANGE_BASE):
        raise ConfigError(
            f"{CONFIG_FILE} of {where}: init_lora_weights is {start!r:.60}, which starts from "
            "changed base weights. Save it with PEFT's path_initial_model_for_weight_conversion."
        )
    for name in ("megatron_config", "layer_replication", "target_parameters", "arrow_config",
                 "trainable_token_indices", "alora_invocation_tokens", "use_qalora"):  # fmt: skip
        if settings.get(name):
            raise ConfigError(
                f"{CONFIG_FILE} of {where}: {name} is {settings[name]!r:.80}, which is not read."
            )
