"""Whisper's tokenizer (arXiv:2212.04356): prompts in special tokens, time in tokens.

A sequence is <|startoftranscript|> <|language|> <|task|> <|notimestamps|> text <|endoftext|>.
Tokens after <|notimestamps|> are times in steps of 0.02 s within a window of 30 s.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, ClassVar

from tokenizers import Tokenizer, processors

from auto_core.decoding.languages import LANGUAGES, TASKS, language_code
from auto_core.errors import InputError
from auto_core.tensors import to_tensors
from auto_core.tokenizers.english import transcripts
from auto_core.tokenizers.inputs import as_lists
from auto_core.tokenizers.saving import to_json
from auto_core.tokenizers.tokenizer import PreTrainedTokenizer

SPELLINGS_FILE = "normalizer.json"
_TIME = re.compile(r"<\|(\d+\.\d+)\|>")
_WINDOW = 1500  # steps of a 30 s window


class WhisperTokenizer(PreTrainedTokenizer):
    """`language`, `task` and `predict_timestamps` decide what is put before a text."""

    own_options: ClassVar[tuple[str, ...]] = ("language", "task", "predict_timestamps")
    saved_class_name: str = "WhisperTokenizer"

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.english_spelling_normalizer: dict[str, str] | None
        self.english_spelling_normalizer = self.init_kwargs.pop("_spellings", None)
        self.language: str | None = self.init_kwargs.get("language")
        self.task: str | None = self.init_kwargs.get("task")
        self.predict_timestamps = bool(self.init_kwargs.get("predict_timestamps"))
        self.set_prefix_tokens()

    def further_files(self) -> dict[str, bytes]:
        spellings = self.english_spelling_normalizer
        return {} if spellings is None else {SPELLINGS_FILE: to_json(spellings)}

    def set_prefix_tokens(
        self,
        language: str | None = None,
        task: str | None = None,
        predict_timestamps: bool | None = None,
    ) -> None:
        """Change what is put before texts; None keeps what is set.

        Raises:
            InputError: an unknown language (code or English name) or task.
        """
        self.language = language or self.language
        self.task = task or self.task
        if predict_timestamps is not None:
            self.predict_timestamps = predict_timestamps
        for name in ("language", "task", "predict_timestamps"):
            self.init_kwargs[name] = getattr(self, name)
        prefix = self.prefix_tokens
        tokens, eos = self.convert_ids_to_tokens(prefix), self.eos_token or "<|endoftext|>"
        lead = [f"{token}:0" for token in tokens]
        ids = dict(zip(tokens, prefix, strict=True)) | {eos: self.convert_tokens_to_ids(eos)}
        processor = processors.TemplateProcessing(
            single=[*lead, "$A:0", f"{eos}:0"],
            pair=[*lead, "$A:0", "$B:1", f"{eos}:1"],
            special_tokens=list(ids.items()),
        )

        def replace(rust: Tokenizer) -> None:
            rust.post_processor = processor

        self._backend.change(replace)

    @property
    def prefix_tokens(self) -> list[int]:
        """Ids of what is put before a text."""
        start = self.convert_tokens_to_ids("<|startoftranscript|>")
        prefix = [start]
        if self.language is not None:
            # Languages follow <|startoftranscript|> in a fixed order, whatever their tokens.
            prefix.append(start + 1 + list(LANGUAGES).index(language_code(self.language)))
        if self.task is not None:
            if self.task not in TASKS:
                raise InputError(f"task is {self.task!r}, expected {' or '.join(TASKS)}.")
            prefix.append(self.convert_tokens_to_ids(f"<|{self.task}|>"))
        if not self.predict_timestamps:
            prefix.append(self.convert_tokens_to_ids("<|notimestamps|>"))
        return prefix

    def get_decoder_prompt_ids(
        self, task: str | None = None, language: str | None = None, no_timestamps: bool = True
    ) -> list[tuple[int, int]]:
        """(position, id) of the tokens that generation is forced to begin with."""
        self.set_prefix_tokens(language, task, predict_timestamps=not no_timestamps)
        return list(enumerate(self.prefix_tokens[1:], start=1))

    def get_prompt_ids(self, text: str, return_tensors: Any = "np") -> Any:
        """Ids of an earlier text that tells the model about words and style.

        Raises:
            InputError: the text has special tokens.
        """
        ids = self("<|startofprev|>", " " + text.strip(), add_special_tokens=False)["input_ids"]
        first = self.convert_tokens_to_ids("<|endoftext|>")
        special = next((i for i in ids[1:] if i >= first), None)
        if special is not None:
            found = self.convert_ids_to_tokens(special)
            raise InputError(f"A prompt must be plain text, and this one has {found}.")
        return ids if return_tensors is None else to_tensors(ids, return_tensors)

    def timestamp_ids(self, time_precision: float = 0.02) -> list[int]:
        """Ids of all times in a window."""
        steps = range(_WINDOW + 1)
        return self.convert_tokens_to_ids([f"<|{i * time_precision:.2f}|>" for i in steps])

    # --- decoding ----------------------------------------------------------------------

    def decode(
        self,
        token_ids: Any,
        skip_special_tokens: bool = False,
        clean_up_tokenization_spaces: bool | None = None,
        output_offsets: bool = False,
        time_precision: float = 0.02,
        decode_with_timestamps: bool = False,
        normalize: bool = False,
        basic_normalize: bool = False,
        remove_diacritics: bool = False,
        **options: Any,
    ) -> Any:
        """The text; with `decode_with_timestamps` times stay in it as <|1.08|>.

        With `output_offsets` a mapping of `text` and `offsets`: segments with their text and
        (start, end) in seconds. `normalize` brings English into the form in which error rates are
        computed, `basic_normalize` any language (lower case, no punctuation).
        """
        ids = as_lists(token_ids)
        if isinstance(ids, list) and ids and isinstance(ids[0], list):
            arguments = dict(
                skip_special_tokens=skip_special_tokens,
                clean_up_tokenization_spaces=clean_up_tokenization_spaces,
                output_offsets=output_offsets,
                time_precision=time_precision,
                decode_with_timestamps=decode_with_timestamps,
                normalize=normalize,
                basic_normalize=basic_normalize,
                remove_diacritics=remove_diacritics,
            )
            return [self.decode(row, **arguments, **options) for row in ids]
        ids = [ids] if isinstance(ids, int) else ids
        kept = self._without_prompt(ids) if skip_special_tokens else ids
        if decode_with_timestamps:
            text = self._with_times(kept, skip_special_tokens, time_precision)
        else:
            clean_up = clean_up_tokenization_spaces
            text = super()._decode(kept, skip_special_tokens, clean_up, **options)
            if normalize:
                text = self.normalize(text)
            elif basic_normalize:
                text = self.basic_normalize(text, remove_diacritics)
            text = _TIME.sub("", text)
        if not output_offsets:
            return text
        return {"text": text, "offsets": self._segments(ids, time_precision)}

    def batch_decode(self, sequences: Any, *args: Any, **options: Any) -> Any:
        """`decode` of each row."""
        return [self.decode(row, *args, **options) for row in as_lists(sequences)]

    def normalize(self, text: str) -> str:
        """English as error rates are computed: no fillers, contractions written out, numbers in
        digits, and American spelling as far as the checkpoint's normalizer.json has it."""
        return transcripts.english(text, self.english_spelling_normalizer or {})

    @staticmethod
    def basic_normalize(text: str, remove_diacritics: bool = False) -> str:
        """Any language in lower case, without punctuation and what stands in brackets."""
        return transcripts.basic(text, remove_diacritics)

    @property
    def _first_time(self) -> int:
        last = self._backend.tokenizer.token_to_id("<|notimestamps|>")
        return (self.all_special_ids[-1] if last is None else last) + 1

    def _without_prompt(self, ids: list[int]) -> list[int]:
        """Without an earlier text: all before <|startoftranscript|>."""
        if not ids or ids[0] != self.convert_tokens_to_ids("<|startofprev|>"):
            return ids
        start = self.convert_tokens_to_ids("<|startoftranscript|>")
        return ids[ids.index(start) :] if start in ids else []

    def _with_times(self, ids: list[int], skip_special_tokens: bool, step: float) -> str:
        """Text with times counted from the start of the recording, over several windows."""
        first = self._first_time
        parts: list[Any] = [[]]
        latest = before_latest = elapsed = 0.0
        for position, token in enumerate(ids):
            if token < first:
                parts[-1].append(token)
                continue
            time = (token - first) * step
            if time < latest:  # a new window began
                if position >= 2 and not _both_times(ids, position, first):
                    elapsed += step * _WINDOW
                else:  # the last segment was not finished: it comes again
                    latest = before_latest
                    elapsed += before_latest
                    parts = parts[:-2]
            before_latest, latest = latest, time
            parts += [f"<|{time + elapsed:.2f}|>", []]
        decode = super()._decode
        return "".join(
            part if isinstance(part, str) else decode(part, skip_special_tokens, None)
            for part in parts
        )

    def _segments(self, ids: list[int], step: float) -> list[dict[str, Any]]:
        """What is said between two times, with these."""
        first = self._first_time
        times = [i for i, token in enumerate(ids) if token >= first]
        ends = [i + 1 for i in times if i + 1 < len(ids) and ids[i + 1] >= first]
        if not ends and len(times) <= 1:
            return []
        if times[-1] + 1 not in ends:
            ends.append(times[-1] + 1)
        segments = []
        begin, latest, elapsed = times[0], 0, 0
        for end in ends:
            piece = ids[begin:end]
            if len(piece) > 1:
                start, stop = piece[0] - first, piece[-1] - first
                if start < latest:
                    whole = begin >= 2 and not _both_times(ids, begin, first)
                    elapsed += _WINDOW if whole else latest
                latest = stop
                text = _TIME.sub("", super()._decode(piece, False, None))
                span = (start * step + elapsed * step, stop * step + elapsed * step)
                segments.append({"text": text, "timestamp": span})
            begin = end
        return segments


def _both_times(ids: Sequence[int], position: int, first: int) -> bool:
    return ids[position - 1] >= first and ids[position - 2] >= first
