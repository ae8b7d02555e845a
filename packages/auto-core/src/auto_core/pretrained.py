"""What every model of every framework can do: be built, loaded, saved, initialised, counted.

An adapter's base class adds this mixin to its framework's module class and answers a few
questions about its own tensors (`slots`, `_tie`, ...). All rules live here, once.
"""

from __future__ import annotations

import copy
import functools
import inspect
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, Self

import numpy as np

from auto_core.checkpoints.hub import HUB_KEYWORDS, Snapshot
from auto_core.checkpoints.matching import match
from auto_core.checkpoints.progress import shown
from auto_core.checkpoints.publishing import Publishable
from auto_core.checkpoints.report import LoadingReport
from auto_core.checkpoints.saving import save_weights
from auto_core.checkpoints.tensors import StoredTensor
from auto_core.checkpoints.weights import Weights, chosen
from auto_core.configs import PreTrainedConfig
from auto_core.configs._base import dtype_name
from auto_core.errors import (
    ConfigError,
    InputError,
    UnknownArgumentError,
    check_keywords,
    did_you_mean,
)
from auto_core.initializers import Init, initial_value

LOAD_KEYWORDS = (
    *("config", "dtype", "torch_dtype", "strict", "ignore_mismatched_sizes"),
    "output_loading_info",
)
WEIGHT_KEYWORDS = ("variant", "use_safetensors", "from_tf", "from_flax", "from_pt")

PARAMETER_DTYPES = ("float32", "float16", "bfloat16", "float64")

# True while `from_pretrained` builds a model: its parameters stay without values until the
# checkpoint gives them. A context variable, so that threads do not see each other.
_loading: ContextVar[bool] = ContextVar("loading", default=False)


class Slot(Protocol):
    """One parameter or buffer of a model, named and shaped as a checkpoint stores it."""

    name: str
    shape: tuple[int, ...]
    init: Init
    trainable: bool

    @property
    def identity(self) -> int:
        """Equal for two names of one tied tensor."""
        ...

    @property
    def is_empty(self) -> bool:
        """Whether it has no value yet."""
        ...

    def read(self) -> np.ndarray:
        """The value in the checkpoint's layout."""
        ...

    def write(self, value: np.ndarray | StoredTensor, dtype: str | None, where: Any) -> None:
        """Take a value in the checkpoint's layout; floats become `dtype` (None: as they are)."""
        ...


