"""The processors of Qwen2.5-Omni and Qwen3-Omni."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from auto_core.configs.qwen3_omni_moe_thinker import vectors_of
from auto_core.errors import InputError
from auto_core.processors.qwen_vl import Qwen2VLProcessor
from auto_core.tensors import BatchFeature, to_numpy

_SAMPLES = 16_000  # of sound in a second


class Qwen2_5OmniProcessor(Qwen2VLProcessor):
    """A token of an image, of a video and of a recording becomes one for each vector of it; the
    sound of a video may stand among its vectors, chunk by chunk of its time."""

    parts = ("image_processor", "video_processor", "feature_extractor", "tokenizer")
    text_defaults: ClassVar[Mapping[str, Any]] = {"padding_side": "left"}
    marks_kinds = False
    call_switches = (
        *Qwen2VLProcessor.call_switches,
        *("use_audio_in_video", "load_audio_from_video"),
        *("seconds_per_chunk", "position_id_per_seconds"),
    )
    image_token: str | None = "<|IMAGE|>"
    video_token: str | None = "<|VIDEO|>"
    audio_token: str | None = "<|AUDIO|>"
    # Where a call says nothing of them: a vector's pixels (a video has 128 to 768 of them), frames
    # of a video in a second, positions in a second.
    side, rate, each = 28, 2.0, 25.0
    audio_defaults: ClassVar[Mapping[str, Any]] = {"padding": "max_length"}
    fixed_padding = True
    audio_bos_token = "<|audio_bos|>"
    audio_eos_token = "<|audio_eos|>"
    vision_bos_token = "<|vision_bos|>"
    vision_eos_token = "<|vision_eos|>"

    def __init__(self, *parts: Any, **named: Any):
        super().__init__(*parts, **named)
        for part in ("audio_bos", "audio_eos", "vision_bos", "vision_eos"):
            own = getattr(self.tokenizer, f"{part}_token", None)
            if isinstance(own, str):
                setattr(self, f"{part}_token", own)

    def __call__(
        self,
        text: Any = None,
        images: Any = None,
        videos: Any = None,
        audio: Any = None,
        **kwargs: Any,
    ) -> BatchFeature:
        """The ids of texts, patches of images and videos, and the recordings' `input_features`
        [a m f] with their `feature_attention_mask` [a f].

        Keywords beside those of the parts: `use_audio_in_video` (or `load_audio_from_video`): of
        each video the next of the recordings, in the order of the texts, is the sound, and the
        two alternate every `seconds_per_chunk` (2; Qwen3-Omni's by their times), where a second is
        `position_id_per_seconds` positions (25; 13).

        Raises:
            InputError: there is no text, or not as many tokens as images, videos and recordings.
        """
        if text is None:
            raise InputError(f"{type(self).__name__} needs a text.")
        given = {"images": images, "videos": videos, "audio": audio}
        self._check_inputs(text=text, **given)
        own = dict(kwargs.get("videos_kwargs") or {})
        named = {**kwargs, **{k: own.pop(k) for k in self.call_switches if k in own}}
        switches = {name: named.pop(name) for name in self.call_switches if name in named}
        options = self._route({**named, "videos_kwargs": own} if own else _without(named))
        tensors = options["text_kwargs"].pop("return_tensors", None)
        features: dict[str, Any] = {}
        if images is not None:
            features.update(self.image_processor(images, **options["images_kwargs"]))
        if videos is not None:
            features.update(self._video_features(videos, options["videos_kwargs"]))
        if audio is not None:
            features.update(self._audio_features(audio, options["audio_kwargs"]))
        texts = [text] if isinstance(text, str) else list(text)
        if any(value is not None for value in given.values()):
            texts = self._expanded(texts, features, switches)
        data = dict(self.tokenizer(texts, **options["text_kwargs"]))
        self._check_none_is_cut(texts, data["input_ids"])
        if switches.get("return_mm_token_type_ids"):
            data["mm_token_type_ids"] = [self._kinds(row) for row in data["input_ids"]]
        features.pop("video_metadata", None)
        return BatchFeature({**data, **features}, tensor_type=tensors)

    # --- the parts ---------------------------------------------------------------------------

    def _video_features(self, videos: Any, options: dict[str, Any]) -> dict[str, Any]:
        features = super()._video_features(videos, self._sized(options))
        rate = self.rate if options.get("fps") is None else options["fps"]
        between = self.video_processor.temporal_patch_size / rate
        features["video_second_per_grid"] = [between] * len(features["video_grid_thw"])
        return features

    def _sized(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """The keywords of a call with videos, and how large frames are where they do not say."""
        if {"size", "min_pixels", "max_pixels"} & set(options):
            return dict(options)
        area = self.side**2
        return {**options, "size": dict(shortest_edge=128 * area, longest_edge=768 * area)}

    def video_count(self, frames: int, shape: Any, options: Mapping[str, Any]) -> int:
        return super().video_count(frames, shape, self._sized(options))

    def _audio_features(self, audio: Any, options: dict[str, Any]) -> dict[str, Any]:
        own = dict(self.audio_defaults) if self.fixed_padding else {}
        options = {"sampling_rate": _SAMPLES, **self.audio_defaults, **options, **own}
        features = super()._audio_features(audio, {**options, "return_attention_mask": True})
        features["feature_attention_mask"] = features.pop("attention_mask")
        return features

    def vectors_of(self, frames: Any, switches: Mapping[str, Any]) -> Any:
        """How many vectors so many frames of a recording become."""
        return ((frames - 1) // 2 - 1) // 2 + 1

    # --- texts -------------------------------------------------------------------------------

    def _expanded(
        self, texts: list[str], features: Mapping[str, Any], switches: Mapping[str, Any]
    ) -> list[str]:
        """Texts with a token for each vector."""
        spoken = bool(switches.get("use_audio_in_video") or switches.get("load_audio_from_video"))
        spoken = spoken and "video_grid_thw" in features
        frames = to_numpy(features.get("feature_attention_mask", np.zeros((0, 1), int))).sum(-1)
        counts = [int(self.vectors_of(one, switches)) for one in frames]
        images, videos = (len(features.get(f"{k}_grid_thw", ())) for k in ("image", "video"))
        tokens = (str(self.image_token), str(self.video_token), str(self.audio_token))
        found = [sum(one.count(token) for one in texts) for token in tokens]
        sounds = len(counts) - (videos if spoken else 0)
        for token, many, wanted, things in zip(
            tokens, found, (images, videos, sounds), ("images", "videos", "recordings"), strict=True
        ):
            if many != wanted:
                more = " beside those of the videos" if spoken and things == "recordings" else ""
                raise InputError(
                    f"The texts hold {many} {token} tokens for {wanted} {things}{more}."
                )
        rest = {token: iter(range(many)) for token, many in zip(tokens, found, strict=True)}
        sound = iter(counts)

        def replacement(match: re.Match[str]) -> str:
            index = next(rest[match[0]])
            if match[0] == self.audio_token:
                return str(self.audio_token) * next(sound)
            if match[0] == self.image_token:
                return self.image_text(features, index)
            if spoken:
                return self._spoken(features, index, next(sound), switches)
            return self.video_text(features, index)

        pattern = "|".join(map(re.escape, tokens))
        return [re.sub(pattern, replacement, one) for one in texts]

    def _spoken(
        self, features: Mapping[str, Any], index: int, count: int, switches: Mapping[str, Any]
    ) -> str:
        """The vectors of a video and of its sound, chunk by chunk."""
        each = switches.get("position_id_per_seconds", self.each)
        frames, rows, columns = map(int, features["video_grid_thw"][index])
        patches = rows * columns // self.video_processor.merge_size**2
        times = np.arange(frames) * features["video_second_per_grid"][index] * each
        found = self._alternating(np.repeat(times, patches), count, each, switches)
        return "".join([self.audio_bos_token, *found, self.audio_eos_token])

    def _alternating(
        self, times: np.ndarray, count: int, each: float, switches: Mapping[str, Any]
    ) -> list[str]:
        """The tokens of a video's vectors of these times, and of so many of its sound."""
        chunk = int(each * switches.get("seconds_per_chunk", 2.0))
        pieces, found = (_chunked(times, chunk), _chunked(np.arange(count), chunk)), []
        for i in range(max(map(len, pieces))):
            for token, lengths in zip((self.video_token, self.audio_token), pieces, strict=True):
                found.append(str(token) * (lengths[i] if i < len(lengths) else 0))
        return found

    @property
    def model_input_names(self) -> list[str]:
        more = ("feature_attention_mask", "video_second_per_grid")
        return list(dict.fromkeys((*super().model_input_names, *more)))

    def audio_count(self, length: int, options: Mapping[str, Any]) -> int:
        part = self.feature_extractor
        return self.vectors_of(min(-(-length // part.hop_length), part.nb_max_frames), options)


class Qwen3OmniMoeProcessor(Qwen2_5OmniProcessor):
    """As Qwen2.5-Omni's; a recording's vectors are counted by windows of `n_window` (50) times two
    frames, and the sound of a video stands among its vectors by their times."""

    call_switches = (*Qwen2_5OmniProcessor.call_switches, "n_window")
    side, rate, each = 32, 1.0, 13.0
    audio_defaults: ClassVar[Mapping[str, Any]] = {"padding": True, "truncation": False}
    fixed_padding = False
    image_token: str | None = "<|image_pad|>"
    video_token: str | None = "<|video_pad|>"
    audio_token: str | None = "<|audio_pad|>"
    audio_bos_token = "<|audio_start|>"
    audio_eos_token = "<|audio_end|>"
    vision_bos_token = "<|vision_start|>"
    vision_eos_token = "<|vision_end|>"

    def vectors_of(self, frames: Any, switches: Mapping[str, Any]) -> Any:
        return vectors_of(frames, 2 * switches.get("n_window", 50))

    def _alternating(
        self, times: np.ndarray, count: int, each: float, switches: Mapping[str, Any]
    ) -> list[str]:
        order = np.concatenate([times, np.arange(count)])
        is_sound = np.arange(len(order)) >= len(times)
        tokens = (str(self.video_token), str(self.audio_token))
        return [tokens[int(is_sound[i])] for i in np.argsort(order, kind="stable")]

    def audio_count(self, length: int, options: Mapping[str, Any]) -> int:
        return int(self.vectors_of(length // self.feature_extractor.hop_length, options))


def _without(named: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in named.items() if name != "videos_kwargs"}


def _chunked(times: Sequence[float] | np.ndarray, chunk: int) -> list[int]:
    """How many of these growing times each chunk has; a time opens at most one chunk."""
    lengths, current = [0], 1
    for time in times:
        if time >= current * chunk:
            lengths.append(0)
            current += 1
        lengths[-1] += 1
    return lengths
