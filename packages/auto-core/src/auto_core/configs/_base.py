"""The base of every config: declared fields, unknown keys kept, nothing executed.

A config class declares its fields as annotations with defaults:

    class BertConfig(PreTrainedConfig):
        model_type = "bert"
        hidden_size: int = 768

The constructor takes them as keywords and checks their types. Keys of a config.json that no
field declares are kept as attributes and written back.
"""

from __future__ import annotations

import copy
import json
import math
import os
import re
import types
import typing
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar, dataclass_transform

from auto_core.checkpoints import kinds
from auto_core.checkpoints.atomic import write_text
from auto_core.checkpoints.hub import HUB_KEYWORDS, Snapshot, pop_hub_keywords, read_json
from auto_core.checkpoints.publishing import Publishable
from auto_core.documentation.describing import ConfigDocumentation
from auto_core.errors import AutoError, ConfigError, DerivedFieldError, check_keywords
from auto_core.numbers import as_plain

CONFIG_NAME = "config.json"
# What most configs say of classes that nobody has named.
_TWO_LABELS: dict[str, Any] = {
    "id2label": {0: "LABEL_0", 1: "LABEL_1"},
    "label2id": {"LABEL_0": 0, "LABEL_1": 1},
}

# Keys that older versions of the format wrote into every config and that describe how a model
# was run or saved, not what it computes. They are accepted as keywords and kept.
_LEGACY_KEYS = frozenset(
    """
    torch_dtype num_labels output_attentions use_return_dict name_or_path gradient_checkpointing
    attn_implementation experts_implementation finetuning_task task_specific_params torchscript
    tokenizer_class prefix use_bfloat16 tf_legacy_loss pruned_heads decoder_start_token_id
    sep_token_id max_length min_length do_sample early_stopping num_beams num_beam_groups
    diversity_penalty temperature top_k top_p typical_p repetition_penalty length_penalty
    no_repeat_ngram_size encoder_no_repeat_ngram_size bad_words_ids num_return_sequences
    output_scores return_dict_in_generate forced_bos_token_id forced_eos_token_id
    remove_invalid_values exponential_decay_length_penalty suppress_tokens
    begin_suppress_tokens cross_attention_hidden_size tie_encoder_decoder auto_map
    transformers.js_config quantization_config model_type bos_token_id eos_token_id pad_token_id
    is_decoder add_cross_attention use_cache tie_word_embeddings position_embedding_type
    """.split()  # noqa: SIM905  (a list of 60 strings would be less readable)
)

# A stranger's file may ask for what no memory holds, before any tensor of it is looked at. Names of
# fields, the least and the most that their whole numbers may be. Every field is in one row; a field
# that no name tells has the small bounds of the last one. The largest that were published: 126
# layers, 901,629 tokens, 10,485,760 positions, 53,248 features.
_BOUNDS = (
    # token ids and indices, which make nothing
    (re.compile(r"(_ids?|_tokens|_index|_indexes|_indices|_value)$"), -(2**31), 2**31 - 1),
    # chosen layers, counted from either end
    (re.compile(r"feature_layers?$"), -1_000, 1_000),
    # modules, made one by one
    (re.compile(r"(layers?|depths?|group_num|stages|blocks|flows|outputs|point_embeddings"
                r"|hidden_groups)$|^n_layer"), 0, 1_000),
    # what other sizes are divided by
    (re.compile(r"heads$|^n_head$|groups$"), 1, 10_000),
    # tables
    (re.compile(r"(buckets|bins)$"), -1, 2**16),
    (re.compile(r"vocab_sizes?$|^vocab|^cutoffs$"), 0, 2**24),
    (re.compile(r"(length|positions?|position_embeddings|window|distance|sampling_rate"
                r"|tokenizer_chunk_size)$|^n_ctx$"), -1, 2**24),
    # sizes of images and their patches, of which the square counts, and of everything else
    (re.compile(r"(image|img|input|window|patch|tubelet)_sizes?$"), 0, 2**14),
    (re.compile(r"(_sizes?|channels|_dims?|_ratios?|_width|_units|_feats)$|^d_|^dim|^n_embd$"),
     0, 2**20),
    (re.compile(""), -(2**16), 2**16),
)  # fmt: skip
_FLOAT_BOUNDS = (-(2**63), 2**63 - 1)  # of whole numbers where others may stand too: rope_theta
_MOST_ITEMS = 1_000  # of a list of numbers: often of one module each
_MOST_TOKENS = 100_000  # of a list of tokens
_MOST_LABELS = 2**18  # classes without names; as many as a file names may have names


