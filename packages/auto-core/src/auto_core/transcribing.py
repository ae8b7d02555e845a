"""Recordings of any length as texts with times: CTC in windows that overlap, Whisper by its own
times, transducers, other encoder-decoders and language models window by window.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import numpy as np

from auto_core.errors import InputError
from auto_core.processors.sound import read_sound
from auto_core.tensors import to_numpy

PAUSE = 0.8  # seconds without a token that end a segment
LONGEST = 8.0  # seconds after which a segment ends with the next word
TOKENS_PER_SECOND = 7  # at most, of speech
TOKENS_AROUND = 4  # times as many at most where answers say more than a transcript: who, and when


@dataclass
class Segment:
    """A part of a transcript, with its times in seconds."""

    start: float
    end: float
    text: str


@dataclass
class Transcript:
    """The text of a recording, and its parts."""

    text: str
    segments: list[Segment] = field(default_factory=list)
    seconds: float = 0.0  # of the recording

    def to_srt(self) -> str:
        """SubRip subtitles."""
        return "\n".join(
            f"{number}\n{_clock(part.start, ',')} --> {_clock(part.end, ',')}\n{part.text}\n"
            for number, part in enumerate(self.segments, 1)
        )

    def to_vtt(self) -> str:
        """WebVTT subtitles."""
        parts = (
            f"{_clock(part.start, '.')} --> {_clock(part.end, '.')}\n"
            # What would end a cue, or begin a tag in it.
            + part.text.replace("&", "&amp;").replace("<", "&lt;").replace("-->", "--&gt;")
            + "\n"
            for part in self.segments
        )
        return "\n".join(["WEBVTT\n", *parts])


def _clock(seconds: float, point: str) -> str:
    milliseconds = max(round(seconds * 1000), 0)
    minutes, rest = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{rest // 1000:02}{point}{rest % 1000:03}"


def transcribe(
    audio: Any,
    model: Any,
    processor: Any,
    *,
    sampling_rate: int | None = None,
    chunk_length_s: float = 30.0,
    stride_length_s: float | None = None,
    return_tensors: str = "np",
    **options: Any,
) -> Transcript:
    """The transcript of a file, or of a waveform [samples] at `sampling_rate`.

    Args:
        model: one with a CTC head, a transducer, an encoder-decoder with `generate`, or a language
            model whose processor has `apply_transcription_request`.
        chunk_length_s: seconds of a window.
        stride_length_s: seconds of a CTC window that its neighbours have too, on either side; what
            is said there is taken from the neighbour. A sixth of a window by default.
        return_tensors: the model's kind of tensors: "pt", "tf", "jax" or "np".
        options: of `generate` (`language`, `task`, `num_beams`, ...), and of requests for
            transcripts (`language`, `prompt`).

    Raises:
        InputError: the windows are shorter than what they share, or there is no sound.
    """
    extractor = getattr(processor, "feature_extractor", processor)
    rate = extractor.sampling_rate
    if isinstance(audio, np.ndarray | list):
        waveform = np.asarray(audio, np.float32)
        if sampling_rate != rate:
            raise InputError(
                f"The waveform's sampling_rate is {sampling_rate}, and this model wants {rate}. "
                "auto_core.processors.sound.resample changes it; files are resampled."
            )
    else:
        waveform, _ = read_sound(audio, rate)
    if waveform.ndim != 1 or not waveform.size:
        raise InputError(f"The recording has shape {waveform.shape}, expected [samples].")
    chunk = round(chunk_length_s * rate)
    if chunk < 1:
        raise InputError(f"chunk_length_s is {chunk_length_s}, expected more than 0.")
    job = _Job(model, processor, extractor, waveform, rate, return_tensors, options)
    names = type(model).__name__
    if names.endswith("ForCTC"):
        stride = chunk / 6 if stride_length_s is None else stride_length_s * rate
        found = job.by_ctc(chunk, round(stride))
    elif getattr(model.config, "model_type", "") == "whisper":
        found = job.by_whisper()
    elif names.endswith(("ForRNNT", "ForTDT")):
        found = job.by_transducer(chunk)
    elif hasattr(processor, "apply_transcription_request"):
        found = job.by_requests(chunk)
    else:
        found = job.by_windows(chunk)
    found.seconds = len(waveform) / rate
    return found


@dataclass
class _Job:
    model: Any
    processor: Any
    extractor: Any
    waveform: np.ndarray
    rate: int
    tensors: str
    options: dict[str, Any]

    @property
    def tokenizer(self) -> Any:
        return self.processor.tokenizer

    def features(self, waveform: np.ndarray, **options: Any) -> dict[str, Any]:
        return dict(
            self.extractor(
                waveform, sampling_rate=self.rate, return_tensors=self.tensors, **options
            )
        )

    # --- CTC -----------------------------------------------------------------------------------

    def by_ctc(self, chunk: int, stride: int) -> Transcript:
        if self.options:
            raise InputError(
                f"A CTC model takes no {', '.join(self.options)}: it generates nothing."
            )
        ratio = getattr(self.model.config, "inputs_to_logits_ratio", 1)
        chunk, stride = (max(round(size / ratio), 0) * ratio for size in (chunk, stride))
        parts = list(self.frames(chunk, stride))
        ids = np.concatenate([part for part, _ in parts])
        times = np.concatenate([part for _, part in parts])  # [frames 2], begin and end
        decode = self.tokenizer.decode
        runs = _runs(ids, self.blank)
        space = getattr(self.tokenizer, "word_delimiter_token_id", None)
        segments = []
        for group in _groups(runs, times, space):
            first, last = group[0], group[-1]
            part = ids[first[1] : last[2]]
            text = decode(self.collapsed(part), skip_special_tokens=True, **self.ungrouped)
            if text.strip():
                segments.append(
                    Segment(float(times[first[1], 0]), float(times[last[2] - 1, 1]), text.strip())
                )
        whole = decode(self.collapsed(ids), skip_special_tokens=True, **self.ungrouped)
        return Transcript(whole.strip(), segments)

    @property
    def blank(self) -> int:
        pad = self.tokenizer.pad_token_id
        return self.model.config.pad_token_id if pad is None else pad

    @property
    def ungrouped(self) -> dict[str, Any]:
        """What keeps a tokenizer of letters from merging what was merged already."""
        return {"group_tokens": False} if hasattr(self.tokenizer, "word_delimiter_token") else {}

    def collapsed(self, ids: np.ndarray) -> list[int]:
        return [int(token) for token, _, _ in _runs(ids, self.blank)]

    def frames(self, chunk: int, stride: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """The ids of each window's own frames, and when these begin and end."""
        step = chunk - 2 * stride
        if step <= 0:
            raise InputError(
                f"stride_length_s, {stride / self.rate:g} s on either side, leaves nothing of "
                f"chunk_length_s={chunk / self.rate:g} s."
            )
        total = len(self.waveform)
        for start in range(0, total, step):
            window = self.waveform[start : start + chunk]
            last = start + chunk >= total
            before, after = (0 if start == 0 else stride), (0 if last else stride)
            if len(window) > before:
                logits = to_numpy(self.model(**self.features(window)).logits)[0]
                count = len(logits)
                begin = round(before / len(window) * count)
                end = count - round(after / len(window) * count)
                edges = (start + np.arange(count + 1) * len(window) / count) / self.rate
                times = np.stack([edges[:-1], edges[1:]], 1)
                yield logits.argmax(-1)[begin:end], times[begin:end]
            if last:
                return

    # --- transducers ---------------------------------------------------------------------------

    def by_transducer(self, chunk: int) -> Transcript:
        """Windows that end where it is quiet; each token's times are the processor's."""
        texts, segments = [], []
        for start, end in self.windows(chunk):
            output = self.model.generate(**self.features(self.waveform[start:end]), **self.options)
            found, tokens = self.processor.decode(
                output.sequences, durations=output.durations, skip_special_tokens=True
            )
            texts.append(found[0].strip())
            for group in _token_groups(tokens[0]):
                text = "".join(token["token"] for token in group).strip()
                if text:
                    first, last = (
                        start / self.rate + t for t in (group[0]["start"], group[-1]["end"])
                    )
                    segments.append(Segment(first, min(last, end / self.rate), text))
        return Transcript(" ".join(filter(None, texts)), segments)

    # --- encoder-decoders ----------------------------------------------------------------------

    def by_whisper(self) -> Transcript:
        long = len(self.waveform) > self.extractor.n_samples
        features = self.features(
            self.waveform,
            return_attention_mask=True,
            **({"truncation": False, "padding": "longest"} if long else {}),
        )
        config = self.model.generation_config
        timed = getattr(config, "no_timestamps_token_id", None) is not None
        if long and not timed:
            raise InputError(
                "This Whisper's generation_config has no no_timestamps_token_id, without which a "
                "recording of more than one window cannot be followed."
            )
        times = {"return_timestamps": True, "return_segments": True} if timed else {}
        output = self.model.generate(
            features["input_features"],
            attention_mask=features["attention_mask"],
            **times,
            **self.options,
        )
        if not timed:
            return self.whole(output)
        found = output["segments"] if isinstance(output, dict) else output.segments
        segments = []
        for part in found[0]:
            text = self.decoded(part["tokens"])
            if text:
                start, end = float(to_numpy(part["start"])), float(to_numpy(part["end"]))
                segments.append(Segment(start, end, text))
        return Transcript(" ".join(part.text for part in segments), segments)

    def whole(self, output: Any) -> Transcript:
        ids = getattr(output, "sequences", output)
        text = self.decoded(ids[0])
        seconds = len(self.waveform) / self.rate
        return Transcript(text, [Segment(0.0, seconds, text)] if text else [])

    def decoded(self, ids: Any) -> str:
        return self.tokenizer.decode(to_numpy(ids).tolist(), skip_special_tokens=True).strip()

    def by_windows(self, chunk: int) -> Transcript:
        """Windows that end where it is quiet."""
        segments = []
        for start, end in self.windows(chunk):
            window = self.waveform[start:end]
            features = self.features(window)
            name = next(iter(features))
            mask = features.get("attention_mask")
            seconds = len(window) / self.rate
            limits = {"max_new_tokens": math.ceil(TOKENS_PER_SECOND * seconds) + 8}
            masks = {} if mask is None else {"attention_mask": mask}
            output = self.model.generate(features[name], **masks, **(limits | self.options))
            text = self.decoded(getattr(output, "sequences", output)[0])
            if text:
                segments.append(Segment(start / self.rate, end / self.rate, text))
        return Transcript(" ".join(part.text for part in segments), segments)

    # --- language models -----------------------------------------------------------------------

    def by_requests(self, chunk: int) -> Transcript:
        """Windows that end where it is quiet, each of which the processor asks about."""
        ask = self.processor.apply_transcription_request
        asked = {"language", "prompt"} & set(inspect.signature(ask).parameters)
        request = {name: value for name, value in self.options.items() if name in asked}
        options = {name: value for name, value in self.options.items() if name not in asked}
        reading = {"skip_special_tokens": True, **self.processor.transcript_options}
        segments = []
        for start, end in self.windows(chunk):
            given = ask(
                self.waveform[start:end],
                **request,
                sampling_rate=self.rate,
                return_tensors=self.tensors,
            )
            most = math.ceil(TOKENS_PER_SECOND * (end - start) / self.rate) + 8
            limits = {"max_new_tokens": TOKENS_AROUND * most}
            output = self.model.generate(**given, **(limits | options))
            ids = to_numpy(getattr(output, "sequences", output))[0, given["input_ids"].shape[1] :]
            text = self.processor.decode(ids.tolist(), **reading).strip()
            if text:
                segments.append(Segment(start / self.rate, end / self.rate, text))
        return Transcript(" ".join(part.text for part in segments), segments)

    # -------------------------------------------------------------------------------------------

    def windows(self, chunk: int) -> Iterator[tuple[int, int]]:
        start = 0
        while start < len(self.waveform):
            end = _quiet_end(self.waveform, start, chunk, self.rate)
            yield start, end
            start = end


