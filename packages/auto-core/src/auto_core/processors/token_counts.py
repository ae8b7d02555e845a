"""How many tokens and patches images, videos and recordings of some size have, before there are
any: what serving engines ask of a processor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from auto_core.errors import InputError
from auto_core.processors.sizes import HeightWidth


@dataclass
class MultiModalData:
    """Counts for each image, video and recording; None where there were no sizes."""

    num_image_tokens: list[int] | None = None
    num_video_tokens: list[int] | None = None
    num_audio_tokens: list[int] | None = None
    num_image_patches: list[int] | None = None

    def __contains__(self, key: str) -> bool:
        return getattr(self, key, None) is not None

    def __getitem__(self, key: str) -> Any:
        return getattr(self, key)


class TokenCounts:
    """Part of a processor: `_get_num_multimodal_tokens`, as transformers calls it."""

    call_switches: Any
    _route: Any

    def _get_num_multimodal_tokens(
        self,
        image_sizes: Sequence[Sequence[int]] | None = None,
        video_sizes: Sequence[Sequence[int]] | None = None,
        audio_lengths: Sequence[int] | None = None,
        **kwargs: Any,
    ) -> MultiModalData:
        """The tokens of images (and in how many patches or tiles they are cut), videos and
        recordings.

        Args:
            image_sizes: (height, width) of each image.
            video_sizes: (frames, height, width) of each video.
            audio_lengths: the samples of each recording.
            kwargs: keywords of a call of the processor.

        Raises:
            InputError: the processor has no such inputs, or does not count their tokens.
        """
        switches = {name: kwargs.pop(name) for name in self.call_switches if name in kwargs}
        options, found = self._route(kwargs), MultiModalData()
        if image_sizes is not None:
            own = options["images_kwargs"]
            counts = [self.image_counts((rows, columns), own) for rows, columns in image_sizes]
            found.num_image_tokens = [tokens for tokens, _ in counts]
            found.num_image_patches = [patches for _, patches in counts]
        if video_sizes is not None:
            own = options["videos_kwargs"]
            found.num_video_tokens = [
                self.video_count(frames, (rows, columns), own)
                for frames, rows, columns in video_sizes
            ]
        if audio_lengths is not None:
            own = options["audio_kwargs"] | switches
            found.num_audio_tokens = [self.audio_count(length, own) for length in audio_lengths]
        return found

    def image_counts(self, shape: HeightWidth, options: Mapping[str, Any]) -> tuple[int, int]:
        """The tokens and the patches of an image."""
        raise self._counts_none("images")

    def video_count(self, frames: int, shape: HeightWidth, options: Mapping[str, Any]) -> int:
        """The tokens of a video."""
        raise self._counts_none("videos")

    def audio_count(self, length: int, options: Mapping[str, Any]) -> int:
        """The tokens of a recording of so many samples."""
        raise self._counts_none("recordings")

    def _counts_none(self, things: str) -> InputError:
        return InputError(
            f"{type(self).__name__} does not say how many tokens {things} have before there are "
            "any: count those of a call."
        )
