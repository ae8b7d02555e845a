"""Loading a model: from a checkpoint of any format, with every tensor accounted for."""

from __future__ import annotations

import copy
import logging
import os
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

from auto_core.checkpoints.experts import joined, members
from auto_core.checkpoints.gguf.architectures import config_of, weights_of
from auto_core.checkpoints.gguf.reader import Gguf
from auto_core.checkpoints.hub import HUB_KEYWORDS, Snapshot, pop_hub_keywords
from auto_core.checkpoints.lora import Lora, base_of
from auto_core.checkpoints.matching import match
from auto_core.checkpoints.pairing import check_pair
from auto_core.checkpoints.progress import shown
from auto_core.checkpoints.quantized.packed import Keeping, Packed
from auto_core.checkpoints.quantized.reading import (
    method_of,
    settings_of,
    unpacked,
    without_settings,
)
from auto_core.checkpoints.quantized.writing import settings_for
from auto_core.checkpoints.report import LoadingReport
from auto_core.checkpoints.tensors import StoredTensor
from auto_core.checkpoints.weights import Weights, chosen
from auto_core.configs import PreTrainedConfig
from auto_core.configs._base import describing, read_config_dict
from auto_core.errors import ConfigError, InputError, WeightMismatchError, check_keywords
from auto_core.pretrained.adapters import letters, read_adapter, require_adapters
from auto_core.pretrained.collecting import collector_paused
from auto_core.pretrained.dtypes import parameter_dtype, suggested_dtype
from auto_core.pretrained.lora import LoraMixin
from auto_core.pretrained.making import InitMixin, Slot, check_attention
from auto_core.pretrained.splitting import RULES

log = logging.getLogger(__name__)

LOAD_KEYWORDS = (
    *("config", "dtype", "torch_dtype", "strict", "ignore_mismatched_sizes"),
    "output_loading_info",
)
WEIGHT_KEYWORDS = ("variant", "use_safetensors", "from_tf", "from_flax", "from_pt")