@dataclass_transform(kw_only_default=True)
class PreTrainedConfig(Publishable):
    """What is needed to build a network; see the module docstring."""

    model_type: ClassVar[str] = ""
    # What files say in its place, where they have the type of another network.
    file_type: ClassVar[str] = ""
    # Standard name -> the name this model type uses in config.json (GPT-2: hidden_size -> n_embd).
    attribute_map: ClassVar[dict[str, str]] = {}
    # Field -> config class (or "auto": by the `model_type` inside) of a config within a config.
    sub_configs: ClassVar[dict[str, Any]] = {}
    # The key under which the config of a whole model has this config of a part of it: from the
    # files of the whole, that part is taken.
    base_config_key: ClassVar[str] = ""
    # The fields that count the tokens of tables, which resizing the vocabulary sets.
    vocabulary_fields: ClassVar[tuple[str, ...]] = ("vocab_size",)
    # How many classes a model tells apart where nobody has said.
    default_labels: ClassVar[int] = 2
    # Property -> the field that it follows from, for the error of who sets the property.
    follows_from: ClassVar[dict[str, str]] = {}

    architectures: list[str] | None = None
    transformers_version: str | None = None
    dtype: str | None = None
    return_dict: bool | None = True
    output_hidden_states: bool | None = False
    output_attentions: bool | None = False
    chunk_size_feed_forward: int = 0
    is_encoder_decoder: bool = False
    id2label: dict[int, str] | None = None
    label2id: dict[str, int] | None = None
    problem_type: str | None = None

    def __init_subclass__(cls, **kwargs: Any):
        super().__init_subclass__(**kwargs)
        cls.__doc__ = ConfigDocumentation(cls.__doc__)  # type: ignore[assignment]
        own = {name for base in cls.__mro__ for name in vars(base).get("__annotations__", {})}
        if shadowed := sorted(own & set(cls.attribute_map)):
            raise ConfigError(
                f"{cls.__name__}.attribute_map renames {', '.join(shadowed)}, which is a field of "
                "its own or of a base class, so the name would mean two things. Leave it out of "
                "attribute_map, or derive from a class without that field."
            )

    def __init__(self, **kwargs: Any):
        fields = _fields(type(self))
        kwargs = {self.attribute_map.get(k, k): as_plain(value) for k, value in kwargs.items()}
        check_keywords(
            (k for k in kwargs if k not in _LEGACY_KEYS and not k.startswith("_")),
            fields,
            where=type(self).__name__,
        )
        for name, default in fields.items():
            self._set_field(name, kwargs.pop(name) if name in kwargs else copy.copy(default))
        self._adopt(kwargs)
        self._complete()
        if self.id2label is None:  # no architecture has said how many
            given = self.label2id
            self.num_labels = self.default_labels
            self.label2id = given or self.label2id

    def _adopt(self, extras: Mapping[str, Any]) -> None:
        """Keep keys that no field declares; translate the ones that have a newer name."""
        for key, value in extras.items():
            if key == "torch_dtype":
                self.dtype = self.dtype or dtype_name(value)
            elif key == "num_labels":
                self.num_labels = value
            elif key == "name_or_path":
                self.__dict__["_name_or_path"] = str(value)
            elif key != "model_type":
                self.__dict__[key] = as_plain(value)

    def _complete(self) -> None:
        """Bring related fields into agreement, and refuse what contradicts itself."""
        try:
            if self.id2label is not None:
                self.id2label = {int(key): value for key, value in self.id2label.items()}
        except (OverflowError, TypeError, ValueError):
            self._refuse("id2label", "numbers as keys, as in {0: 'no', 1: 'yes'}")
        try:
            if self.label2id is not None:
                self.label2id = {key: int(value) for key, value in self.label2id.items()}
        except (OverflowError, TypeError, ValueError):
            self._refuse("label2id", "numbers as values, as in {'no': 0, 'yes': 1}")
        problems = (None, "regression", "single_label_classification", "multi_label_classification")
        if self.problem_type not in problems:
            self._refuse("problem_type", f"one of {', '.join(map(repr, problems))}")
        for name, config_class in self.sub_configs.items():
            self.__dict__[name] = _build_sub_config(config_class, getattr(self, name))

    def _refuse(self, field: str, expected: str) -> typing.NoReturn:
        """Raise the error for a field whose value cannot be used."""
        raise ConfigError(
            f"{type(self).__name__}: {field} is {getattr(self, field)!r}, expected {expected}."
        )

    def _set_field(self, name: str, value: Any) -> None:
        if name == "dtype":
            value = dtype_name(value)
        hint = _type_hints(type(self)).get(name, Any)
        if name not in self.sub_configs and not _is_instance(value, hint):
            raise ConfigError(
                f"{type(self).__name__}: {name} is {value!r} ({type(value).__name__}), "
                f"expected {_hint_name(hint)}."
            )
        self._check_size(name, value)
        setattr(self, name, value)

    def _check_size(self, name: str, value: Any) -> None:
        """Refuse a number that can only be a mistake or an attack."""
        least, most = next((least, most) for names, least, most in _BOUNDS if names.search(name))
        hint = _type_hints(type(self)).get(name, Any)
        if float in (hint, *typing.get_args(hint)):
            least, most = _FLOAT_BOUNDS
        listed = isinstance(value, list | tuple)
        most_items = _MOST_TOKENS if name.endswith(("tokens", "_ids")) else _MOST_ITEMS
        if listed and len(value) > most_items:
            raise ConfigError(
                f"{type(self).__name__}: {name} has {len(value)} items, expected at most "
                f"{most_items}."
            )
        for number in value if listed else (value,):
            counts = isinstance(number, int) and not isinstance(number, bool)
            if counts and not least <= number <= most:
                shown = number if abs(number) < 2**64 else f"a number of {number.bit_length()} bits"
                raise ConfigError(
                    f"{type(self).__name__}: {name} is {shown}, expected {least} to {most}."
                )

    # --- attributes --------------------------------------------------------------------

    def __setattr__(self, name: str, value: Any) -> None:
        name = type(self).attribute_map.get(name, name)
        derived = getattr(type(self), name, None)
        if isinstance(derived, property) and derived.fset is None:
            sources = type(self).follows_from.get(name, "the fields that it follows from")
            raise DerivedFieldError(
                f"{type(self).__name__}: {name} follows from other fields. Set {sources}."
            )
        object.__setattr__(self, name, as_plain(value))

    def __getattr__(self, name: str) -> Any:  # only called when normal lookup fails
        mapped = type(self).attribute_map.get(name)
        if name == "per_layer_config":  # transformers' caches ask it
            return [self] * self.num_hidden_layers
        if mapped is None:
            raise AttributeError(f"{type(self).__name__} has no field {name!r}.")
        return getattr(self, mapped)

    @property
    def _attn_implementation(self) -> str:
        """What training libraries hand on to a copy that transformers loads of the checkpoint."""
        return "sdpa"

    @_attn_implementation.setter
    def _attn_implementation(self, name: str | None) -> None:
        """transformers' switch between two ways to one result: either name is what happens."""
        if name not in (None, "sdpa", "eager"):
            raise ConfigError(
                f"{type(self).__name__}: _attn_implementation is {name!r}, expected 'sdpa' or "
                "'eager'. Other kernels are attn_implementation= of from_pretrained."
            )

    @property
    def num_labels(self) -> int:
        """Number of classes: the length of `id2label`."""
        return self.default_labels if self.id2label is None else len(self.id2label)

    @num_labels.setter
    def num_labels(self, count: int) -> None:
        whole = isinstance(count, int) and not isinstance(count, bool)
        if not whole or not 0 <= count <= max(_MOST_LABELS, len(self.id2label or ())):
            raise ConfigError(
                f"{type(self).__name__}: num_labels is {count!r:.50}, expected a number of "
                f"classes, 0 to {_MOST_LABELS} of them."
            )
        if self.id2label is None or len(self.id2label) != count:
            self.id2label = {i: f"LABEL_{i}" for i in range(count)}
            self.label2id = {label: i for i, label in self.id2label.items()}

    @property
    def torch_dtype(self) -> str | None:
        """The older name of `dtype`."""
        return self.dtype

    @torch_dtype.setter
    def torch_dtype(self, value: Any) -> None:
        self.dtype = dtype_name(value)

    @property
    def name_or_path(self) -> str:
        """Where this config was loaded from, or the empty string."""
        return self.__dict__.get("_name_or_path", "")

    @property
    def use_return_dict(self) -> bool:
        """Whether models return outputs with names instead of tuples."""
        return bool(self.return_dict)

    def get_text_config(self, decoder: bool = False) -> PreTrainedConfig:
        """The config of the text part: of the decoder or text tower, or this one itself."""
        names = ("decoder", "text_config") if decoder else ("text_config", "text_encoder")
        for name in names:
            if isinstance(part := self.__dict__.get(name), PreTrainedConfig):
                return part
        return self

    # --- reading -----------------------------------------------------------------------

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], **overrides: Any) -> typing.Self:
        """Build from config.json's content; unknown keys are kept, unknown keywords are not.

        Raises:
            UnknownArgumentError: an override names no field of this config.
            ConfigError: a field has a value of the wrong type or one that is not supported.
        """
        if not isinstance(data, Mapping):
            raise ConfigError(f"{cls.__name__} is made of {data!r:.50}, expected a mapping.")
        whole = isinstance(data.get(cls.base_config_key), Mapping)
        part = data[cls.base_config_key] if whole else cls.around(data)
        data = cls._migrate(_numbers(part))
        data = {cls.attribute_map.get(key, key): value for key, value in data.items()}
        check_keywords(overrides, cls.accepted_keywords(data), where=cls.__name__)
        overrides = {cls.attribute_map.get(key, key): value for key, value in overrides.items()}
        if "torch_dtype" in overrides:  # the older name replaces what a file says by either
            overrides.setdefault("dtype", overrides.pop("torch_dtype"))
        if overrides.get("model_type", cls.model_type) != cls.model_type:
            raise ConfigError(
                f"{cls.__name__}: model_type is {overrides['model_type']!r}, expected "
                f"{cls.model_type!r}: a keyword cannot make another type of it. Use "
                f"AutoConfig.for_model({overrides['model_type']!r})."
            )
        for name in cls.sub_configs:
            if isinstance(overrides.get(name), Mapping) and isinstance(data.get(name), Mapping):
                overrides[name] = cls._merged(name, data[name], overrides[name])
        labels, count = overrides.get("id2label"), overrides.get("num_labels")
        if labels is not None and count is not None and len(labels) != count:
            raise ConfigError(
                f"{cls.__name__}: num_labels is {count}, but id2label has {len(labels)} labels. "
                "Pass one of them."
            )
        if "num_labels" in overrides:  # the caller's count replaces the file's labels
            for key in ("id2label", "label2id"):
                if len(data.get(key) or ()) != overrides["num_labels"]:
                    data.pop(key, None)
        data.update(overrides)
        known = {**_fields(cls), **_signature_fields(cls)}
        config = cls(**{key: value for key, value in data.items() if key in known})
        config._adopt({key: value for key, value in data.items() if key not in known})
        return config

    @classmethod
    def around(cls, data: Mapping[str, Any]) -> Mapping[str, Any]:
        """The file of a part (a vision tower) as one of the whole; any other as it is."""
        found = data.get("model_type")
        for name, kind in cls.sub_configs.items():
            if kind != "auto" and found == kind.model_type != cls.model_type:
                return {name: data}
        return data

    @classmethod
    def _merged(
        cls, name: str, data: Mapping[str, Any], overrides: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """A file's config of a part, with the fields that the caller gives for it."""
        kind: Any = cls.sub_configs[name]
        if overrides.get("model_type", data.get("model_type")) != data.get("model_type"):
            return overrides  # of another kind: it stands for itself
        if kind == "auto":
            from auto_core.registry.configs import class_of

            kind = class_of(data)
        check_keywords(overrides, kind.accepted_keywords(data), where=f"{cls.__name__}.{name}")
        return {**data, **overrides}

    @classmethod
    def accepted_keywords(cls, data: Iterable[str] = ()) -> set[str]:
        """Names that may override fields of a config whose file has the keys `data`."""
        return {*_fields(cls), *cls.attribute_map, *data, *_LEGACY_KEYS}

    @classmethod
    def check_overrides(
        cls, given: Iterable[str], data: Iterable[str], *, where: str, options: Iterable[str] = ()
    ) -> None:
        """Refuse keywords of a `from_pretrained` that neither it nor the config has.

        Raises:
            UnknownArgumentError: naming the nearest valid names.
        """
        groups = {
            "for the load": ("return_unused_kwargs", *options),
            "for the files": HUB_KEYWORDS,
            f"to override fields of {cls.__name__}": cls.accepted_keywords(data),
        }
        check_keywords(given, where=where, groups=groups)

    @classmethod
    def _migrate(cls, data: dict[str, Any]) -> dict[str, Any]:
        """Translate spellings of older files; architectures override this."""
        return data

    @classmethod
    def get_config_dict(
        cls, name_or_path: str | os.PathLike[str], **hub: Any
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Read config.json without building a config; returns (content, remaining keywords)."""
        rest = {key: hub.pop(key) for key in list(hub) if key not in HUB_KEYWORDS}
        return read_config_dict(name_or_path, **hub), rest

    @classmethod
    def from_json_file(cls, path: str | os.PathLike[str]) -> typing.Self:
        """Build from a JSON file."""
        return cls.from_pretrained(path)

    @typing.overload
    @classmethod
    def from_pretrained(
        cls,
        name_or_path: str | os.PathLike[str],
        *,
        return_unused_kwargs: typing.Literal[False] = False,
        **kwargs: Any,
    ) -> typing.Self: ...
    @typing.overload
    @classmethod
    def from_pretrained(
        cls,
        name_or_path: str | os.PathLike[str],
        *,
        return_unused_kwargs: typing.Literal[True],
        **kwargs: Any,
    ) -> tuple[typing.Self, dict[str, Any]]: ...
    @classmethod
    def from_pretrained(
        cls,
        name_or_path: str | os.PathLike[str],
        *,
        return_unused_kwargs: bool = False,
        **kwargs: Any,
    ) -> Any:
        """Load from a directory, a JSON file or the Hub; remaining keywords override fields.

        Returns the config, or (config, unused keywords) with `return_unused_kwargs=True`.
        """
        hub = pop_hub_keywords(kwargs)
        data = read_config_dict(name_or_path, **hub)
        unused: dict[str, Any] = {}
        if return_unused_kwargs:
            accepted = cls.accepted_keywords(data)
            unused = {key: kwargs.pop(key) for key in list(kwargs) if key not in accepted}
        cls.check_overrides(kwargs, data, where=f"{cls.__name__}.from_pretrained")
        with describing(name_or_path, kwargs):
            config = cls.from_dict(data, **kwargs)
        config._adopt({"name_or_path": os.fspath(name_or_path)})
        return (config, unused) if return_unused_kwargs else config

    # --- writing -----------------------------------------------------------------------

    def to_dict(self) -> dict[str, Any]:
        """Every field and kept key, as plain data; where the config came from is not among them."""
        data = {k: _plain(value) for k, value in self.__dict__.items() if k != "_name_or_path"}
        data["model_type"] = type(self).model_type or data.get("model_type", "")
        return data

    def to_diff_dict(self) -> dict[str, Any]:
        """What config.json needs: the base class's fields only where they differ."""
        own = _fields(type(self))  # where a class has another default, its value is always written
        defaults = {k: v for k, v in _fields(PreTrainedConfig).items() if own[k] == v}
        if self.default_labels == len(_TWO_LABELS["id2label"]):
            defaults |= _TWO_LABELS
        return {
            key: value
            for key, value in self.to_dict().items()
            if not (key in defaults and value == defaults[key])
        }

    def to_json_string(self, use_diff: bool = True) -> str:
        """The text of config.json; with `use_diff` only what differs from the defaults."""
        data = self.to_diff_dict() if use_diff else self.to_dict()
        return json.dumps(_tagged(data), indent=2, sort_keys=True, default=str) + "\n"

    def to_json_file(self, path: str | os.PathLike[str], use_diff: bool = True) -> None:
        """Write the config to a file, atomically; `use_diff` leaves out what is the default."""
        write_text(Path(path), self.to_json_string(use_diff))

    def save_pretrained(self, save_directory: str | os.PathLike[str]) -> None:
        """Write `config.json` into the directory, atomically."""
        write_text(Path(save_directory) / CONFIG_NAME, self.to_json_string())

    def update(self, data: Mapping[str, Any]) -> None:
        """Set several attributes."""
        for key, value in data.items():
            setattr(self, key, value)

    def __iter__(self) -> Iterator[str]:
        """The names of the fields and kept keys that `to_dict` has."""
        return (name for name in self.__dict__ if name != "_name_or_path")

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return False
        return self.to_dict() == other.to_dict()

    def __hash__(self) -> int:
        # Configs are static data in a jax graph. They are mutable, so only what can never
        # change may enter the hash; equality does the rest.
        return hash(type(self))

    def __repr__(self) -> str:
        return f"{type(self).__name__} {self.to_json_string()}"


# JSON has no infinity and no nan; transformers 5 writes a mapping for them.
_TAG, _TAGGED = "__float__", {"Infinity": math.inf, "-Infinity": -math.inf, "NaN": math.nan}


def _numbers(value: Any) -> Any:
    """A file's content, with numbers for the mappings that stand for them."""
    if isinstance(value, Mapping):
        if set(value) == {_TAG} and isinstance(value[_TAG], str):
            return _TAGGED.get(value[_TAG], value)
        return {key: _numbers(item) for key, item in value.items()}
    return [_numbers(item) for item in value] if isinstance(value, list) else value


def _tagged(value: Any) -> Any:
    """What `_numbers` reads."""
    if isinstance(value, float) and not math.isfinite(value):
        name = "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
        return {_TAG: name}
    if isinstance(value, Mapping):
        return {key: _tagged(item) for key, item in value.items()}
    return [_tagged(item) for item in value] if isinstance(value, list | tuple) else value


PretrainedConfig = PreTrainedConfig  # the spelling of transformers 4


def read_config_dict(name_or_path: str | os.PathLike[str], **hub: Any) -> dict[str, Any]:
    """config.json of a directory, of a Hub repository, or the JSON file itself."""
    if isinstance(name_or_path, str | os.PathLike) and os.path.isfile(name_or_path):
        return read_json(Path(name_or_path))
    snapshot = Snapshot.open(name_or_path, **hub)
    data = snapshot.json(CONFIG_NAME)
    if data is None:
        error = snapshot.absence(CONFIG_NAME)
        raise type(error)(f"{error}{kinds.advice(snapshot)}")
    return data


@contextmanager
def describing(name_or_path: str | os.PathLike[str], overrides: Iterable[str]) -> Iterator[None]:
    """Add to whatever a config's content makes fail, where the content came from.

    Raises:
        ConfigError: an exception that is none of ours. Ours keep their class.
    """
    name = os.fspath(name_or_path)
    where = name if os.path.isfile(name) else f"{CONFIG_NAME} of {name!r}"
    given = ", ".join(overrides)
    where += f", with {given} given by keyword" * bool(given)
    try:
        yield
    except AutoError as error:
        raise type(error)(f"{error} Read from {where}.") from error
    except Exception as error:
        raise ConfigError(
            f"No config can be made of {where}: {error!s:.300} ({type(error).__name__})."
        ) from error


def dtype_name(value: Any) -> str | None:
    """A dtype of any framework, or its name, as "float32", "bfloat16", ... (None stays None)."""
    if value is None or isinstance(value, str):
        return value.removeprefix("torch.") if value else value
    name = getattr(value, "name", None) or getattr(value, "__name__", None) or str(value)
    return name.removeprefix("torch.")


def _build_sub_config(config_class: Any, value: Any) -> Any:
    if value is None or isinstance(value, PreTrainedConfig):
        return value
    if config_class == "auto":
        from auto_core.registry.configs import config_from_dict

        return config_from_dict(value)
    return config_class.from_dict(value)


def _plain(value: Any) -> Any:
    if isinstance(value, PreTrainedConfig):
        return value.to_dict()
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return copy.copy(value)


# --- fields and their types ----------------------------------------------------------------

_HINTS: dict[type, dict[str, Any]] = {}


def _type_hints(cls: type) -> dict[str, Any]:
    if cls not in _HINTS:
        hints = {}
        for base in reversed(cls.__mro__):
            try:
                hints.update(typing.get_type_hints(base))
            except NameError:  # a user's class with names that only its type checker knows
                hints.update({name: Any for name in base.__dict__.get("__annotations__", ())})
        _HINTS[cls] = {
            name: hint for name, hint in hints.items() if typing.get_origin(hint) is not ClassVar
        }
    return _HINTS[cls]


def _fields(cls: type) -> dict[str, Any]:
    """Declared fields and their defaults, base class first."""
    return {name: getattr(cls, name, None) for name in _type_hints(cls)}


def _signature_fields(cls: type) -> dict[str, Any]:
    """Named parameters of a hand-written constructor (`def __init__(self, width=1, **kwargs)`)."""
    import inspect

    return {
        name: parameter.default
        for name, parameter in inspect.signature(cls.__init__).parameters.items()
        if name != "self"
        and parameter.kind not in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL)
    }


def _is_instance(value: Any, hint: Any) -> bool:
    origin = typing.get_origin(hint)
    if hint is Any or (hint is None and value is None):
        return True
    if origin in (typing.Union, types.UnionType):
        return any(_is_instance(value, part) for part in typing.get_args(hint))
    if hint is type(None):
        return value is None
    if origin is typing.Literal:
        return value in typing.get_args(hint)
    kind = origin or hint
    if not isinstance(kind, type):
        return True
    if kind is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if kind is int:
        return isinstance(value, int) and not isinstance(value, bool)
    if kind in (list, tuple):
        if not isinstance(value, list | tuple):
            return False
        parts = [part for part in typing.get_args(hint) if part is not Ellipsis]
        return len(parts) != 1 or all(_is_instance(item, parts[0]) for item in value)
    return isinstance(value, kind)


def _hint_name(hint: Any) -> str:
    return hint.__name__ if isinstance(hint, type) else str(hint).replace("typing.", "")
