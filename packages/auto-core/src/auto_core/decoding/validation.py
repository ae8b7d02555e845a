"""Validation of generation options: contradictions, no effect, not implemented."""

from __future__ import annotations

from typing import Any

from auto_core.errors import InputError

# Option -> (values that ask for nothing, what to do instead).
_ABSENT: dict[str, tuple[tuple[Any, ...], str]] = {
    "penalty_alpha": ((0, 0.0), "Contrastive search is not implemented."),
    "dola_layers": ((), "DoLa decoding is not implemented."),
    "constraints": ((), "Constrained beam search is not implemented."),
    "force_words_ids": ((), "Constrained beam search is not implemented."),
    "num_beam_groups": ((1,), "Group beam search is not implemented; use do_sample=True."),
    "diversity_penalty": ((0, 0.0), "Group beam search is not implemented; use do_sample=True."),
    "low_memory": ((False,), "Leave it out, or lower num_beams."),
    "use_mtp": ((False,), "Multi-token prediction is not implemented."),
    "prompt_lookup_num_tokens": ((), "Assisted decoding is not implemented."),
    "assistant_early_exit": ((), "Assisted decoding is not implemented."),
    "assistant_ensemble_weight": ((), "Assisted decoding is not implemented."),
    "speculation_type": ((), "Assisted decoding is not implemented."),
    "continuous_batching_config": ((), "Continuous batching is not implemented."),
    "guidance_scale": (
        (1, 1.0),
        "Classifier-free guidance is not implemented; pass a logits_processor that applies it.",
    ),
    "token_healing": ((False,), "Token healing is not implemented."),
    "watermarking_config": ((), "Watermarks are not implemented; pass a logits_processor."),
    "prefill_chunk_size": ((), "Prompts are read at once; leave it out."),
    "cache_config": (({},), "The cache has no options; leave it out."),
    "compile_config": ((), "Compile the model yourself, e.g. model.compile()."),
}
_CACHES = ("static", "dynamic")
_OLD_NAMES = ("hybrid", "hybrid_chunked", "sliding_window")  # of "static", for layers with windows
_ELSEWHERE = ("offloaded", "offloaded_static", "quantized", "paged")

_SAMPLING_ONLY = {
    "temperature": 1.0,
    "top_p": 1.0,
    "min_p": None,
    "top_h": None,
    "typical_p": 1.0,
    "top_k": 50,
    "epsilon_cutoff": 0.0,
    "eta_cutoff": 0.0,
}
_BEAMS_ONLY = {"early_stopping": False, "length_penalty": 1.0}
_LISTED = ("output_attentions", "output_hidden_states", "output_scores", "output_logits")

# Option -> (test, what it must be); None is always allowed.
_RANGES: dict[str, tuple[Any, str]] = {
    "max_new_tokens": (lambda v: _whole(v) and v > 0, "a whole number above 0"),
    "max_length": (lambda v: _whole(v) and v > 0, "a whole number above 0"),
    "min_length": (lambda v: _whole(v) and v >= 0, "a whole number, 0 or more"),
    "min_new_tokens": (lambda v: _whole(v) and v >= 0, "a whole number, 0 or more"),
    "early_stopping": (lambda v: v is True or v is False or v == "never", 'True, False or "never"'),
    "num_beams": (lambda v: _whole(v) and v > 0, "a whole number above 0"),
    "num_return_sequences": (lambda v: _whole(v) and v > 0, "a whole number above 0"),
    "no_repeat_ngram_size": (lambda v: _whole(v) and v >= 0, "a whole number, 0 or more"),
    "encoder_no_repeat_ngram_size": (lambda v: _whole(v) and v >= 0, "a whole number, 0 or more"),
    "repetition_penalty": (lambda v: _number(v) and v > 0, "a number above 0"),
    "encoder_repetition_penalty": (lambda v: _number(v) and v > 0, "a number above 0"),
    "length_penalty": (lambda v: _number(v), "a number"),
    "bad_words_ids": (lambda v: _lists_of_ids(v), "a list of lists of token ids, not empty"),
    "suppress_tokens": (lambda v: _ids(v), "a list of token ids"),
    "begin_suppress_tokens": (lambda v: _ids(v), "a list of token ids"),
    "sequence_bias": (lambda v: _biases(v), "{(ids, ...): number} or [[[ids], number], ...]"),
    "exponential_decay_length_penalty": (
        lambda v: isinstance(v, list | tuple) and len(v) == 2,
        "(start, factor)",
    ),
}
# The same for options that only sampling reads: files hold odd values that nobody uses.
_SAMPLING_RANGES: dict[str, tuple[Any, str]] = {
    "temperature": (
        lambda v: _number(v) and v > 0,
        "a number above 0; for the likeliest token each time, set do_sample=False",
    ),
    "top_k": (lambda v: _whole(v) and v >= 0, "a whole number, 0 for no limit"),
    "top_p": (lambda v: _number(v) and 0 <= v <= 1, "a number from 0 to 1"),
    "min_p": (lambda v: _number(v) and 0 <= v <= 1, "a number from 0 to 1"),
    "top_h": (lambda v: _number(v) and 0 < v <= 1, "a number above 0, at most 1"),
    "typical_p": (lambda v: _number(v) and v > 0, "a number above 0"),
    "epsilon_cutoff": (lambda v: _number(v) and 0 <= v < 1, "a number from 0 to below 1"),
    "eta_cutoff": (lambda v: _number(v) and 0 <= v < 1, "a number from 0 to below 1"),
}


