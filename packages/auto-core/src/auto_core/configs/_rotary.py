"""What configs of models with rotary positions share: one spelling of the rotation."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, ClassVar, Self

from auto_core.configs._base import PreTrainedConfig
from auto_core.errors import ConfigError, did_you_mean

log = logging.getLogger(__name__)

# The kinds of rotation, and what each needs besides its base `rope_theta`.
_NEEDED: dict[str, tuple[str, ...]] = {
    "default": (),
    "linear": ("factor",),
    "dynamic": ("factor",),
    "yarn": (),
    "longrope": ("short_factor", "long_factor"),
    "llama3": ("factor", "low_freq_factor", "high_freq_factor"),
    "proportional": (),
}
# Keys that some kind reads. Files may hold those of another kind, which then mean nothing.
_KNOWN = frozenset(key for needed in _NEEDED.values() for key in needed) | {
    "rope_type",
    "rope_theta",
    "original_max_position_embeddings",
    "attention_factor",
    "beta_fast",
    "beta_slow",
    "mscale",
    "mscale_all_dim",
    "truncate",
    "partial_rotary_factor",
}
# Keys that change the rotation of models that are not here.
_OF_OTHER_MODELS = {"alpha", "long_mscale", "mrope_interleaved", "mrope_section", "short_mscale"}
LAYER_TYPES = ("full_attention", "sliding_attention")
# How transformers 4 spelled what is now one mapping.
_OUTER = ("rope_theta", "rope_scaling")
_PARTIAL = ("partial_rotary_factor", "rotary_pct")
_BASE = "rotary_emb_base"  # GPT-NeoX's name of rope_theta


class RotaryConfig(PreTrainedConfig):
    """Base of configs with `rope_parameters`: the kind of rotation, its base and its scaling.

    Files and callers may say instead, as transformers 4 did, `rope_theta` and `rope_scaling`
    (with `type` for `rope_type`); both can still be read as attributes.
    """

    default_theta: ClassVar[float] = 10000.0
    # Keys of rope_parameters that this model reads beside the common ones.
    own_rope_keys: ClassVar[tuple[str, ...]] = ()
    # Which part of a head rotates by default; None where this cannot be chosen and all does.
    default_partial: ClassVar[float | None] = None

    # Keys of other models' kinds that make no difference to this one.
    inert_rope_keys: ClassVar[frozenset[str]] = frozenset()

    max_position_embeddings: int = 2048
    rope_parameters: dict[str, Any] | None = None

    def __init__(self, **kwargs: Any):
        super().__init__(**fold(kwargs))

    @classmethod
    def accepted_keywords(cls, data: Iterable[str] = ()) -> set[str]:
        return super().accepted_keywords(data) | {*_OUTER, *_PARTIAL, _BASE}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], **overrides: Any) -> Self:
        data = fold(dict(data))
        if any(key in overrides for key in (*_OUTER, *_PARTIAL)):
            # The caller's base, scaling or part replaces the file's; the others stay.
            kept = dict(data.get("rope_parameters") or {})
            if any(key in overrides for key in _PARTIAL):
                kept.pop("partial_rotary_factor", None)
            if overrides.get("rope_theta") is not None:
                kept.pop("rope_theta", None)
            if "rope_scaling" in overrides:
                kept = {key: kept[key] for key in ("rope_theta",) if key in kept}
                kept.update(overrides.pop("rope_scaling") or {})
            overrides["rope_parameters"] = kept
            overrides = fold(overrides)
        return super().from_dict(data, **overrides)

    def _complete(self) -> None:
        super()._complete()
        self._complete_rotation()

    def _complete_rotation(self) -> None:
        self.rope_parameters = self._completed(self.rope_parameters, self.default_theta)

    def _completed(self, given: Mapping[str, Any] | None, theta: float) -> dict[str, Any]:
        """One rotation with all that its kind needs; `theta` is its base where it names none."""
        rope = {k: v for k, v in (given or {}).items() if v is not None}
        kind = rope.pop("type", None)  # transformers 4.44 and before
        rope.setdefault("rope_type", kind or "default")
        rope.setdefault("rope_theta", theta)
        kind = rope["rope_type"]
        if not isinstance(kind, str) or kind not in _NEEDED:
            self._refuse("rope_parameters", f"a rope_type of {', '.join(_NEEDED)}")
        if kind in ("yarn", "longrope", "llama3"):
            # Phi-3's files, for one, have it outside, and that is what then counts.
            outer = self.__dict__.get("original_max_position_embeddings")
            if outer is not None:
                rope["original_max_position_embeddings"] = outer
            rope.setdefault("original_max_position_embeddings", self.max_position_embeddings)
        if self.default_partial is not None:
            rope.setdefault("partial_rotary_factor", self.default_partial)
        for key, value in rope.items():
            if (key in _KNOWN or key in self.own_rope_keys) and not _fits(key, value):
                self._refuse(
                    "rope_parameters", f"{key} to be {_TYPES.get(key, 'a number above 0')}"
                )
        lacking = [key for key in _NEEDED[kind] if key not in rope]
        if lacking:
            self._refuse("rope_parameters", f"{', '.join(lacking)} too, for rope_type {kind!r}")
        own = self.inert_rope_keys | set(self.own_rope_keys)
        others = sorted(_OF_OTHER_MODELS & set(rope) - own)
        if others:
            self._refuse("rope_parameters", f"no {', '.join(others)}: this model has no such kind")
        for key in sorted(set(rope) - _KNOWN - own):
            _say_unread(type(self).__name__, key)
        part = rope.get("partial_rotary_factor", 1.0)
        if self.default_partial is None and kind != "proportional" and part != 1.0:
            self._refuse("rope_parameters", "partial_rotary_factor 1: this model rotates all")
        return rope

    def _adopt(self, extras: Mapping[str, Any]) -> None:
        super()._adopt(extras)
        if "original_max_position_embeddings" in extras:
            self._complete()

    def rotary_size_of(self, layer_type: str) -> int:
        """How many numbers of a head rotate in layers of a type."""
        return self.rotary_size  # type: ignore[attr-defined]

    def rotation(self) -> dict[str, Any]:
        """The kind of rotation, its base and its scaling; the main one, where layers differ."""
        return self.rope_parameters or {}

    @property
    def rope_theta(self) -> float:
        """The base of the rotation's frequencies."""
        return self.rotation().get("rope_theta", self.default_theta)

    @rope_theta.setter
    def rope_theta(self, value: float) -> None:
        self.rope_parameters = {**(self.rope_parameters or {}), "rope_theta": value}

    @property
    def rope_scaling(self) -> dict[str, Any] | None:
        """The kind of rotation and what it needs, as transformers 4 had it; None for the plain."""
        rope = dict(self.rotation())
        rope.pop("rope_theta", None)
        if self.default_partial is not None:  # a field of its own in transformers 4
            rope.pop("partial_rotary_factor", None)
        return None if rope.get("rope_type", "default") == "default" else rope


