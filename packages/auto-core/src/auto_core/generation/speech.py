"""`generate` of models that transcribe speech: a recording's windows, one after the other.

Each window is transcribed by an ordinary search; the times it predicts say where the next begins.
Radford et al., 2022, arXiv:2212.04356, section 4.5, by transformers' rules. Tokens are NumPy's
here: there are few, and every window's depend on the last one's.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from auto_core.decoding import speech
from auto_core.decoding.alignment import followed, token_times
from auto_core.decoding.config import FIELDS, GenerationConfig
from auto_core.decoding.outputs import GenerateSpeechOutput
from auto_core.decoding.speech_options import Options, settle
from auto_core.errors import InputError, check_keywords
from auto_core.outputs import ModelOutput

from . import loop, sampling
from .inputs import as_numpy
from .rows import first_rows, joined, row_of


@dataclass
class Transcript:
    """What a search found in one row of a window."""

    tokens: np.ndarray  # without prompt, end and padding
    result: Any  # the row of the search's output
    times: np.ndarray | None  # [prompt + n] seconds of its tokens
    silent: bool
    trusted: bool  # whether the next window may go on from it


def transcribe(
    model: Any,
    search: Callable[..., Any],
    main: Any,
    given: GenerationConfig | None,
    kwargs: dict[str, Any],
) -> Any:
    """What `model.generate` does; `search` is the plain one, (features, config, **inputs)."""
    names, options, _ = type(model)._inputs
    check_keywords(
        kwargs,
        {*FIELDS, *names, *options, *Options.__annotations__, *sampling.KEYWORDS, "tokenizer"}
        | set(vars(model.generation_config)),
        where=f"{type(model).__name__}.generate",
    )
    own = {name: kwargs.pop(name) for name in Options.__annotations__ if name in kwargs}
    features = kwargs.pop("input_features", None) if main is None else main
    settings = {name: kwargs.pop(name) for name in list(kwargs) if name in FIELDS}
    config = (given or GenerationConfig()).merged(model.generation_config, settings)
    with loop.inference():
        return Transcription(model, search, features, config, Options(**own), kwargs).run()


class Transcription:
    """One call: recordings, options, and how far each recording has been transcribed."""

    def __init__(
        self,
        model: Any,
        search: Callable[..., Any],
        features: Any,
        config: GenerationConfig,
        options: Options,
        inputs: dict[str, Any],
    ):
        self.model, self.search, self.config, self.options = model, search, config, options
        self.inputs = inputs  # of the model, for every search
        self.encoded = inputs.get("encoder_outputs")
        if (features is None) == (self.encoded is None):
            raise InputError("Pass exactly one of input_features and encoder_outputs.")
        self.window = speech.STRIDE * model.config.max_source_positions  # frames
        if self.encoded is None:
            self.features = np.asarray(as_numpy(features), np.float32)
            if self.features.ndim != 3:
                raise InputError(
                    f"input_features have shape {self.features.shape}, expected "
                    "[batch, mel bins, frames]."
                )
            batch, _, total = self.features.shape
        else:
            self.features = None
            batch, steps = as_numpy(self.encoded[0]).shape[:2]
            total = steps * speech.STRIDE
        self.returns_output = bool(config.return_dict_in_generate)
        settle(config, options, window=self.window, long=total > self.window)
        times = config.no_timestamps_token_id
        self.first_time = model.config.vocab_size + 1 if times is None else times + 1
        self.mask = options.attention_mask
        self.mask = None if self.mask is None else as_numpy(self.mask)
        self.frames = self._frames(batch, total)  # [b], how many each recording has
        self.first = speech.first_tokens(config, batch, self._detect)  # [b n]
        copies = config.num_return_sequences or 1
        self.source = np.repeat(np.arange(batch), copies)  # [rows], each row's recording
        config.num_return_sequences = 1
        self.copies = copies
        self.seek = np.zeros(len(self.source), np.int64)
        self.tried: dict[int, Any] = {}  # each row's last window: where, and how much room it had
        self.trusted = [bool(config.condition_on_prev_tokens)] * len(self.source)
        prompt = options.prompt_ids
        self.prompt = None if prompt is None else as_numpy(prompt).astype(np.int64).reshape(-1)
        self.segments: list[list[dict[str, Any]]] = [[] for _ in self.source]
        if self.prompt is not None and options.prompt_type == "first-segment":
            begun = self.prompt[0] == config.prev_sot_token_id
            self.segments = [[{"tokens": self.prompt[int(begun) :]}] for _ in self.source]

    def _frames(self, batch: int, total: int) -> np.ndarray:
        if batch > 1 and total > self.window:
            if self.mask is None:
                raise InputError(
                    "Long recordings in a batch need an attention_mask, to know where each ends: "
                    "feature_extractor(..., return_attention_mask=True)."
                )
            return self.mask.sum(-1).astype(np.int64)
        return np.full(batch, total, np.int64)

    # --- the windows ---------------------------------------------------------------------------

    def run(self) -> Any:
        """Transcribe every recording to its end."""
        while True:
            rows = [r for r in range(len(self.source)) if self.seek[r] < self._end(r)]
            if not rows:
                break
            if self.options.monitor_progress is not None:
                done = np.stack([self.seek, self.frames[self.source]], 1)
                self.options.monitor_progress(self._tensor(done))
            self._transcribe_window(rows)
            if self.config.force_unique_generate_call or self.encoded is not None:
                break
        return self._result()

    def _end(self, row: int) -> int:
        return int(self.frames[self.source[row]])

    def _transcribe_window(self, rows: list[int]) -> None:
        ids, mask = self._prompts(rows)
        self._limit(ids.shape[1])
        for index, transcript in enumerate(self._transcribe(rows, ids, mask)):
            row = rows[index]
            frames = min(self._end(row) - int(self.seek[row]), self.window)
            # By its index among those that go on, as transformers has it.
            self.trusted[index] = transcript.trusted
            if transcript.silent:
                self.seek[row] += frames
                continue
            window = speech.Window(
                seek=int(self.seek[row]),
                frames=frames,
                prompt=ids.shape[1],
                first_time=self.first_time,
                step=self.options.time_precision,
                frame_step=self.options.time_precision_features,
                result=transcript.result,
                token_times=transcript.times,
            )
            segments, advance = window.segments(transcript.tokens)
            self.segments[row] += segments
            tried = int(self.seek[row]), self.config.max_length
            if not advance and not transcript.trusted and self.tried.get(row) == tried:
                advance = frames  # the same transcript again, from times that lead nowhere
            self.tried[row] = tried
            self.seek[row] += advance

    def _prompts(self, rows: list[int]) -> tuple[np.ndarray, np.ndarray | None]:
        """What the decoder reads first [n t], and where that is no padding (None: everywhere)."""
        config = self.config
        first = self.first[self.source[rows]]
        if "decoder_input_ids" in self.inputs:
            ids = as_numpy(self.inputs.pop("decoder_input_ids")).astype(np.int64)
            if len(ids) != len(self.frames):
                raise InputError(
                    f"decoder_input_ids have {len(ids)} rows, expected {len(self.frames)}: one "
                    "for each recording."
                )
            return ids[self.source[rows]], None
        if any(self.trusted) and self.segments[0]:
            if self.prompt is not None and self.options.prompt_type == "all-segments":
                begin = self.prompt
            else:
                begin = np.array(self._begins_previous(), np.int64)
            most = self.model.config.max_target_positions // 2 - 1
            if not any(self.trusted[row] for row in rows):
                begin = begin[:0]
            before = [
                speech.said_before(
                    self.segments[row] if self.trusted[row] else [], self.first_time, most, begin
                )
                for row in rows
            ]
            pad = config.pad_token_id
            ids = np.concatenate([speech.stacked(before, pad, left=True), first], 1)
            return ids, (ids != pad).astype(np.int64)
        if self.prompt is not None:
            prompts = np.broadcast_to(self.prompt, (len(rows), len(self.prompt)))
            return np.concatenate([prompts, first], 1), None
        return first, None

    def _begins_previous(self) -> list[int]:
        """The token before what was said earlier; older files only suppress it, last but one."""
        if self.config.prev_sot_token_id is not None:
            return [self.config.prev_sot_token_id]
        suppressed = self.config.suppress_tokens
        return [] if suppressed is None or len(suppressed) < 2 else [suppressed[-2]]

    def _limit(self, prompt: int) -> None:
        """Make room for the prompt in what max_length allows."""
        config, most = self.config, self.model.config.max_target_positions
        if config.max_new_tokens is not None:
            if prompt + config.max_new_tokens > most:
                raise InputError(
                    f"The prompt has {prompt} tokens and max_new_tokens={config.max_new_tokens}: "
                    f"together more than the {most} positions of the decoder. Lower "
                    "max_new_tokens, or shorten prompt_ids."
                )
        elif config.max_length is not None:
            config.max_length = min(config.max_length + min(most // 2 - 1, prompt), most)

    # --- one window ----------------------------------------------------------------------------

    def _transcribe(
        self, rows: list[int], ids: np.ndarray, mask: np.ndarray | None
    ) -> list[Transcript]:
        """The transcript of each row's window, tried at higher temperatures while it is poor."""
        features = self._sound(rows)
        silence = self._silence(features, ids, mask)
        found: list[Any] = [None] * len(rows)
        pending = list(range(len(rows)))
        for temperature in self.options.temperatures:
            hot = temperature > 0
            config = copy.copy(self.config)
            config.do_sample, config.temperature = hot, temperature if hot else 1.0
            if hot:  # in transformers, for the windows that follow too
                config.num_beams = self.config.num_beams = 1
            inputs = self.inputs | {"decoder_input_ids": ids[pending]}
            if mask is not None:
                inputs["decoder_attention_mask"] = mask[pending]
            if self.encoded is not None:
                kept = self.source[[rows[index] for index in pending]]
                inputs["encoder_outputs"] = self._encoded(kept)
            part = None if features is None else self._tensor(features[pending])
            output = self.search(part, config, **inputs)
            self.kind = type(output)
            times = self._token_times(output, [rows[p] for p in pending], ids.shape[1])
            again = []
            for i, index in enumerate(pending):
                row = row_of(output, i)
                if times is not None:
                    row["token_timestamps"] = self._tensor(times[i])
                sequence = as_numpy(row["sequences"] if isinstance(row, dict) else row)
                tokens = speech.without_padding(
                    sequence[ids.shape[1] :], config.pad_token_id, self._eos
                )
                poor, silent = self._judged(row, tokens, temperature, silence, index)
                if len(tokens) and tokens[-1] == self._eos:
                    tokens = tokens[:-1]
                found[index] = Transcript(
                    tokens,
                    row,
                    None if times is None else times[i],
                    silent,
                    bool(config.condition_on_prev_tokens) and temperature < 0.5,
                )
                if poor:
                    again.append(index)
            whole = len(pending) == len(rows)
            self.cache = getattr(output, "past_key_values", None) if whole else None
            pending = again
            if not pending:
                break
        self.transcripts = [transcript.result for transcript in found]
        return found

    def _encoded(self, rows: np.ndarray) -> Any:
        """The rows of what the caller had encoded."""

        def picked(value: Any) -> Any:
            if isinstance(value, tuple | list):
                return tuple(picked(item) for item in value)
            return None if value is None else self._tensor(as_numpy(value)[rows])

        encoded = self.encoded
        if isinstance(encoded, ModelOutput):
            return type(encoded)(**{name: picked(encoded[name]) for name in encoded})
        return picked(encoded)

    @property
    def _eos(self) -> int:
        """The end, which is not returned; of several ends each is, as in transformers."""
        eos = self.config.eos_token_id
        return eos if isinstance(eos, int) else -1

    def _sound(self, rows: list[int]) -> np.ndarray | None:
        """[n bins frames]: each row's window, with zeros after its end."""
        if self.features is None:
            return None
        windows = np.zeros((len(rows), self.features.shape[1], self.window), self.features.dtype)
        for i, row in enumerate(rows):
            end = min(self._end(row), int(self.seek[row]) + self.window)
            sound = self.features[self.source[row], :, self.seek[row] : end]
            windows[i, :, : sound.shape[-1]] = sound
        return windows

    def _judged(
        self, row: Any, tokens: np.ndarray, temperature: float, silence: Any, index: int
    ) -> tuple[bool, bool]:
        """Whether a transcript should be tried again, and whether nothing was said at all."""
        config, poor = self.config, False
        if config.compression_ratio_threshold is not None:
            ratio = speech.compression_ratio(tokens, self.model.config.vocab_size)
            poor = ratio > config.compression_ratio_threshold
        if config.logprob_threshold is not None:
            scores = np.stack([as_numpy(step) for step in row["scores"]])
            likely = speech.mean_log_probability(scores, tokens, temperature)
            unsure = likely < config.logprob_threshold
            if silence is not None and unsure and silence[index] > config.no_speech_threshold:
                return False, True
            poor = poor or unsure
        return poor, False

    def _silence(self, features: Any, ids: np.ndarray, mask: np.ndarray | None) -> Any:
        """[n], how likely the first token says that there is no speech."""
        times = self.config.no_timestamps_token_id
        if self.config.no_speech_threshold is None or times is None:
            return None
        index = ids.shape[1] - self.first.shape[1]
        logits = self._logits(features, ids, mask)[:, index].astype(np.float32)
        weights = np.exp(logits - logits.max(-1, keepdims=True))
        return weights[:, times - 1] / weights.sum(-1)

    def _detect(self) -> np.ndarray:
        """[b], the likeliest language of each recording's first window."""
        features = None if self.features is None else self.features[:, :, : self.window]
        start = np.full((len(self.frames), 1), self.config.decoder_start_token_id, np.int64)
        ids = np.array(list((self.config.lang_to_id or {}).values()))
        return ids[self._logits(features, start, None)[:, -1, ids].argmax(-1)]

    def _logits(self, features: Any, ids: np.ndarray, mask: np.ndarray | None) -> np.ndarray:
        """[n t v] of the prompt."""
        inputs: dict[str, Any] = {"decoder_input_ids": self._tensor(ids)}
        if mask is not None:
            inputs["decoder_attention_mask"] = self._tensor(mask)
            positions = np.where(mask != 0, mask.cumsum(1) - 1, 0)
            inputs["decoder_position_ids"] = self._tensor(positions)
        if features is None:
            inputs["encoder_outputs"] = self.encoded
        else:
            inputs["input_features"] = self._tensor(features)
        return as_numpy(self.model(**inputs, use_cache=False, return_dict=True).logits)

    def _token_times(self, output: Any, rows: list[int], prompt: int) -> Any:
        """Per row, [prompt + n] seconds."""
        if not self.options.return_token_timestamps:
            return None
        heads = [(int(layer), int(head)) for layer, head in self.config.alignment_heads or ()]
        layers = {layer for layer, _ in heads}
        steps = [
            [as_numpy(x) if i in layers else None for i, x in enumerate(step)]
            for step in output.cross_attentions
        ]
        beams = getattr(output, "beam_indices", None)
        weights = followed(steps, heads, None if beams is None else as_numpy(beams), prompt)  # type: ignore[arg-type]
        width = self.model.config.median_filter_width
        found = []
        for row, row_weights in zip(rows, weights, strict=True):
            frames = None
            if self.mask is not None:
                frames = int(self.mask[self.source[row]].sum() - self.seek[row])
            times = token_times(row_weights, frames, width=width)
            found.append(np.concatenate([np.zeros(prompt, np.float32), times]))
        return found

    # --- what is returned ----------------------------------------------------------------------

    def _tensor(self, x: Any) -> Any:
        return loop.to_tensor(self.model, x)

    def _result(self) -> Any:
        unique = self.config.force_unique_generate_call
        if self.returns_output and (unique or not self.config.return_timestamps):
            return self._joined()
        first = int(self.prompt is not None and self.options.prompt_type == "first-segment")
        segments = [row[first:] for row in self.segments]
        if unique:
            rows = [as_numpy(_sequence(row[0]["result"])) for row in segments]
        else:
            empty = np.zeros(0, np.int64)
            rows = [np.concatenate([empty, *(s["tokens"] for s in row)]) for row in segments]
        sequences = self._tensor(speech.stacked(rows, self.config.pad_token_id or 0))
        wants_segments = self.options.return_segments or self.returns_output
        if not (wants_segments or self.options.return_token_timestamps):
            return sequences
        times = None
        if self.options.return_token_timestamps:
            times = self._tensor(self._all_times(segments))
        for segment in (segment for row in segments for segment in row):
            segment["tokens"] = self._tensor(segment["tokens"])
        return GenerateSpeechOutput(
            sequences=sequences,
            token_timestamps=times,
            segments=segments if wants_segments else None,
        )

    def _joined(self) -> Any:
        """The only window's output."""
        lengths = {len(row["sequences"]) for row in self.transcripts}
        if len(lengths) > 1:  # of searches at several temperatures
            ids = [as_numpy(row["sequences"]) for row in self.transcripts]
            padded = self._tensor(speech.stacked(ids, self.config.pad_token_id or 0))
            self.transcripts = [
                row | {"sequences": padded[i]} for i, row in enumerate(self.transcripts)
            ]
        timed = "token_timestamps" in self.transcripts[0]  # times have no field in an output
        # transformers returns the encoder's part once for each recording, but not with times.
        fields = joined(self.transcripts, copies=1 if timed else self.copies)
        if self.cache is not None:
            fields["past_key_values"] = first_rows(self.cache, len(self.transcripts))
        return fields if timed else self.kind(**fields)

    def _all_times(self, segments: list[list[dict[str, Any]]]) -> np.ndarray:
        """[n t]: as `sequences`, within each window, and the last time goes on."""
        rows = []
        for row in segments:
            if self.config.force_unique_generate_call:  # the prompt is in `sequences`, too
                row = [{**row[0], "idxs": (None, None)}]
            times = [np.zeros(0, np.float32)]
            times += [as_numpy(s["result"]["token_timestamps"])[slice(*s["idxs"])] for s in row]
            rows.append(np.concatenate(times))
        most = max(map(len, rows))
        return np.stack(
            [np.pad(r, (0, most - len(r)), "edge" if len(r) else "constant") for r in rows]
        )


def _sequence(result: Any) -> Any:
    return result["sequences"] if isinstance(result, dict) else result
