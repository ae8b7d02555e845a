"""The processor of CSM: conversations of several voices, what they said before as recordings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from auto_core.errors import InputError
from auto_core.processors.placeholders import AUDIO, PlaceholderProcessor
from auto_core.processors.saved_sound import SavesAudio
from auto_core.tensors import BatchFeature, to_numpy

# The convolutions of Mimi, of which the number of a recording's frames follows.
_MIMI: dict[str, Any] = {
    "kernel_sizes": [7, 3, 1, 8, 3, 1, 10, 3, 1, 12, 3, 1, 16, 3, 4],
    "strides": [1, 1, 1, 4, 1, 1, 5, 1, 1, 6, 1, 1, 8, 1, 2],
    "dilations": [1] * 15,
    "use_causal_conv": True,
}
_LABELS = ("output_labels", "depth_decoder_labels_ratio")
_ENCODED = "encoded_length_kwargs"
FIRST_CODE_ONLY, IGNORED = -101, -100


def frames_of(
    samples: int,
    kernel_sizes: Sequence[int] | None = None,
    strides: Sequence[int] | None = None,
    dilations: Sequence[int] | None = None,
    use_causal_conv: bool | None = None,
) -> int:
    """How many frames a recording has after padded convolutions."""
    if None in (kernel_sizes, strides, dilations, use_causal_conv):
        return samples
    length = samples
    for kernel, stride, dilation in zip(kernel_sizes, strides, dilations, strict=False):  # type: ignore[arg-type]
        reach, total = (kernel - 1) * dilation + 1, kernel - stride
        extra = -(-(length - reach + total) // stride) * stride + kernel - total - length
        padded = length + total + extra
        length = (padded - reach) // stride + 1
    return length


class CsmProcessor(SavesAudio, PlaceholderProcessor):
    """The token of a recording is repeated once for each of its frames."""

    parts = ("feature_extractor", "tokenizer")
    audio_token: str | None = "<|AUDIO|>"
    audio_eos_token: str = "<|audio_eos|>"
    text_defaults: ClassVar[Mapping[str, Any]] = {
        "padding": True,
        "padding_side": "left",
        "add_special_tokens": False,
    }
    unused_input_names = ("padding_mask",)
    call_switches = (*_LABELS, _ENCODED)

    def __init__(self, *parts: Any, **named: Any):
        super().__init__(*parts, **named)
        own = getattr(self.tokenizer, "audio_eos_token", None)
        if isinstance(own, str):
            self.audio_eos_token = own

    @property
    def audio_token_id(self) -> int:
        return self.tokenizer.convert_tokens_to_ids(self.audio_token)

    @property
    def audio_eos_token_id(self) -> int:
        return self.tokenizer.convert_tokens_to_ids(self.audio_eos_token)

    def __call__(
        self,
        text: Any = None,
        audio: Any = None,
        output_labels: bool = False,
        depth_decoder_labels_ratio: float = 1.0,
        **kwargs: Any,
    ) -> Any:
        """`input_ids` and `attention_mask` [b t] of texts, and of their recordings `input_values`
        [b 1 samples], those of a text one after the other, with `input_values_cutoffs`
        [b recordings], where each ends.

        Args:
            output_labels: return labels [b t] too: the id of frames and of their end, -100 at
                other tokens.
            depth_decoder_labels_ratio: the part of the frames, chosen at random by NumPy, of
                which all codes count; labels of others are -101.

        Raises:
            InputError: no text, another ratio than 0 to 1, or not as many recordings as tokens.
        """
        if text is None:
            raise InputError(f"{type(self).__name__} needs text.")
        if not 0 <= depth_decoder_labels_ratio <= 1:
            raise InputError(
                f"depth_decoder_labels_ratio is {depth_decoder_labels_ratio}, expected 0 to 1."
            )
        of_audio = dict(kwargs.pop("audio_kwargs", None) or {})
        convolutions = {
            **_MIMI,
            **(of_audio.pop(_ENCODED, None) or kwargs.pop(_ENCODED, None) or {}),
        }
        options = self._route({**kwargs, "audio_kwargs": of_audio})
        named = options["text_kwargs"].pop("return_tensors", None)
        options["audio_kwargs"].pop("return_tensors", None)
        texts = [text] if isinstance(text, str) else list(text)
        counts = [one.count(str(self.audio_token)) for one in texts]
        sounds: list[np.ndarray] = []
        if audio is not None:
            rate = options["audio_kwargs"].get("sampling_rate")
            sounds = self.feature_extractor._recordings(audio, rate)
        frames = [str(self.audio_token) * frames_of(len(one), **convolutions) for one in sounds]
        data = self._text_features(texts, {AUDIO: frames}, options["text_kwargs"], {})
        if audio is not None:
            data.update(self._sounds(sounds, counts))
        if output_labels:
            data["labels"] = self._labels(data["input_ids"], depth_decoder_labels_ratio)
        return BatchFeature(data, tensor_type=named)

    def _sounds(self, sounds: list[np.ndarray], counts: list[int]) -> dict[str, Any]:
        rows, cutoffs, rest = [], [], iter(sounds)
        for count in counts:
            own = [next(rest) for _ in range(count)]
            rows.append(np.concatenate([np.zeros(0, np.float32), *own]))
            cutoffs.append(np.cumsum([len(one) for one in own]).astype(np.int64))
        most = max(map(len, rows))
        fill = self.feature_extractor.padding_value
        padded = [np.pad(row, (0, most - len(row)), constant_values=fill) for row in rows]
        ends = max(1, *map(len, cutoffs))
        return {
            "input_values": [row[None].astype(np.float32) for row in padded],
            "input_values_cutoffs": [
                np.pad(row, (0, ends - len(row)), constant_values=-1) for row in cutoffs
            ],
        }

    def _labels(self, input_ids: Any, ratio: float) -> list[list[int]]:
        ids = np.asarray(input_ids if isinstance(input_ids, list) else to_numpy(input_ids))
        sound = ids == self.audio_token_id
        labels = np.where(sound | (ids == self.audio_eos_token_id), ids, IGNORED)
        rows, columns = np.nonzero(sound)
        chosen = np.random.permutation(len(rows))[: int(len(rows) * (1 - ratio))]
        labels[rows[chosen], columns[chosen]] = FIRST_CODE_ONLY
        return labels.tolist()

    @property
    def model_input_names(self) -> list[str]:
        return [*super().model_input_names, "input_values_cutoffs"]
