"""GenerationConfig: how `generate` searches, filters and stops; generation_config.json."""

from __future__ import annotations

import copy
import json
import logging
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Self

from auto_core.checkpoints.atomic import write_text
from auto_core.checkpoints.hub import Snapshot, pop_hub_keywords, read_json
from auto_core.checkpoints.paths import written
from auto_core.checkpoints.publishing import Publishable
from auto_core.decoding.validation import check, minor_issues
from auto_core.errors import FileMissingError, InputError, check_keywords
from auto_core.numbers import as_plain

GENERATION_CONFIG_NAME = "generation_config.json"

log = logging.getLogger(__name__)

# What holds where neither the caller nor the checkpoint says anything.
DEFAULTS: dict[str, Any] = {
    "max_length": 20,
    "min_length": 0,
    "do_sample": False,
    "use_cache": True,
    "early_stopping": False,
    "num_beams": 1,
    "temperature": 1.0,
    "top_k": 50,
    "top_p": 1.0,
    "typical_p": 1.0,
    "repetition_penalty": 1.0,
    "length_penalty": 1.0,
    "no_repeat_ngram_size": 0,
    "encoder_no_repeat_ngram_size": 0,
    "num_return_sequences": 1,
    "output_scores": False,
    "return_dict_in_generate": False,
    "remove_invalid_values": False,
    "epsilon_cutoff": 0.0,
    "eta_cutoff": 0.0,
    "encoder_repetition_penalty": 1.0,
}

# What an option is that a caller sets to None: off. The length is then as if nothing was said.
OFF: dict[str, Any] = DEFAULTS | {"top_k": 0, "max_length": None}

# Outputs that only a returned mapping has room for.
EXTRA_OUTPUTS = ("output_attentions", "output_hidden_states", "output_scores", "output_logits")


