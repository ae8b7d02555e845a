"""Options of speech generation, and which exclude each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from auto_core.decoding.config import GenerationConfig
from auto_core.errors import InputError

PROMPTS = ("first-segment", "all-segments")


@dataclass
class Options:
    """What only `generate` of speech takes, besides the options of `GenerationConfig`.

    Attributes:
        attention_mask: [b frames], 0 after a recording's end; long recordings in a batch need it.
        prompt_ids: [t], what was said before, e.g. names; of the tokenizer's `get_prompt_ids`.
        prompt_condition_type: "first-segment", or "all-segments" with condition_on_prev_tokens.
        temperature: 0 or None for the likeliest tokens; of several, the later ones are tried
            when a transcript fails `compression_ratio_threshold` or `logprob_threshold`.
        return_token_timestamps: when each token was said, by `alignment_heads`.
        return_segments: the segments too.
        monitor_progress: called before each window with [b 2]: frames done, frames in all.
        time_precision, time_precision_features: seconds of a time token, and of a frame, as the
            segments' times are given; token_timestamps are always given in steps of 0.02.
        num_segment_frames: not looked at: the config says how long a window is.
    """

    attention_mask: Any = None
    prompt_ids: Any = None
    prompt_condition_type: str | None = None
    temperature: float | Sequence[float] | None = None
    return_token_timestamps: bool | None = None
    return_segments: bool = False
    monitor_progress: Callable[[Any], None] | None = None
    time_precision: float = 0.02
    time_precision_features: float = 0.01
    num_segment_frames: int | None = None

    @property
    def prompt_type(self) -> str:
        """`prompt_condition_type`, by default the first."""
        return self.prompt_condition_type or PROMPTS[0]

    @property
    def temperatures(self) -> list[float]:
        """What is tried, one after the other."""
        if self.temperature is None or isinstance(self.temperature, int | float):
            return [self.temperature or 0.0]
        return [temperature or 0.0 for temperature in self.temperature]


def settle(config: GenerationConfig, options: Options, *, window: int, long: bool) -> None:
    """Bring the options into agreement, or refuse them; `config` is changed.

    Args:
        window: frames of one window.
        long: whether a recording has more.

    Raises:
        InputError: options contradict each other, or need what the checkpoint does not have.
    """
    if long:
        if config.return_timestamps is False:
            raise InputError(
                f"A recording of more than {window} frames is transcribed window by window, "
                "each beginning where the last one's times end: pass "
                "return_timestamps=True, or cut the recording."
            )
        config.return_timestamps = True
    if config.return_timestamps and config.no_timestamps_token_id is None:
        raise InputError(
            "Times are asked for, but generation_config.no_timestamps_token_id is not set: "
            "the tokens after it are times."
        )
    named = config.task is not None or config.language is not None
    if config.is_multilingual is False and named:
        raise InputError(
            "This model knows English only: leave out language and task, or pass "
            "is_multilingual=True."
        )
    for name, table in (("language", "lang_to_id"), ("task", "task_to_id")):
        if getattr(config, name) is not None and getattr(config, table) is None:
            raise InputError(
                f"{name}={getattr(config, name)!r}, but generation_config.{table} is not set: "
                "take the checkpoint's newest generation_config.json."
            )
    if config.no_speech_threshold is not None and (
        config.logprob_threshold is None or config.no_timestamps_token_id is None
    ):
        raise InputError(
            "no_speech_threshold needs logprob_threshold too, and "
            "generation_config.no_timestamps_token_id."
        )
    if options.prompt_type not in PROMPTS:
        raise InputError(
            f"prompt_condition_type={options.prompt_type!r}: expected one of {', '.join(PROMPTS)}."
        )
    if options.prompt_type == "all-segments" and not config.condition_on_prev_tokens:
        raise InputError(
            'prompt_condition_type="all-segments" needs condition_on_prev_tokens=True.'
        )
    if options.return_token_timestamps:
        if config.alignment_heads is None:
            raise InputError(
                "return_token_timestamps needs generation_config.alignment_heads: "
                "[[layer, head], ...] of the decoder whose attention follows the speech."
            )
        config.output_attentions = config.output_scores = config.return_dict_in_generate = True
        config.output_scores = True
    if config.logprob_threshold is not None:
        config.output_scores = config.return_dict_in_generate = True