# What values are, where they are not numbers above 0.
_TYPES = {
    "rope_type": "a text",
    "truncate": "true or false",
    "short_factor": "a list of numbers above 0",
    "long_factor": "a list of numbers above 0",
    "mscale": "a number",
    "mscale_all_dim": "a number",
    "llama_4_scaling_beta": "a number",
    "mrope_section": "a list of numbers above 0",
    "mrope_interleaved": "true or false",
}


def _fits(key: str, value: Any) -> bool:
    """Whether a value has the type that computing with it takes for granted."""
    match _TYPES.get(key):
        case "a text":
            return isinstance(value, str)
        case "true or false":
            return isinstance(value, bool)
        case "a number":
            return value == 0 or _is_positive(value)
        case None:
            return _is_positive(value)
        case _:
            return isinstance(value, list | tuple) and all(map(_is_positive, value))


def _is_positive(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 2**63


@cache
def _say_unread(where: str, key: str) -> None:
    """Warn, once in a process, of a key without effect: files have some, such as `finetuned`."""
    log.warning(
        "%s: rope_parameters has %r, which nothing reads; it has no effect.%s",
        where,
        key,
        did_you_mean(key, _KNOWN),
    )


def fold(data: dict[str, Any]) -> dict[str, Any]:
    """Put `rope_theta` and `rope_scaling` into `rope_parameters`, whose own values come first.

    Raises:
        ConfigError: one of the mappings is none.
    """
    for key in ("rope_scaling", "rope_parameters"):
        value = data.get(key)
        if value is not None and not isinstance(value, Mapping):
            raise ConfigError(
                f"{key} is {value!r:.100} ({type(value).__name__}), expected a mapping such as "
                '{"rope_type": "linear", "factor": 2.0}, or null.'
            )
    partial = [data.pop(key) for key in _PARTIAL if key in data]
    if _BASE in data:
        data.setdefault("rope_theta", data.pop(_BASE))
    outer = {key: data.pop(key) for key in _OUTER if key in data}
    if any(value is not None for value in outer.values()):
        rope = dict(outer.get("rope_scaling") or data.get("rope_parameters") or {})
        if outer.get("rope_theta") is not None and rope.get("rope_theta") is None:
            rope["rope_theta"] = outer["rope_theta"]
        data["rope_parameters"] = rope
    if partial and partial[0] is not None:
        data["rope_parameters"] = {
            "partial_rotary_factor": partial[0],
            **(data.get("rope_parameters") or {}),
        }
    return data


class RotaryHeadsConfig(RotaryConfig):
    """What the network of llama.py asks of a config, where its relatives differ.

    Fields that all of them have, and the facts that some have as fields of other names.
    """

    vocab_size: int = 32000
    hidden_size: int = 4096
    intermediate_size: int = 11008
    num_hidden_layers: int = 32
    num_attention_heads: int = 32
    num_key_value_heads: int | None = None  # num_attention_heads
    head_dim: int | None = None  # hidden_size / num_attention_heads
    hidden_act: str = "silu"
    initializer_range: float = 0.02
    attention_dropout: float | None = 0.0
    classifier_dropout: float | None = None  # before token classification; 0.1
    use_cache: bool = True
    pad_token_id: int | None = None
    bos_token_id: int | None = 1
    eos_token_id: int | list[int] | None = 2
    tie_word_embeddings: bool = False

    def _complete(self) -> None:
        super()._complete()
        heads = self.num_attention_heads
        self.num_key_value_heads = self.kv_heads
        if heads % self.kv_heads:
            self._refuse("num_key_value_heads", f"a divisor of num_attention_heads={heads}")
        if self.head_dim is None:
            if self.hidden_size % heads:
                self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
            self.head_dim = self.head_size
        if self.head_dim % 2:
            self._refuse("head_dim", "an even number, because its halves are rotated")
        if self.rotary_size % 2:
            self._refuse("rope_parameters", "a partial_rotary_factor that rotates an even number")
        rope = self.rotation()
        for key in ("short_factor", "long_factor"):
            if rope["rope_type"] == "longrope" and len(rope[key]) != self.rotary_size // 2:
                self._refuse("rope_parameters", f"{self.rotary_size // 2} numbers in {key}")

    @property
    def epsilon(self) -> float:
        """What norms add to the variance."""
        raise NotImplementedError

    @property
    def head_size(self) -> int:
        """How many numbers a head has."""
        return self.head_dim or self.hidden_size // self.num_attention_heads

    @property
    def rotary_size(self) -> int:
        """How many numbers of a head rotate."""
        if self.default_partial is None:
            return self.head_size
        return int(self.head_size * self.rotation()["partial_rotary_factor"])

    @property
    def kv_heads(self) -> int:
        """How many heads keys and values have."""
        return self.num_key_value_heads or self.num_attention_heads

    @property
    def qkv_bias(self) -> bool:
        """Whether query, key and value have biases."""
        return False

    @property
    def output_bias(self) -> bool:
        """Whether the projection after attention has a bias."""
        return False

    @property
    def feed_forward_bias(self) -> bool:
        """Whether the projections of the feed-forward part have biases."""
        return False

    def window(self, layer: int) -> int | None:
        """How many tokens a query of this layer attends to, itself included; None for all."""
        return None


class AttentionBiasConfig(PreTrainedConfig):
    """`attention_bias` says whether the four projections of attention have biases."""

    attention_bias: bool = False

    @property
    def qkv_bias(self) -> bool:
        return self.attention_bias

    @property
    def output_bias(self) -> bool:
        return self.attention_bias


class RotaryDecoderConfig(RotaryHeadsConfig):
    """A RotaryHeadsConfig with root-mean-square norms."""

    rms_norm_eps: float = 1e-6

    @property
    def epsilon(self) -> float:
        return self.rms_norm_eps


class SlidingLayers(RotaryHeadsConfig):
    """Some layers attend to the last `sliding_window` tokens only."""

    sliding_window: int | None = 4096
    layer_types: list[str] | None = None

    def _slide_but_every(self, pattern: int) -> None:
        """Where no file gives layer_types: all slide but each `pattern`-th."""
        if self.layer_types is None:
            self.layer_types = [
                "sliding_attention" if pattern and (i + 1) % pattern else "full_attention"
                for i in range(self.num_hidden_layers)
            ]

    def _check_layer_types(self) -> None:
        types, kinds = self.layer_types or [], set(LAYER_TYPES)
        if len(types) != self.num_hidden_layers or set(types) - kinds:
            self._refuse(
                "layer_types",
                f"{self.num_hidden_layers} of 'full_attention' and 'sliding_attention'",
            )
        if "sliding_attention" in types and self.sliding_window is None:
            self._refuse("sliding_window", "a number, because some layer_types slide")

    def window(self, layer: int) -> int | None:
        return self.sliding_window if self.slides(layer) else None

    def slides(self, layer: int) -> bool:
        """Whether a layer has a sliding window."""
        return (self.layer_types or [])[layer] == "sliding_attention"


class SlidingDecoderConfig(SlidingLayers, RotaryDecoderConfig):
    """A RotaryDecoderConfig, some of whose layers attend to the last `sliding_window` tokens."""
