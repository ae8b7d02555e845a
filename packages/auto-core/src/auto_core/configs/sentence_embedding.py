"""A transformer and the steps that make one vector of a text (Reimers & Gurevych, 2019,
arXiv:1908.10084): what a repository of sentence-transformers says in its several files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs._parts import PartsConfig

# In the order in which their results are joined.
POOLING_MODES = ("cls", "max", "mean", "mean_sqrt_len_tokens", "weightedmean", "lasttoken")
SIMILARITIES = ("cosine", "dot", "euclidean", "manhattan")
_MOST_STEPS, _MOST_PROMPTS, _LARGEST = 32, 1_000, 2**20


class SentenceEmbeddingConfig(PartsConfig):
    """The transformer's config, and what follows it.

    `steps` holds one dictionary for each module after the transformer, with its `type` and
    options; the first one pools, the others map vectors to vectors:

        {"type": "Pooling", "pooling_mode": ["mean"], "include_prompt": True}
        {"type": "Dense", "in_features": 384, "out_features": 64, "bias": True,
         "activation": "tanh", "use_residual": False}
        {"type": "LayerNorm", "dimension": 64}
        {"type": "Normalize"}
    """

    model_type = "sentence-embedding"
    sub_configs: ClassVar[dict[str, Any]] = {"transformer": "auto"}
    default_parts: ClassVar[dict[str, dict[str, Any]]] = {"transformer": {"model_type": "bert"}}

    transformer: Any = None
    steps: list[dict[str, Any]] | None = None  # default: the mean over tokens
    max_seq_length: int | None = None  # default: what tokenizer and transformer allow
    do_lower_case: bool = False
    prompts: dict[str, str] | None = None  # name -> text put before each sentence
    default_prompt_name: str | None = None
    similarity_fn_name: str | None = "cosine"
    truncate_dim: int | None = None  # how many leading features of an embedding are kept

    def _complete(self) -> None:
        super()._complete()
        self.steps = [{"type": "Pooling"}] if self.steps is None else self.steps
        if not 1 <= len(self.steps) <= _MOST_STEPS or self.steps[0].get("type") != "Pooling":
            raise self._part_error(
                "steps",
                f"there are {len(self.steps)}, of which the first is "
                f"{(self.steps or [{}])[0].get('type')!r}; expected a Pooling and then at most "
                f"{_MOST_STEPS - 1} modules",
            )
        size, steps = self.transformer.hidden_size, []
        for index, step in enumerate(self.steps):
            size, checked = self._checked(index, step, size)
            steps.append(checked)
        self.steps = steps
        self.similarity_fn_name = self.similarity_fn_name or "cosine"
        if self.similarity_fn_name not in SIMILARITIES:
            self._refuse("similarity_fn_name", f"one of {', '.join(map(repr, SIMILARITIES))}")
        if self.truncate_dim is not None and not self.truncate_dim >= 1:
            self._refuse("truncate_dim", "1 or more (features of an embedding), or None")
        # Queries and documents have no prompt where the model has none for them.
        given = {k: v or "" for k, v in (self.prompts or {}).items()}
        self.prompts = {"query": "", "document": ""} | given
        texts = [text for pair in self.prompts.items() for text in pair]
        if len(self.prompts) > _MOST_PROMPTS or not all(isinstance(text, str) for text in texts):
            self._refuse("prompts", f"at most {_MOST_PROMPTS} names and their texts")
        if self.default_prompt_name is not None and self.default_prompt_name not in self.prompts:
            self._refuse("default_prompt_name", f"one of {', '.join(self.prompts) or 'no prompts'}")

    @property
    def embedding_size(self) -> int:
        """The number of features of an embedding."""
        size = self.transformer.hidden_size
        for index, step in enumerate(self.steps or ()):
            size, _ = self._checked(index, step, size)
        return min(size, self.truncate_dim or size)

    def get_text_config(self, decoder: bool = False) -> PreTrainedConfig:
        return self.transformer

    def _checked(self, index: int, step: Mapping[str, Any], size: int) -> tuple[int, dict]:
        """The size of vectors after a step, and the step with all of its options."""
        kind = step.get("type")
        defaults = _DEFAULTS.get(str(kind))
        if defaults is None or (kind == "Pooling") != (index == 0):
            raise self._part_error(
                f"steps[{index}]",
                f"its type is {kind!r}, expected {', '.join(list(_DEFAULTS)[1:])} (and Pooling "
                "as the first)",
            )
        if unknown := [name for name in step if name not in ("type", *defaults)]:
            raise self._part_error(
                f"steps[{index}]",
                f"{kind} has no option {', '.join(map(repr, unknown))}; it has: "
                f"{', '.join(defaults) or '-'}",
            )
        options = defaults | dict(step)
        if kind == "Pooling":
            modes = options["pooling_mode"]
            modes = [modes] if isinstance(modes, str) else list(modes)
            if not modes or len(modes) > len(POOLING_MODES) or set(modes) - {*POOLING_MODES}:
                raise self._part_error(
                    "steps[0]",
                    f"pooling_mode is {modes}, expected some of {', '.join(POOLING_MODES)}",
                )
            return size * len(modes), options | {"pooling_mode": modes}
        if kind == "Dense":
            self._check_sizes(index, options, "in_features", size)
            return self._check_sizes(index, options, "out_features"), options
        if kind == "LayerNorm":
            self._check_sizes(index, options, "dimension", size)
        return size, options

    def _check_sizes(self, index: int, options: dict, name: str, size: int | None = None) -> int:
        value = options[name]
        whole = isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= _LARGEST
        if not whole or size not in (None, value):
            expected = f"1 to {_LARGEST}" if size is None else f"{size}, as the step before gives"
            raise self._part_error(f"steps[{index}]", f"{name} is {value!r}, expected {expected}")
        return value


_DEFAULTS: dict[str, dict[str, Any]] = {
    "Pooling": {"pooling_mode": ["mean"], "include_prompt": True},
    "Dense": {
        "in_features": None,
        "out_features": None,
        "bias": True,
        "activation": "tanh",
        "use_residual": False,
    },
    "LayerNorm": {"dimension": None},
    "Normalize": {},
    "Dropout": {"dropout": 0.2},
}
