"""The processor of Dia: texts of two speakers, and the codes of what they said before."""

from __future__ import annotations

import importlib
import math
from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from auto_core.errors import InputError
from auto_core.processors.processor import Processor
from auto_core.processors.saved_sound import SavesAudio
from auto_core.tensors import BatchFeature, to_numpy

_CODES: dict[str, Any] = {
    "eos_token_id": 1024,
    "pad_token_id": 1025,
    "bos_token_id": 1026,
    "delay_pattern": (0, 8, 9, 10, 11, 12, 13, 14, 15),
    "generation": True,
}
_SECTION = "audio_tokenizer"  # of processor_config.json
IGNORED = -100


def delayed(codes: np.ndarray, delays: Any, before: int, after: int) -> np.ndarray:
    """Codes [b t q], each codebook's moved by its delay, which may be negative; `before` stands in
    front and `after` behind."""
    batch, steps, _ = codes.shape
    index = np.arange(steps)[:, None] - np.asarray(delays)
    found = np.take_along_axis(codes, np.clip(index, 0, steps - 1)[None].repeat(batch, 0), 1)
    found = np.where(index < 0, before, found)
    return np.where(index >= steps, after, found)


class DiaProcessor(SavesAudio, Processor):
    """Texts, the delayed codes that the decoder begins with, and waveforms of what it writes.

    `audio_tokenizer` is a DacModel of any framework; `from_pretrained` loads NumPy's when it is
    first needed, where none is passed.
    """

    parts = ("feature_extractor", "tokenizer")
    text_defaults: ClassVar[Mapping[str, Any]] = {
        "padding": True,
        "padding_side": "right",
        "add_special_tokens": False,
    }
    call_switches = ("output_labels", *_CODES)

    def __init__(self, *parts: Any, audio_tokenizer: Any = None, **named: Any):
        if len(parts) > len(self.parts):
            *parts, audio_tokenizer = parts  # type: ignore[assignment]
        super().__init__(*parts, **named)
        self._codec = audio_tokenizer

    @property
    def audio_tokenizer(self) -> Any:
        """The codec.

        Raises:
            InputError: there is none.
        """
        if isinstance(self._codec, Mapping):
            from auto_core import NumpyDacModel  # type: ignore[attr-defined]

            name: Any = self._codec.get("audio_tokenizer_name_or_path")
            self._codec = NumpyDacModel.from_pretrained(name)
        if self._codec is None:
            raise InputError(
                f"{type(self).__name__} has no codec: pass audio_tokenizer=, a DacModel."
            )
        return self._codec

    @audio_tokenizer.setter
    def audio_tokenizer(self, value: Any) -> None:
        self._codec = value

    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: Any, **kwargs: Any) -> Any:
        """Load all parts from a directory or the Hub; see `Processor.from_pretrained`.

        Keyword: `audio_tokenizer`, a DacModel, instead of the one that the file names.
        """
        from auto_core.checkpoints.hub import Snapshot, pop_hub_keywords
        from auto_core.processors.files import PROCESSOR_CONFIG

        codec = kwargs.pop("audio_tokenizer", None)
        found = super().from_pretrained(pretrained_model_name_or_path, **kwargs)
        if codec is None:
            source = Snapshot.open(pretrained_model_name_or_path, **pop_hub_keywords(dict(kwargs)))
            codec = (source.json(PROCESSOR_CONFIG) or {}).get(_SECTION)
        found.audio_tokenizer = codec
        return found

    def to_dict(self) -> dict[str, Any]:
        data = super().to_dict()
        if isinstance(self._codec, Mapping):
            data[_SECTION] = dict(self._codec)
        elif self._codec is not None:
            data[_SECTION] = {
                "audio_tokenizer_class": "DacModel",
                "audio_tokenizer_name_or_path": str(self._codec.config.name_or_path),
            }
        return data

    def _settings(self, kwargs: dict[str, Any]) -> dict[str, Any]:
        """The codes' options, taken out of a call's keywords.

        Raises:
            InputError: one of them is None.
        """
        of_audio = dict(kwargs.pop("audio_kwargs", None) or {})
        found = {}
        for name, default in _CODES.items():
            found[name] = of_audio.pop(name, kwargs.pop(name, default))
            if found[name] is None:
                raise InputError(f"{name} is None, and {type(self).__name__} needs it.")
        kwargs["audio_kwargs"] = of_audio
        return found

    def __call__(
        self, text: Any = None, audio: Any = None, output_labels: bool = False, **kwargs: Any
    ) -> Any:
        """`input_ids` and `attention_mask` [b k] of texts, `decoder_input_ids` [b t q], delayed
        codes with padding where the model is to write, and `decoder_attention_mask` [b t].

        Args:
            audio: what was said before the text goes on, or with `generation=False` the text
                itself, for training.
            output_labels: return `labels` [b*q t] too, which needs `generation=False`.
            kwargs: `delay_pattern`, `bos_token_id`, `eos_token_id`, `pad_token_id` of codes, and
                options of the parts.

        Raises:
            InputError: no text, other numbers of texts and recordings, or options that contradict
                each other.
        """
        codes = self._settings(kwargs)
        if text is None:
            raise InputError(f"{type(self).__name__} needs text.")
        if codes["generation"] and output_labels:
            raise InputError("output_labels needs generation=False.")
        if not codes["generation"] and audio is None:
            raise InputError("generation=False needs audio.")
        options = self._route(kwargs)
        named = options["text_kwargs"].pop("return_tensors", None)
        options["audio_kwargs"].pop("return_tensors", None)
        texts = [text] if isinstance(text, str) else list(text)
        data = dict(self.tokenizer(texts, **options["text_kwargs"]))
        delays, begin = list(codes["delay_pattern"]), codes["bos_token_id"]
        if audio is None:
            steps = np.full((len(texts), 1, len(delays)), begin, np.int64)
            mask = np.ones((len(texts), 1 + max(delays)), np.int64)
        else:
            steps, mask = self._said(audio, options["audio_kwargs"], codes)
            if len(steps) != len(texts):
                raise InputError(f"There are {len(texts)} texts and {len(steps)} recordings.")
        padding = codes["pad_token_id"]
        free = np.full((len(texts), max(delays), len(delays)), padding, np.int64)
        steps = delayed(np.concatenate([steps, free], 1), delays, begin, padding)
        if output_labels:
            labels = np.where((steps == padding) | (steps == begin), IGNORED, steps)[:, 1:]
            labels = labels.transpose(0, 2, 1)
            data["labels"] = labels.reshape(-1, labels.shape[-1])
            steps, mask = steps[:, :-1], mask[:, :-1]
        data["decoder_input_ids"], data["decoder_attention_mask"] = steps, mask
        return BatchFeature(data, tensor_type=named)

    def _said(
        self, audio: Any, options: dict[str, Any], codes: dict[str, Any]
    ) -> tuple[np.ndarray, np.ndarray]:
        """Codes [b t q] of recordings behind the start, and the mask [b t + delay]."""
        found = self.feature_extractor(audio, **options)
        values = [np.asarray(value) for value in found["input_values"]]
        lengths = [int(np.asarray(mask).sum()) for mask in found["padding_mask"]]
        codec, hop = self.audio_tokenizer, self.feature_extractor.hop_length
        per_frame = math.prod(codec.config.downsampling_ratios)
        most = max(value.shape[-1] for value in values) // per_frame
        rows, masks, delay = [], [], max(codes["delay_pattern"])
        end = [] if codes["generation"] else [codes["eos_token_id"]]
        for value, length in zip(values, lengths, strict=True):
            samples = -(-length // hop) * hop
            encoded = called(codec, "encode", input_values=value[None, :, :samples])
            row = to_numpy(encoded.audio_codes)[0].T.astype(np.int64)  # [t q]
            before = most - samples // per_frame
            row = np.pad(row, ((before + 1, 0), (0, 0)), constant_values=codes["bos_token_id"])
            for id in end:
                row = np.pad(row, ((0, 1), (0, 0)), constant_values=id)
            rows.append(row)
            shown = samples // per_frame + 1 + delay + len(end)
            masks.append(np.repeat([0, 1], [before, shown]))
        return np.stack(rows), np.stack(masks)

    def batch_decode(
        self, decoder_input_ids: Any, audio_prompt_len: int | None = None, **kwargs: Any
    ) -> list[np.ndarray]:
        """A waveform [samples] of each row of delayed codes [b t q], without what stands before
        them, or without `audio_prompt_len` steps.

        Raises:
            InputError: codes of another shape.
        """
        codes = self._settings(kwargs)
        delays = list(codes["delay_pattern"])
        steps = to_numpy(decoder_input_ids).astype(np.int64)
        if steps.ndim != 3 or steps.shape[2] != len(delays):
            raise InputError(
                f"decoder_input_ids have shape {steps.shape}, expected [batch, steps, "
                f"{len(delays)}]."
            )
        first = steps[:, :, 0]
        starts = (first == codes["bos_token_id"]).sum(1)
        if audio_prompt_len is not None:
            starts = np.full(len(steps), int(audio_prompt_len))
        ends = steps.shape[1] - (first == codes["pad_token_id"]).sum(1) - 1
        steps = delayed(steps, [-delay for delay in delays], -1, -1).transpose(0, 2, 1)
        codec, sounds = self.audio_tokenizer, []
        for row, start, end in zip(steps, starts, ends, strict=True):
            part = np.ascontiguousarray(row[None, :, start:end])
            found = called(codec, "decode", audio_codes=part)
            sounds.append(to_numpy(found.audio_values).reshape(-1))
        return sounds

    def decode(
        self, decoder_input_ids: Any, audio_prompt_len: int | None = None, **kwargs: Any
    ) -> np.ndarray:
        """The waveform [samples] of one row of codes [1 t q]; see `batch_decode`.

        Raises:
            InputError: there are several rows.
        """
        rows = to_numpy(decoder_input_ids).shape[0]
        if rows != 1:
            raise InputError(f"decode takes one row of codes, got {rows}: use batch_decode.")
        return self.batch_decode(decoder_input_ids, audio_prompt_len, **kwargs)[0]

    def get_audio_prompt_len(self, decoder_attention_mask: Any, **kwargs: Any) -> int:
        """How many steps what was said before takes."""
        codes = self._settings(kwargs)
        return to_numpy(decoder_attention_mask).shape[1] - max(codes["delay_pattern"])

    @property
    def model_input_names(self) -> list[str]:
        return [
            *self.tokenizer.model_input_names,
            "decoder_input_ids",
            "decoder_attention_mask",
        ]


def called(codec: Any, method: str, **inputs: np.ndarray) -> Any:
    """What a method of a codec of any framework returns of NumPy arrays."""
    package = type(codec).__module__.partition(".")[0]
    loop: Any = importlib.import_module(f"{package}.generation.loop")
    with loop.inference():
        tensors = {name: loop.to_tensor(codec, array) for name, array in inputs.items()}
        return getattr(codec, method)(**tensors, return_dict=True)