def check(config: Any) -> None:
    """Refuse values that cannot work, alone or together.

    Raises:
        InputError: naming the option, its value, and what it may be.
    """
    ranges = {**_RANGES, **(_SAMPLING_RANGES if config.do_sample else {})}
    for name, (fits, expected) in ranges.items():
        value = getattr(config, name)
        if value is not None and not fits(value):
            raise InputError(f"{name} is {value!r}, expected {expected}.")
    _check_return_sequences(config)
    forced = (("forced_bos_token_id", config.forced_bos_token_id),)
    forced += (("forced_eos_token_id", config.forced_eos_token_id),)
    for name, ids in forced:
        ids = {ids} if isinstance(ids, int) else set(ids or ())
        if ids and config.suppress_tokens is not None and ids <= set(config.suppress_tokens):
            raise InputError(
                f"{name}={sorted(ids)} is also in suppress_tokens, so that no token would be left. "
                "Take it out of one of the two; to put off the end, use min_new_tokens."
            )


def _check_return_sequences(config: Any) -> None:
    wanted, beams = config.num_return_sequences or 1, config.num_beams or 1
    if wanted > 1 and beams == 1 and not config.do_sample:
        raise InputError(
            f"num_return_sequences={wanted}, but greedy search finds one sequence. Set "
            "do_sample=True, or num_beams to at least as many."
        )
    if 1 < beams < wanted:
        raise InputError(
            f"num_return_sequences={wanted} is more than num_beams={beams}. Raise num_beams."
        )


def check_implemented(config: Any) -> None:
    """Refuse what transformers can do and `generate` here cannot; called when it is to run.

    Raises:
        InputError: naming the option.
    """
    for name, (neutral, advice) in _ABSENT.items():
        value = getattr(config, name)
        if value is not None and value not in neutral:
            raise InputError(f"generate has no {name}={value!r}. {advice}")
    cache = config.cache_implementation
    if cache is not None and cache not in (*_CACHES, *_OLD_NAMES):
        known = "is not implemented" if cache in _ELSEWHERE else "is unknown"
        raise InputError(
            f"cache_implementation={cache!r} {known}. The cache is always preallocated: leave "
            f"the option out, or pass one of {', '.join(map(repr, _CACHES))}."
        )


def minor_issues(config: Any, given: set[str] | None) -> dict[str, str]:
    """Options that are set and have no effect, each with a sentence that says why."""
    found = {}

    def ignored(outer: str, options: dict[str, Any], why: str) -> None:
        for name, neutral in options.items():
            value = getattr(config, name)
            named = given is None or name in given or outer not in given
            if value is not None and value != neutral and named:
                found[name] = f"{name}={value!r} has no effect {why}."

    if not config.do_sample:
        ignored("do_sample", _SAMPLING_ONLY, "without do_sample=True")
    if (config.num_beams or 1) == 1:
        ignored("num_beams", _BEAMS_ONLY, "without num_beams above 1")
    if not config.return_dict_in_generate:
        neutral: dict[str, Any] = dict.fromkeys(_LISTED, False)
        ignored("return_dict_in_generate", neutral, "without return_dict_in_generate=True")
    if config.pad_token_id is not None and config.pad_token_id < 0:
        found["pad_token_id"] = f"pad_token_id={config.pad_token_id} is no token: batches need one."
    return found


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _ids(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(_is_id(item) for item in value)


def _is_id(value: Any) -> bool:
    return hasattr(value, "__index__") and not isinstance(value, bool) and int(value) >= 0


def _lists_of_ids(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(item, list) and bool(item) and _ids(item) for item in value)
    )


def _biases(value: Any) -> bool:
    pairs = list(value.items()) if isinstance(value, dict) else value
    return (
        isinstance(pairs, list)
        and bool(pairs)
        and all(
            isinstance(pair, list | tuple)
            and len(pair) == 2
            and _ids(pair[0])
            and len(pair[0]) > 0
            and _number(pair[1])
            for pair in pairs
        )
    )