class LoadMixin(LoraMixin, InitMixin):
    """`from_pretrained`, and the rules by which a checkpoint fills a model."""

    # What an architecture declares:
    base_model_prefix: ClassVar[str] = ""  # attribute of the headless model within a task model
    saved_prefix: ClassVar[str] = ""  # before all names in files of this model alone: "text_model."
    renames: ClassVar[Sequence[tuple[str, str]]] = ()  # (pattern, replacement) for older files
    ignored_keys: ClassVar[Sequence[str]] = ()  # patterns of tensors in files that mean nothing
    # Patterns of heads that stand beside the network, not around it: T5's lm_head.
    head_parts: ClassVar[Sequence[str]] = ()
    # Patterns of what, below the base model, only some classes or configs have: poolers, a
    # decoder's attention to an encoder. Wholly absent from a checkpoint, it starts anew.
    optional_parts: ClassVar[Sequence[str]] = ()
    # How files call the gate, the projection up and the one down of each of a layer's experts,
    # which the model has stacked (`blocks.experts`).
    expert_names: ClassVar[Sequence[str]] = ()
    # Patterns of tensors that stay float32 where the others are narrower: what decides between
    # experts, which rounding would change.
    kept_wide: ClassVar[Sequence[str]] = ()
    # Patterns of weights [in out], which other libraries' linear layers have as [out in].
    transposed_weights: ClassVar[Sequence[str]] = ()
    # Patterns of tensors that follow from the config: files may hold them or not.
    computed: ClassVar[Sequence[str]] = ()
    # How kinds of layers may be split over devices: (pattern of names, kind); see `splitting`.
    split_rules: ClassVar[Sequence[tuple[str, str]]] = RULES
    # Whether attention knows no head but by its query, key and value, so that a process may
    # compute some of the heads: no bias or slope of each head comes from elsewhere.
    splits_attention: ClassVar[bool] = False
    # Patterns of layers that hold equally large projections, one beside the other.
    fused_projections: ClassVar[Sequence[str]] = ()
    takes_languages: ClassVar[bool] = False  # whether it is one of `LanguageAdapters`

    loading_report: LoadingReport | None = None

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
                dtype of the framework. `torch_dtype`, its older name, is understood too.
            strict: raise if a tensor is missing, unexpected or of another shape; else warn.
            ignore_mismatched_sizes: give tensors of another shape a fresh value.
            output_loading_info: return (model, dict of what was missing, unexpected, ...).
            kwargs: where files come from (`revision`, `subfolder`, `token`, `cache_dir`, ...),
                which weights (`variant`, `use_safetensors`, `from_tf`, `from_flax`, `from_pt`),
                `quantization_config` (quantise linear layers: `{"bits": 4, "group_size": 128}`) and
                `keep_quantized` (let those of a quantised file stay so), but not in NumPy;
                `gguf_file` (a file of the repository to load instead), `adapter` (a LoRA folder
                or repository to merge; one in the place of the model brings its base), the
                framework's placement, what the constructor takes beside the config
                (`add_pooling_layer`), `target_lang` of models that change their language by a
                file, and fields that override the config.

        A head that the checkpoint lacks starts anew, which a warning of the log says; but a
        checkpoint whose config names this very class must have it.

        Raises:
            CheckpointError: files cannot be found or read; see `auto_core.errors`.
            WeightMismatchError: the tensors do not fit the architecture.
            UnknownArgumentError: a keyword is none of the above.
        """
        older = kwargs.pop("torch_dtype", None)
        dtype = older if dtype in (None, "auto") else dtype
        kwargs.pop("low_cpu_mem_usage", None)  # we never use more than the model once
        if not kwargs.pop("weights_only", True):
            raise InputError(
                "weights_only=False asks for a pickle that may run code; only tensors are read "
                "from one. Leave it out, or convert the checkpoint where you trust its origin."
            )
        check_attention(kwargs.pop("attn_implementation", None), cls.attention_kernels)
        built = {key: kwargs.pop(key) for key in cls.constructor_keywords() if key in kwargs}
        hub = pop_hub_keywords(kwargs)
        weight_options = {key: kwargs.pop(key) for key in WEIGHT_KEYWORDS if key in kwargs}
        dtype = parameter_dtype(dtype)
        where = cls._pop_placement(kwargs)
        snapshot = Snapshot.open(pretrained_model_name_or_path, **hub)
        lora = kwargs.pop("adapter", None)
        if lora is None and (base := base_of(snapshot)) is not None:
            snapshot, lora = base, snapshot
        lora = None if lora is None else Lora.open(Snapshot.open(lora))
        language = kwargs.pop("target_lang", None) if cls.takes_languages else None
        gguf_file = kwargs.pop("gguf_file", None)
        keep_quantized = kwargs.pop("keep_quantized", False)
        quantization = _as_mapping(kwargs.pop("quantization_config", None))
        adapter: Mapping[str, StoredTensor] = {}
        if language is not None:
            adapter = read_adapter(snapshot, language, weight_options.get("use_safetensors"))
            kwargs["vocab_size"] = letters(adapter)
        resolved: Any
        gguf = None if gguf_file is None else Gguf.open(snapshot, _filename(gguf_file))
        if gguf is not None and config is None:
            with describing(gguf.path, ()):
                config = cls.config_class.from_dict(config_of(gguf))
        known = isinstance(config, PreTrainedConfig)
        other = "" if known else cls._of_another_type(config or snapshot)
        try:
            resolved = cls._resolve_config(config, snapshot, kwargs)
            if language is not None:
                require_adapters(resolved, language)
            model = cls._built_for(resolved, *model_args, **built)
            if gguf is None:
                opened = cls._open_weights(snapshot, **weight_options)
            else:
                opened = weights_of(gguf)
            with opened as weights:
                check_pair(snapshot, weights.metadata)
                settings = settings_of(resolved, weights, snapshot)
                without_settings(resolved)
                without_settings(model.config)
                floats = cls._as_floats(weights, settings, quantization).updated(adapter)
                if lora is not None and not cls._adapter_input():
                    changed = model._with_adapter(lora, floats)
                    floats = floats.updated(changed)
                    floats.noted(f"Merged {len(changed)} tensors of {lora.file.name}.")
                keeping = None
                if settings is None and quantization is not None:
                    keeping = Keeping.of(quantization)
                elif keep_quantized:
                    keeping = Keeping(given=settings)
                report = model.load_weights(
                    floats,
                    keeping=keeping,
                    dtype=dtype,
                    strict=strict,
                    ignore_mismatched_sizes=ignore_mismatched_sizes,
                    where=where,
                )
        except (ConfigError, WeightMismatchError) as error:
            if not other:
                raise
            error.args = (f"{other} {error}", *error.args[1:])
            raise
        if other:
            log.warning("%s It was loaded all the same; compare what it computes.", other)
        resolved._adopt({"name_or_path": snapshot.name, **cls._beside_config(snapshot)})
        if lora is not None and cls._adapter_input():  # which may be switched off
            model._put_adapter(lora)
        if language is not None:
            speaker: Any = model
            speaker.now_speaks(language)
        model._loaded_from(snapshot)
        model.eval()
        return (model, report.loading_info()) if output_loading_info else model

    @classmethod
    def _open_weights(cls, snapshot: Snapshot, **options: Any) -> Weights:
        """The tensors of a snapshot; an architecture whose files are several has its own way."""
        return Weights.open(snapshot, **options)

    @classmethod
    def _as_floats(
        cls,
        weights: Weights,
        settings: Mapping[str, Any] | None,
        asked: Mapping[str, Any] | None,
    ) -> Weights:
        """The tensors of a checkpoint that may be quantised, as what parameters are."""
        if settings is None:
            return weights
        if asked and method_of(asked) not in ("None", method_of(settings)):
            raise ConfigError(
                f"{cls.__name__}: the checkpoint is quantised as {method_of(settings)!r}, and "
                f"quantization_config asks for {method_of(asked)!r}. Leave it out."
            )
        return unpacked(weights, settings, transposed=cls.transposed_weights)

    @classmethod
    def _beside_config(cls, snapshot: Snapshot) -> dict[str, Any]:
        """What other files than config.json say of this head, as keys of the config."""
        return {}

    @classmethod
    def _resolve_config(cls, config: Any, snapshot: Snapshot, overrides: dict[str, Any]) -> Any:
        if not isinstance(config, PreTrainedConfig):
            config = cls.config_class.from_pretrained(config or snapshot)
        config = cls._own_config(config)
        cls._check_config(config)
        if not overrides:
            return copy.deepcopy(config)  # the caller's stays as it is
        data = config.to_dict()
        groups = {
            "for the load": LOAD_KEYWORDS,
            "for the files": HUB_KEYWORDS,
            "for the weights": WEIGHT_KEYWORDS,
            "for placement": cls.placement_keywords,
            "for the constructor": cls.constructor_keywords(),
            f"to override fields of {type(config).__name__}": config.accepted_keywords(data),
        }
        groups = {title: names for title, names in groups.items() if names}
        check_keywords(overrides, where=f"{cls.__name__}.from_pretrained", groups=groups)
        changed = type(config).from_dict(data, **overrides)
        changed._adopt({"name_or_path": config.name_or_path})
        return changed

    @classmethod
    def _of_another_type(cls, source: Any) -> str:
        """What a checkpoint is that is not of this class's model type, as a sentence; or nothing.

        Some types share names and shapes, so that such a load may succeed.
        """
        data, own = read_config_dict(source), cls.config_class
        found = data.get("model_type")
        if isinstance(data.get(own.base_config_key), Mapping) or own.around(data) is not data:
            return ""  # a part of a whole, or the whole of a part
        if found in (None, own.model_type, own.file_type or None):
            return ""
        return (
            f"{os.fspath(source)!r} is a checkpoint of model type {found!r}, and {cls.__name__} is "
            f"of {own.model_type!r}: {cls.class_prefix}AutoModel.from_pretrained takes the class "
            "that fits."
        )

    @collector_paused()
    def load_weights(
        self,
        weights: Mapping[str, StoredTensor],
        *,
        dtype: str | None = "auto",
        strict: bool = True,
        ignore_mismatched_sizes: bool = False,
        where: Any = None,
        keeping: Keeping | None = None,
    ) -> LoadingReport:
        """Fill this model from stored tensors; what `from_pretrained` does after building.

        Every tensor is accounted for before the first is written: on an error the model is
        as it was.
        """
        plan, report = self.match_weights(weights)
        ties = [pair for pair in self.ties().items() if _may_share(plan, *pair)]
        if self._is_named():
            report.require_heads()
        report.check(strict=strict, ignore_mismatched_sizes=ignore_mismatched_sizes)
        if dtype in (None, "auto"):
            dtype = suggested_dtype(self.config, weights)
        dtype = self._possible_dtype(dtype)
        for target, source in ties:
            self._tie(target, source)
        where = self._placed(where, report)
        slots = {slot.name: slot for slot in self.slots()}  # tied ones are one tensor now
        first = {slots[name].identity: name for name in reversed(plan)}  # each is written once
        plan = {name: plan[name] for name in plan if first[slots[name].identity] == name}
        if keeping is not None:
            kept = self._keep_quantised(plan, keeping, dtype, where)
            plan = {name: tensor for name, tensor in plan.items() if name not in kept}
            slots = {slot.name: slot for slot in self.slots()}
        for kind, names in self._by_dtype(plan, dtype).items():
            tensors = {name: plan[name].read_as(kind) for name in names}
            self._write_all(slots, tensors, kind, where)
        self._fill_empty(dtype, None, where)
        self.config.dtype = report.dtype = dtype
        self.loading_report = report
        if news := report.news():
            log.warning("%s: %s", type(self).__name__, news)
        return report

    def _keep_quantised(
        self,
        plan: Mapping[str, StoredTensor],
        keeping: Keeping,
        dtype: str,
        where: Any,
    ) -> list[str]:
        """Let linear layers and experts have their weights quantised; returns those weights' names.

        Raises:
            ConfigError: none of them can be.
        """
        linear, stacks = self._linear_layers(), self._expert_stacks()
        slots = list(self.slots())
        holders = Counter(slot.identity for slot in slots)
        alone = {slot.name for slot in slots if holders[slot.identity] == 1}
        kept: dict[str, Packed] = {}
        written: list[str] = []
        layers = list(linear)
        for name, tensor in shown(plan):
            layer, stack = name.removesuffix(".weight"), name in stacks
            if not stack and (layer not in linear or layer == name or name not in alone):
                continue
            within = members(name, tensor.shape[0], self.expert_names) if stack else [layer]
            layers += within if stack else []
            packed = keeping.packed(name, tensor, dtype, stack=stack)
            if packed is not None:
                self._keep(name if stack else layer, packed, where)
                kept |= dict.fromkeys(within, packed)
                written.append(name)
        if not kept:
            raise ConfigError(
                f"{type(self).__name__} has no linear layer whose weights can stay quantised: "
                "whole numbers of up to 8 bits, FP8 and four-bit floats with scales for groups of "
                "inputs, in order. Leave keep_quantized out."
            )
        self.config.quantization_config = settings_for(kept, layers, keeping.given)
        return written

    def _linear_layers(self) -> Mapping[str, Any]:
        """The linear layers by name, in a framework that keeps weights quantised.

        Raises:
            InputError: it does not.
        """
        raise InputError(
            f"{type(self).__name__}: NumPy keeps no weights quantised. Leave keep_quantized and "
            "quantization_config out: quantised checkpoints are read as floats."
        )

    def _expert_stacks(self) -> set[str]:
        """The names of parameters that are experts' weights and meet nothing but
        `ops.grouped_matmul`."""
        return set()

    def _keep(self, name: str, packed: Packed, where: Any) -> None:
        """Replace a linear layer, or a stack of experts' weights, by one of these numbers."""
        raise NotImplementedError

    def _by_dtype(self, names: Iterable[str], dtype: str) -> dict[str, list[str]]:
        """The names by the dtype that each gets."""
        wide = [re.compile(pattern) for pattern in self.kept_wide]
        found: dict[str, list[str]] = {dtype: []}
        for name in names:
            keeps = dtype in ("bfloat16", "float16") and any(p.search(name) for p in wide)
            found.setdefault("float32" if keeps else dtype, []).append(name)
        return found

    def _is_named(self) -> bool:
        """Whether the config says that the checkpoint is of this very class."""
        own = type(self).architecture_name()  # type: ignore[attr-defined]
        named = self.config.architectures or ()
        return any(own == str(name).removeprefix("TF").removeprefix("Flax") for name in named)

    def _write_all(
        self,
        slots: Mapping[str, Slot],
        plan: Mapping[str, StoredTensor],
        dtype: str | None,
        where: Any,
    ) -> None:
        """Give each slot its tensor; an adapter may do it in a faster way than one by one."""
        for name, tensor in shown(plan):
            slots[name].write(tensor, dtype, where)

    def match_weights(
        self, weights: Mapping[str, StoredTensor]
    ) -> tuple[dict[str, StoredTensor], LoadingReport]:
        """The stored tensor for each name of this model, and the report; writes nothing."""
        inside = tuple(f"{part}." for part in self.parts)
        tied = self.ties()
        experts = joined(weights, self.expert_names)
        weights = experts.weights
        # Older files store an output bias once, even where the weights are not tied; and most of
        # upstream's TensorFlow classes tied them whatever the config said.
        always = isinstance(weights, Weights) and weights.metadata.get("format") == "tf"
        pairs = tied | {a: b for a, b in self.tied_weights.items() if always or a.endswith("bias")}
        plan, report = match(
            {slot.name: slot.shape for slot in self.slots() if not slot.name.startswith(inside)},
            chosen(weights, lambda name: None if name.startswith(inside) else name),
            base_prefix=self.base_model_prefix,
            renames=self.renames,
            tied=pairs,
            heads=self.head_parts,
            parts=self.optional_parts,
            ignore_unexpected=self.ignored_keys,
            optional=self.computed,
        )
        experts.explain(report)
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


def _filename(value: Any) -> str:
    """A `gguf_file`.

    Raises:
        InputError: it is no name.
    """
    if not isinstance(value, str):
        raise InputError(f"gguf_file is {value!r:.80}, expected the name of a file.")
    return value


def _as_mapping(settings: Any) -> Mapping[str, Any] | None:
    """A quantization_config of the caller's: a mapping, or an object of transformers'.

    Raises:
        InputError: neither.
    """
    if settings is not None and not isinstance(settings, Mapping) and hasattr(settings, "to_dict"):
        settings = settings.to_dict()
    if settings is not None and not isinstance(settings, Mapping):
        raise InputError(f"quantization_config is {settings!r:.80}, expected a dict.")
    return settings


def _within(name: str, *, prefix: str) -> str | None:
    """What follows a prefix; None for names without it."""
    return name.removeprefix(prefix) if name.startswith(prefix) else None


def _may_share(plan: Mapping[str, StoredTensor], target: str, source: str) -> bool:
    """Whether a checkpoint lets two names share one tensor: it has not two different ones.

    Flan-T5's files, for one, say "tied" in the config and hold an output matrix of its own.
    """
    one, other = plan.get(target), plan.get(source)
    if one is None or other is None or one is other:
        return True
    return one.equals(other)