class PreTrainedMixin(Publishable):
    """Loading, saving, tying and initialising, for the model base class of each framework."""

    # What an architecture declares:
    config_class: ClassVar[type[PreTrainedConfig]] = PreTrainedConfig
    base_model_prefix: ClassVar[str] = ""  # attribute of the headless model within a task model
    tied_weights: ClassVar[Mapping[str, str]] = {}  # name -> the name whose tensor it shares
    always_tied: ClassVar[Mapping[str, str]] = {}  # the same, whatever tie_word_embeddings says
    renames: ClassVar[Sequence[tuple[str, str]]] = ()  # (pattern, replacement) for older files
    ignored_keys: ClassVar[Sequence[str]] = ()  # patterns of tensors in files that mean nothing
    # Patterns of what, below the base model, only some classes or configs have, as heads: poolers,
    # a decoder's attention to an encoder. Wholly absent from a checkpoint, it starts anew.
    optional_parts: ClassVar[Sequence[str]] = ()
    # Patterns of tensors that follow from the config: files may hold them or not.
    computed: ClassVar[Sequence[str]] = ()
    initializers: ClassVar[Sequence[tuple[str, Any]]] = ()  # (pattern, Init or config -> Init)
    # Attributes that are whole models: each is filled, tied and matched by its own class's rules.
    parts: ClassVar[Sequence[str]] = ()
    main_input_name: ClassVar[str] = "input_ids"
    # What its processor returns beside its inputs, for afterwards; calls leave it out.
    unread_inputs: ClassVar[Sequence[str]] = ()
    # Inputs that are a list with an array, or a mapping of arrays, for each sample: the labels of
    # detection, of which every image has its own number.
    per_sample_inputs: ClassVar[Sequence[str]] = ()

    # What an adapter declares:
    placement_keywords: ClassVar[Sequence[str]] = ()  # what `_pop_placement` takes
    class_prefix: ClassVar[str] = ""  # "TF", "Flax", "Numpy": how its class names begin

    config: PreTrainedConfig
    loading_report: LoadingReport | None = None

    # Names of forward's inputs, of its options, and whether it takes any name.
    _inputs: ClassVar[tuple[tuple[str, ...], tuple[str, ...], bool]]

    if TYPE_CHECKING:  # what the framework's class, which comes after in the MRO, has

        def __init__(self, config: PreTrainedConfig, *args: Any, **kwargs: Any): ...
        def eval(self) -> Any: ...

    def __init_subclass__(cls, **kwargs: Any):
        super().__init_subclass__(**kwargs)
        _finish_after_init(cls)
        _remember_inputs(cls)

    # --- what an adapter answers ---------------------------------------------------------

    def slots(self) -> Iterator[Slot]:
        """Every parameter and buffer under its checkpoint name; tied ones under each name."""
        raise NotImplementedError

    def _tie(self, target: str, source: str) -> None:
        """Make the parameter called `target` share the tensor called `source`."""
        raise NotImplementedError

    def _draw_seed(self) -> int:
        """A seed from the framework's own random state, so that its seeding governs ours."""
        raise NotImplementedError

    @classmethod
    def _pop_placement(cls, kwargs: dict[str, Any]) -> Any:
        """Take the framework's own keywords (device, sharding, ...) out of `kwargs`."""
        return None

    # --- making ---------------------------------------------------------------------------

    @classmethod
    def from_config(cls, config: PreTrainedConfig, *args: Any, **kwargs: Any) -> Self:
        """A model with fresh weights, as `dtype` if that is given (or `config.dtype`).

        Other keywords go to the constructor.
        """
        dtype = parameter_dtype(kwargs.pop("dtype", kwargs.pop("torch_dtype", None)))
        if dtype == "auto":
            dtype = None
        where = cls._pop_placement(kwargs)
        model = cls.skeleton(config, *args, **kwargs)
        model.init_weights(dtype=dtype or config.dtype or "float32", where=where)
        return model

    @classmethod
    def skeleton(cls, config: PreTrainedConfig, *args: Any, **kwargs: Any) -> Self:
        """A model whose parameters have names and shapes, but no values yet."""
        with _building():
            return cls(config, *args, **kwargs)

    def post_init(self) -> None:
        """Give every parameter its first value; runs by itself when a constructor returns."""
        if not _loading.get():
            self.init_weights()

    def init_weights(
        self, *, dtype: str = "float32", seed: int | None = None, where: Any = None
    ) -> None:
        """Tie what is tied and give a first value to every parameter that has none."""
        if self._has_empty():
            self.tie_weights()
            self._fill_empty(dtype, seed, where)

    def _has_empty(self) -> bool:
        return any(slot.is_empty for slot in self.slots())

    def _fill_empty(self, dtype: str, seed: int | None, where: Any) -> None:
        for index, part in enumerate(self.parts, 1):
            own_seed = None if seed is None else seed + index
            getattr(self, part)._fill_empty(dtype, own_seed, where)
        generator = np.random.default_rng(self._draw_seed() if seed is None else seed)
        std = getattr(self.config, "initializer_range", None)
        rules = [(re.compile(pattern), rule) for pattern, rule in self.initializers]
        for slot in self.slots():
            if slot.is_empty:
                found = (r for pattern, r in rules if pattern.search(slot.name))
                rule: Any = next(found, slot.init)
                value = initial_value(rule, slot.shape, generator, std=0.02 if std is None else std)
                slot.write(value, dtype, where)

    def tie_weights(self) -> None:
        """Make tied parameters share one tensor, where the config says so."""
        for target, source in self.ties().items():
            self._tie(target, source)

    def ties(self) -> dict[str, str]:
        """Name -> the name whose tensor it shares, by this config."""
        tied = getattr(self.config, "tie_word_embeddings", True)
        inner = {
            f"{part}.{target}": f"{part}.{source}"
            for part in self.parts
            for target, source in getattr(self, part).ties().items()
        }
        return {**inner, **self.always_tied, **(self.tied_weights if tied else {})}

    # --- loading --------------------------------------------------------------------------

    @classmethod
    def from_pretrained(
        cls,
        pretrained_model_name_or_path: str | os.PathLike[str],
        *model_args: Any,
        config: PreTrainedConfig | str | os.PathLike[str] | None = None,
        dtype: Any = "auto",
        strict: bool = True,
        ignore_mismatched_sizes: bool = False,
        output_loading_info: bool = False,
        **kwargs: Any,
    ) -> Any:
        """Load a model from a directory or the Hub, ready for inference (`eval`).

        Args:
            config: a config, or where to load it from; by default config.json of the checkpoint.
            dtype: of the parameters: "auto" (the config's, else the checkpoint's), a name or a
                dtype of the framework. `torch_dtype` is understood too.
            strict: raise if a tensor is missing, unexpected or of another shape; else warn.
            ignore_mismatched_sizes: give tensors of another shape a fresh value.
            output_loading_info: return (model, dict of what was missing, unexpected, ...).
            kwargs: where files come from (`revision`, `subfolder`, `token`, `cache_dir`, ...),
                which weights (`variant`, `use_safetensors`, `from_tf`, `from_flax`, `from_pt`),
                the framework's placement, and fields that override the config.

        Raises:
            CheckpointError: files cannot be found or read; see `auto_core.errors`.
            WeightMismatchError: the tensors do not fit the architecture.
            UnknownArgumentError: a keyword is none of the above.
        """
        if "torch_dtype" in kwargs:
            dtype = kwargs.pop("torch_dtype")
        kwargs.pop("low_cpu_mem_usage", None)  # we never use more than the model once
        hub = {key: kwargs.pop(key) for key in HUB_KEYWORDS if key in kwargs}
        weight_options = {key: kwargs.pop(key) for key in WEIGHT_KEYWORDS if key in kwargs}
        dtype = parameter_dtype(dtype)
        where = cls._pop_placement(kwargs)
        snapshot = Snapshot.open(pretrained_model_name_or_path, **hub)
        resolved: PreTrainedConfig = cls._resolve_config(config, snapshot, kwargs)
        model = cls.skeleton(resolved, *model_args)
        with Weights.open(snapshot, **weight_options) as weights:
            report = model.load_weights(
                weights,
                dtype=dtype,
                strict=strict,
                ignore_mismatched_sizes=ignore_mismatched_sizes,
                where=where,
            )
        resolved._adopt({"name_or_path": snapshot.name})
        model._loaded_from(snapshot)
        model.eval()
        return (model, report.loading_info()) if output_loading_info else model

    @classmethod
    def _resolve_config(cls, config: Any, snapshot: Snapshot, overrides: dict[str, Any]) -> Any:
        if not isinstance(config, PreTrainedConfig):
            config = cls.config_class.from_pretrained(config or snapshot)
        if not isinstance(config, cls.config_class):
            raise ConfigError(
                f"{cls.__name__} needs a {cls.config_class.__name__}, "
                f"got a {type(config).__name__} (model type {config.model_type!r})."
            )
        if not overrides:
            return copy.deepcopy(config)  # the caller's stays as it is
        data = config.to_dict()
        groups = {
            "for the load": LOAD_KEYWORDS,
            "for the files": HUB_KEYWORDS,
            "for the weights": WEIGHT_KEYWORDS,
            "for the place": cls.placement_keywords,
            f"to override fields of {type(config).__name__}": config.accepted_keywords(data),
        }
        groups = {title: names for title, names in groups.items() if names}
        check_keywords(overrides, where=f"{cls.__name__}.from_pretrained", groups=groups)
        return type(config).from_dict(data, **overrides)

    def load_weights(
        self,
        weights: Mapping[str, StoredTensor],
        *,
        dtype: str | None = "auto",
        strict: bool = True,
        ignore_mismatched_sizes: bool = False,
        where: Any = None,
    ) -> LoadingReport:
        """Fill this model from stored tensors; what `from_pretrained` does after building.

        Every tensor is accounted for before the first is written: on an error the model is
        as it was.
        """
        plan, report = self.match_weights(weights)
        ties = [pair for pair in self.ties().items() if _may_share(plan, *pair)]
        for target, source in ties:
            if target not in plan:  # both are absent: one new value serves both
                for names in (report.initialised, report.missing):
                    names[:] = [name for name in names if name != target or source not in names]
        report.check(strict=strict, ignore_mismatched_sizes=ignore_mismatched_sizes)
        if dtype in (None, "auto"):
            dtype = self.config.dtype or _computing_dtype(weights)
        for target, source in ties:
            self._tie(target, source)
        slots = {slot.name: slot for slot in self.slots()}  # tied ones are one tensor now
        written: set[int] = set()
        for name, tensor in shown(plan):
            slot = slots[name]
            if slot.identity not in written:
                slot.write(tensor, dtype, where)
                written.add(slot.identity)
        self._fill_empty(dtype, None, where)
        self.config.dtype = report.dtype = dtype
        self.loading_report = report
        return report

    def match_weights(
        self, weights: Mapping[str, StoredTensor]
    ) -> tuple[dict[str, StoredTensor], LoadingReport]:
        """The stored tensor for each name of this model, and the report; writes nothing."""
        inside = tuple(f"{part}." for part in self.parts)
        tied = self.ties()
        # Older files store an output bias once, even where the weights are not tied.
        pairs = tied | {a: b for a, b in self.tied_weights.items() if a.endswith("bias")}
        plan, report = match(
            {slot.name: slot.shape for slot in self.slots() if not slot.name.startswith(inside)},
            chosen(weights, lambda name: None if name.startswith(inside) else name),
            base_prefix=self.base_model_prefix,
            renames=self.renames,
            tied=pairs,
            heads=self.optional_parts,
            ignore_unexpected=(*self.ignored_keys, *self.optional_parts),
            optional=self.computed,
        )
        for part, prefix in zip(self.parts, inside, strict=True):
            inner = chosen(weights, partial(_within, prefix=prefix))
            inner_plan, inner_report = getattr(self, part).match_weights(inner)
            plan |= {prefix + name: tensor for name, tensor in inner_plan.items()}
            report.include(inner_report, prefix)
        for target, source in tied.items():  # between parts; within one it is done already
            if target not in plan and source in plan:
                plan[target] = plan[source]
                report.drop(target)
        return plan, report

    def _loaded_from(self, snapshot: Snapshot) -> None:
        """Take what else a checkpoint has for this model; a mixin overrides this."""

    # --- saving ---------------------------------------------------------------------------

    def save_pretrained(
        self,
        save_directory: str | os.PathLike[str],
        *,
        max_shard_size: int | str = "50GB",
        variant: str | None = None,
        safe_serialization: bool = True,
        push_to_hub: bool = False,
        **kwargs: Any,
    ) -> None:
        """Write config.json and the weights as safetensors, each atomically.

        The files are those of transformers, whichever framework wrote them. Tied tensors are
        written once. `push_to_hub=True` uploads the directory afterwards (`repo_id`, `token`,
        `private`, `commit_message`, ...).
        """
        if os.path.isfile(save_directory):
            raise InputError(f"{os.fspath(save_directory)!r} is a file; name a directory.")
        if not safe_serialization:
            raise InputError(
                "safe_serialization=False asks for a pickle, which can run code where it is "
                "loaded; only safetensors files are written. Leave it out."
            )
        if not push_to_hub:
            check_keywords(kwargs, (), where=f"{type(self).__name__}.save_pretrained")
        tensors: dict[str, Any] = {}
        seen: set[int] = set()
        for slot in sorted(self.slots(), key=lambda slot: slot.name in self.ties()):
            if slot.identity not in seen:
                seen.add(slot.identity)
                tensors[slot.name] = slot.read()
        config = self.config
        saved = type(config).from_dict(config.to_dict())
        saved.architectures = [self.architecture_name()]
        saved.dtype = _floating_dtype(tensors.values()) or config.dtype
        save_weights(save_directory, tensors, max_shard_size=max_shard_size, variant=variant)
        saved.save_pretrained(save_directory)
        self._save_extras(save_directory)
        if push_to_hub:
            from auto_core.checkpoints.hub import push

            push(save_directory, **kwargs)

    def _save_extras(self, directory: str | os.PathLike[str]) -> None:
        """Write what `_loaded_from` takes."""

    @classmethod
    def architecture_name(cls) -> str:
        """The class name without the framework's prefix: what config.json calls it."""
        return cls.__name__.removeprefix(cls.class_prefix)

    # --- looking --------------------------------------------------------------------------

    def num_parameters(self, only_trainable: bool = False, exclude_embeddings: bool = False) -> int:
        """How many numbers the model has; tied ones count once."""
        embeddings = self.get_input_embeddings() if exclude_embeddings else None
        skipped = self._identities_below(embeddings)
        sizes = {
            slot.identity: int(np.prod(slot.shape, dtype=np.int64))
            for slot in self.slots()
            if slot.identity not in skipped and (slot.trainable or not only_trainable)
        }
        return sum(sizes.values())

    def _identities_below(self, module: Any) -> set[int]:
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

    # --- calling --------------------------------------------------------------------------

    def _bind(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
        """Positional and named inputs as keywords; requests left open are the config's."""
        names, options, open_ended = type(self)._inputs
        kwargs = {key: x for key, x in kwargs.items() if key not in self.unread_inputs}
        if args:
            if len(args) > len(names):
                raise InputError(
                    f"{type(self).__name__} takes {len(names)} positional inputs "
                    f"({', '.join(names)}), got {len(args)}."
                )
            for name, value in zip(names, args, strict=False):
                if name in kwargs:
                    raise UnknownArgumentError(f"{type(self).__name__} got {name!r} twice.")
                kwargs[name] = value
        if not open_ended:
            for name in kwargs:
                if name not in names and name not in options:
                    check_keywords(kwargs, (*names, *options), where=type(self).__name__)
        for name in ("output_attentions", "output_hidden_states"):
            if name in options and kwargs.get(name) is None:
                kwargs[name] = bool(getattr(self.config, name, False))
        return self._collate(kwargs)

    @classmethod
    def _collate(cls, inputs: dict[str, Any]) -> dict[str, Any]:
        """The inputs as `forward` takes them; an architecture whose users pass lists of tensors
        of unlike shapes makes one of them here."""
        return inputs

    def _converted(
        self, inputs: Mapping[str, Any], convert: Callable[[Any], Any]
    ) -> dict[str, Any]:
        """Bound inputs, each of them (or each array for a sample) as `convert` makes it.

        Raises:
            InputError: an input that has an entry per sample is no list of those.
        """
        return {
            name: _each_sample(name, value, convert)
            if name in self.per_sample_inputs and value is not None
            else convert(value)
            for name, value in inputs.items()
        }

    def _wants_tuple(self, return_dict: bool | None) -> bool:
        return not (self.config.return_dict if return_dict is None else return_dict)


def _each_sample(name: str, value: Any, convert: Callable[[Any], Any]) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise InputError(
            f"{name} is a {type(value).__name__}, expected a list with one entry for each image: "
            "an image processor makes it of annotations."
        )
    return [
        {key: convert(array) for key, array in sample.items()}
        if isinstance(sample, Mapping)
        else convert(sample)
        for sample in value
    ]


def _finish_after_init(cls: type) -> None:
    """Run `post_init` when the constructor of the outermost class has returned."""
    constructor = cls.__init__

    @functools.wraps(constructor)
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        constructor(self, *args, **kwargs)
        if type(self) is cls:
            self.post_init()

    cls.__init__ = __init__  # type: ignore[misc]


def _remember_inputs(cls: Any) -> None:
    """Names of forward's inputs (positional), of its options, and whether it takes any name."""
    parameters = list(inspect.signature(cls.forward).parameters.values())[1:]
    kinds = inspect.Parameter
    cls._inputs = (
        tuple(p.name for p in parameters if p.kind is kinds.POSITIONAL_OR_KEYWORD),
        tuple(p.name for p in parameters if p.kind is kinds.KEYWORD_ONLY),
        any(p.kind is kinds.VAR_KEYWORD for p in parameters),
    )


@contextmanager
def _building() -> Iterator[None]:
    token = _loading.set(True)
    try:
        yield
    finally:
        _loading.reset(token)


def _within(name: str, *, prefix: str) -> str | None:
    """What follows a prefix; None for names without it."""
    return name.removeprefix(prefix) if name.startswith(prefix) else None


def _floating_dtype(arrays: Any) -> str | None:
    """The dtype of the first floating array."""
    names = (array.dtype if isinstance(array.dtype, str) else array.dtype.name for array in arrays)
    return next((name for name in names if is_floating_name(name)), None)


def parameter_dtype(value: Any) -> str | None:
    """The name of a dtype that parameters may have; "auto" and None as they are.

    Raises:
        InputError: it is none of them.
    """
    name = dtype_name(value)
    if name not in (None, "auto", *PARAMETER_DTYPES):
        raise InputError(
            f"dtype={value!r} is no dtype of parameters.{did_you_mean(str(name), PARAMETER_DTYPES)}"
            f" Pass 'auto' or one of {', '.join(map(repr, PARAMETER_DTYPES))}, or the framework's."
        )
    return name


def _computing_dtype(weights: Mapping[str, StoredTensor]) -> str:
    """The first dtype in a checkpoint that a model can compute in.

    Eight bits are for storing only: beside nothing else they become bfloat16, which holds them.
    """
    dtypes = [weights[name].dtype for name in weights]
    stored_only = any(dtype.startswith("float8") for dtype in dtypes)
    fallback = "bfloat16" if stored_only else "float32"
    return next((dtype for dtype in dtypes if dtype in PARAMETER_DTYPES), fallback)


def is_floating_name(dtype: str) -> bool:
    """Whether parameters of this dtype are cast when another one is asked for."""
    return dtype.startswith(("float", "bfloat"))


def _may_share(plan: Mapping[str, StoredTensor], target: str, source: str) -> bool:
    """Whether a checkpoint lets two names share one tensor: it has not two different ones.

    Flan-T5's files, for one, say "tied" in the config and hold an output matrix of its own.
    """
    one, other = plan.get(target), plan.get(source)
    if one is None or other is None or one is other:
        return True
    same_kind = one.shape == other.shape and one.dtype == other.dtype
    return same_kind and one.dense_bytes() == other.dense_bytes()