class GenerationConfig(Publishable):
    """Options of `generate`. One that is None is the checkpoint's, else as in `DEFAULTS`.

    Raises:
        UnknownArgumentError: a keyword is no option; the nearest names are given.
        InputError: an option has a value that contradicts itself or another one.
    """

    # Length
    max_length: int | None = None  # tokens, those of the prompt included
    max_new_tokens: int | None = None  # goes before max_length
    min_length: int | None = None
    min_new_tokens: int | None = None
    early_stopping: bool | str | None = None  # beams: True, False or "never"
    max_time: float | None = None  # seconds
    stop_strings: str | list[str] | None = None

    # Search
    do_sample: bool | None = None
    num_beams: int | None = None
    num_return_sequences: int | None = None
    length_penalty: float | None = None  # a beam's score is divided by its length to this power

    # The cache. It is always preallocated, so "static" and "dynamic" mean the same.
    use_cache: bool | None = None
    cache_implementation: str | None = None
    max_cache_len: int | None = None  # room for at least so many tokens

    # Scores
    temperature: float | None = None
    top_k: int | None = None
    top_p: float | None = None
    min_p: float | None = None
    top_h: float | None = None
    typical_p: float | None = None
    epsilon_cutoff: float | None = None
    eta_cutoff: float | None = None
    repetition_penalty: float | None = None
    encoder_repetition_penalty: float | None = None
    no_repeat_ngram_size: int | None = None
    encoder_no_repeat_ngram_size: int | None = None
    bad_words_ids: list[list[int]] | None = None
    sequence_bias: Any = None  # {token ids: bias} or [[token ids, bias], ...]
    renormalize_logits: bool | None = None
    remove_invalid_values: bool | None = None
    forced_bos_token_id: int | None = None
    forced_eos_token_id: int | list[int] | None = None
    exponential_decay_length_penalty: tuple[int, float] | None = None
    suppress_tokens: list[int] | None = None
    begin_suppress_tokens: list[int] | None = None

    # Outputs
    return_dict_in_generate: bool | None = None
    output_scores: bool | None = None  # after the processors
    output_logits: bool | None = None  # before them
    output_attentions: bool | None = None
    output_hidden_states: bool | None = None

    # Special tokens
    pad_token_id: int | None = None
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = None
    decoder_start_token_id: int | list[int] | None = None

    # Speech (Whisper), see `generation/speech.py`
    language: str | list[str] | None = None  # "en", "english", "<|en|>"; one for each recording
    task: str | None = None  # "transcribe" or "translate"
    is_multilingual: bool | None = None
    lang_to_id: dict[str, int] | None = None
    task_to_id: dict[str, int] | None = None
    forced_decoder_ids: list | None = None  # how older files say language and task
    return_timestamps: bool | None = None
    no_timestamps_token_id: int | None = None  # the tokens after it are times
    max_initial_timestamp_index: int | None = None
    prev_sot_token_id: int | None = None  # begins what was said before a window
    condition_on_prev_tokens: bool | None = None
    compression_ratio_threshold: float | None = None
    logprob_threshold: float | None = None
    no_speech_threshold: float | None = None
    alignment_heads: list | None = None  # [[layer, head], ...] whose attention follows the speech
    force_unique_generate_call: bool | None = None

    # Options of transformers that are not here. They are read and written; asking for what they
    # do is an error (see `validation`).
    prefill_chunk_size: int | None = None
    cache_config: Any = None
    guidance_scale: float | None = None
    token_healing: bool | None = None
    watermarking_config: Any = None
    penalty_alpha: float | None = None
    dola_layers: Any = None
    diversity_penalty: float | None = None
    num_beam_groups: int | None = None
    constraints: Any = None
    force_words_ids: Any = None
    low_memory: bool | None = None
    use_mtp: bool | None = None
    prompt_lookup_num_tokens: int | None = None
    assistant_early_exit: int | None = None
    assistant_ensemble_weight: float | None = None
    speculation_type: str | None = None
    continuous_batching_config: Any = None
    compile_config: Any = None
    # These only tune some of the above, and mean nothing without them.
    is_assistant: bool | None = None
    num_assistant_tokens: int | None = None
    num_assistant_tokens_schedule: str | None = None
    assistant_confidence_threshold: float | None = None
    assistant_lookbehind: int | None = None
    target_lookbehind: int | None = None
    max_matching_ngram_size: int | None = None
    disable_compile: bool | None = None

    transformers_version: str | None = None

    _from_model_config = False  # which transformers' Seq2SeqTrainer asks

    def __init__(self, **options: Any):
        check_keywords(options, FIELDS, where=type(self).__name__)
        self._fill(options)

    def _fill(self, options: Mapping[str, Any]) -> None:
        for name in FIELDS:
            setattr(self, name, options.get(name))
        self.validate(given=options)

    def validate(self, *, strict: bool = False, given: Iterable[str] | None = None) -> None:
        """Refuse what cannot work; log what has no effect (with `strict`, refuse that too).

        `given` are the options that the caller named: what merely came with the checkpoint is
        not worth a word.
        """
        check(self)
        issues = minor_issues(self, None if given is None else set(given))
        if issues and strict:
            raise InputError("GenerationConfig: " + " ".join(issues.values()))
        for issue in issues.values():
            log.warning("%s", issue)

    # --- reading -------------------------------------------------------------------------

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], **overrides: Any) -> Self:
        """From a file's content. Its unknown keys are kept, unknown overrides are refused."""
        check_keywords(overrides, {*FIELDS, *data}, where=cls.__name__)
        merged = {key: value for key, value in {**data, **overrides}.items() if key[:1] != "_"}
        config = cls.__new__(cls)
        config._fill({key: value for key, value in merged.items() if key in FIELDS})
        config.__dict__.update({key: value for key, value in merged.items() if key not in FIELDS})
        return config

    @classmethod
    def taken(cls, value: Any) -> Self:
        """Itself, or the options of transformers' object of that name.

        Raises:
            InputError: it is neither.
        """
        if isinstance(value, cls):
            return value
        if type(value).__name__ == "GenerationConfig" and hasattr(value, "to_diff_dict"):
            return cls.from_dict(value.to_diff_dict())
        raise InputError(
            f"generation_config is a {type(value).__name__}, expected a GenerationConfig."
        )

    @classmethod
    def from_model_config(cls, model_config: Any) -> Self:
        """The options that older config.json files hold among the model's own fields."""
        data = model_config if isinstance(model_config, Mapping) else model_config.to_dict()
        parts = [data]
        for name in ("decoder", "generator", "text_config"):
            if isinstance(data.get(name), Mapping):
                parts.append(data[name])
                break
        found = {}
        for part in reversed(parts):
            found.update({k: v for k, v in part.items() if k in FIELDS and v is not None})
        if data.get("force_bos_token_to_be_generated"):  # BART's first files
            found.setdefault("forced_bos_token_id", found.get("bos_token_id"))
        if any(found.get(name) for name in EXTRA_OUTPUTS):
            found["return_dict_in_generate"] = True
        return cls.from_dict(found)

    @classmethod
    def from_snapshot(cls, snapshot: Snapshot, name: str = GENERATION_CONFIG_NAME) -> Self | None:
        """From the file among others of a checkpoint, or None if there is none."""
        data = snapshot.json(name)
        if data is None:
            return None
        config = cls.from_dict(data)
        config._loaded = config.to_dict()
        return config

    @classmethod
    def from_pretrained(
        cls,
        pretrained_model_name: str | os.PathLike[str],
        config_file_name: str | None = None,
        *,
        return_unused_kwargs: bool = False,
        **kwargs: Any,
    ) -> Any:
        """Load generation_config.json of a directory or the Hub; other keywords override options.

        Returns the config, or (config, unused keywords) with `return_unused_kwargs=True`.
        """
        hub = pop_hub_keywords(kwargs)
        name = config_file_name or GENERATION_CONFIG_NAME
        if os.path.isfile(pretrained_model_name):
            data = read_json(Path(pretrained_model_name))
        else:
            snapshot = Snapshot.open(pretrained_model_name, **hub)
            data = snapshot.json(name)
            if data is None:
                raise FileMissingError(
                    f"{snapshot.name!r} has no {name}. Found: "
                    f"{', '.join(snapshot.files()) or '-'}. The options in a config.json are read "
                    "by GenerationConfig.from_model_config."
                )
        unused = {}
        if return_unused_kwargs:
            accepted = {*FIELDS, *data}
            unused = {key: kwargs.pop(key) for key in list(kwargs) if key not in accepted}
        config = cls.from_dict(data, **kwargs)
        if not kwargs:
            config._loaded = config.to_dict()
        return (config, unused) if return_unused_kwargs else config

    # --- writing -------------------------------------------------------------------------

    def to_dict(self) -> dict[str, Any]:
        """Every option, and the keys that a file had besides."""
        return {k: copy.deepcopy(v) for k, v in self.__dict__.items() if k[:1] != "_"}

    def to_diff_dict(self) -> dict[str, Any]:
        """The options that are set."""
        return {key: value for key, value in self.to_dict().items() if value is not None}

    def to_json_string(self, use_diff: bool = True) -> str:
        """The text of generation_config.json; with `use_diff` only what is no default."""
        data = self.to_diff_dict() if use_diff else self.to_dict()
        if isinstance(data.get("sequence_bias"), Mapping):  # JSON has no tuples as keys
            data["sequence_bias"] = [[list(k), v] for k, v in data["sequence_bias"].items()]
        return json.dumps(data, indent=2, sort_keys=True, default=str) + "\n"

    def save_pretrained(
        self, save_directory: str | os.PathLike[str], config_file_name: str | None = None
    ) -> None:
        """Write generation_config.json, atomically.

        Raises:
            InputError: options contradict each other (a file that is as it was loaded may).
        """
        if os.path.isfile(save_directory):
            raise InputError(f"{os.fspath(save_directory)!r} is a file; name a directory.")
        self.validate(strict=self.to_dict() != getattr(self, "_loaded", None))
        Path(save_directory).mkdir(parents=True, exist_ok=True)
        name = config_file_name or GENERATION_CONFIG_NAME
        path = written(Path(save_directory), name, "config_file_name")
        write_text(path, self.to_json_string())

    @staticmethod
    def _get_default_generation_params() -> dict[str, Any]:
        """`DEFAULTS`, as transformers' Seq2SeqTrainer asks for them."""
        return dict(DEFAULTS)

    def update(self, *, defaults_only: bool = False, **options: Any) -> dict[str, Any]:
        """Set the options among these (with `defaults_only`, those that are None) and return the
        rest."""
        known = {key: value for key, value in options.items() if key in self.__dict__}
        for name, value in known.items():
            if not defaults_only or getattr(self, name) is None:
                setattr(self, name, value)
        self.validate(given=known)
        return {key: value for key, value in options.items() if key not in known}

    def merged(self, defaults: GenerationConfig, options: Mapping[str, Any]) -> GenerationConfig:
        """What one call uses: `options`, then this, then `defaults`, then `DEFAULTS`."""
        result = copy.deepcopy(self)
        options = {k: OFF.get(k) if v is None else as_plain(v) for k, v in options.items()}
        if options.get("max_length", 0) is None:
            del options["max_length"]
        for source in (defaults.__dict__, DEFAULTS):
            for key, value in source.items():
                if key[:1] != "_" and result.__dict__.get(key) is None:
                    result.__dict__[key] = copy.deepcopy(value)  # also what only a file knows
        result.__dict__.update(options)
        result.validate(given=options)
        return result

    def __setattr__(self, name: str, value: Any) -> None:
        if name[:1] != "_" and name not in FIELDS and name not in self.__dict__:
            check_keywords([name], FIELDS, where=type(self).__name__)
        object.__setattr__(self, name, as_plain(value))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, GenerationConfig) and self.to_dict() == other.to_dict()

    def __hash__(self) -> int:
        return hash(self.to_json_string())

    def __repr__(self) -> str:
        return f"{type(self).__name__} {self.to_json_string()}"


FIELDS: tuple[str, ...] = tuple(GenerationConfig.__annotations__)

# Of these, models that do not write down speech know nothing.
SPEECH_FIELDS: tuple[str, ...] = FIELDS[
    FIELDS.index("language") : FIELDS.index("force_unique_generate_call") + 1
]