def _quiet_end(waveform: np.ndarray, start: int, chunk: int, rate: int) -> int:
    """Where a window from `start` ends: the quietest 20 ms of its last fifth."""
    end = start + chunk
    if end >= len(waveform):
        return len(waveform)
    size = max(rate // 50, 1)
    first = max(end - max(chunk // 5, size), start + size)
    frames = waveform[first:end][: (end - first) // size * size].reshape(-1, size)
    if not len(frames):
        return end
    return first + int(np.square(frames).sum(1).argmin()) * size + size // 2


Run = tuple[int, int, int]  # a token, its first frame and the one after its last


def _runs(ids: np.ndarray, blank: int) -> list[Run]:
    """Equal neighbours as one, without blanks."""
    runs, start = [], 0
    for token, group in groupby(ids.tolist()):
        length = len(list(group))
        if token != blank:
            runs.append((token, start, start + length))
        start += length
    return runs


def _groups(runs: Sequence[Run], times: np.ndarray, space: int | None) -> Iterator[list[Run]]:
    """Runs that belong to one segment: up to a pause, or the end of a word when it is long."""
    group: list[Run] = []
    for run in runs:
        if group:
            pause = times[run[1], 0] - times[group[-1][2] - 1, 1]
            long = times[run[1], 0] - times[group[0][1], 0] > LONGEST
            if pause > PAUSE or (long and run[0] == space):
                yield group
                group = []
        if group or run[0] != space:
            group.append(run)
    if group:
        yield group


def _token_groups(tokens: Sequence[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Tokens with times as segments: up to a pause, or the next word when it is long."""
    group: list[dict[str, Any]] = []
    for token in tokens:
        if group:
            pause = token["start"] - group[-1]["end"]
            long = token["start"] - group[0]["start"] > LONGEST
            if pause > PAUSE or (long and token["token"].startswith(" ")):
                yield group
                group = []
        group.append(token)
    if group:
        yield group
