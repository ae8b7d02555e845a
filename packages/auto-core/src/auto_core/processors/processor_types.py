"""The processors, by what they add to calling their parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
from tokenizers.decoders import DecodeStream

from auto_core.errors import InputError
from auto_core.processors.processor import Processor
from auto_core.tensors import BatchFeature, to_numpy


class CLIPProcessor(Processor):
    pass


class AlignProcessor(Processor):
    text_defaults: ClassVar[Mapping[str, Any]] = {"padding": "max_length", "max_length": 64}


class AltCLIPProcessor(Processor):
    pass


class XCLIPProcessor(Processor):
    pass


class BridgeTowerProcessor(Processor):
    images_defaults: ClassVar[Mapping[str, Any]] = {"do_normalize": True, "do_center_crop": True}


class BrosProcessor(Processor):
    parts = ("tokenizer",)


class ChineseCLIPProcessor(Processor):
    pass


class CLIPSegProcessor(Processor):
    """A prompt for each image: texts, or images (`visual_prompt`)."""

    def __call__(  # type: ignore[override]
        self, text: Any = None, images: Any = None, visual_prompt: Any = None, **kwargs: Any
    ) -> BatchFeature:
        """`pixel_values` of the images; `input_ids` and `attention_mask` of texts, or
        `conditional_pixel_values` of images.

        Raises:
            InputError: there is no input, or prompts of both kinds.
        """
        if text is not None and visual_prompt is not None:
            raise InputError("Pass one kind of prompt: text=... or visual_prompt=....")
        prompts = visual_prompt if images is None else images
        found = super().__call__(images=prompts, text=text, **kwargs)
        if visual_prompt is None:
            return found
        options = self._route(kwargs)["images_kwargs"]
        pixels = self.image_processor(visual_prompt, **options)["pixel_values"]
        rest = {} if images is None else {"pixel_values": found["pixel_values"]}
        return BatchFeature(rest | {"conditional_pixel_values": pixels})


class ClapProcessor(Processor):
    parts = ("feature_extractor", "tokenizer")


class MusicgenProcessor(Processor):
    parts = ("feature_extractor", "tokenizer")
    padding_name = "padding_mask"  # of waveforms

    def __call__(self, audio: Any = None, text: Any = None, **kwargs: Any) -> Any:
        """`input_ids` of the text, `input_values` and `padding_mask` of the audio."""
        return super().__call__(audio=audio, text=text, **kwargs)

    def batch_decode(self, *args: Any, **kwargs: Any) -> Any:
        """Texts of ids; or, of `audio` [batch, channels, samples], its arrays without what
        `padding_mask` [batch, samples] says is padding."""
        audio, mask = kwargs.pop("audio", None), kwargs.pop(self.padding_name, None)
        if args:
            audio, args = args[0], args[1:]
        if audio is None:
            return self.tokenizer.batch_decode(*args, **kwargs)
        audio = to_numpy(audio)
        if mask is None:
            return list(audio)
        mask, fill = to_numpy(mask), self.feature_extractor.padding_value
        missing = audio.shape[-1] - mask.shape[-1]
        mask = np.pad(mask, ((0, 0), (0, missing)), constant_values=1 - fill)
        return [row[:, kept != fill] for row, kept in zip(audio, mask, strict=True)]


class MusicgenMelodyProcessor(MusicgenProcessor):
    padding_name = "attention_mask"

    def __call__(self, audio: Any = None, text: Any = None, **kwargs: Any) -> Any:
        """`input_ids` and `attention_mask` of the text, `input_features` of the audio."""
        return super().__call__(audio=audio, text=text, **kwargs)

    def get_unconditional_inputs(self, num_samples: int = 1, return_tensors: Any = None) -> Any:
        """What `generate` takes without a text: empty ones, of which nothing is attended to."""
        found = self.tokenizer([""] * num_samples, return_attention_mask=True)
        found["attention_mask"] = [[0] * len(mask) for mask in found["attention_mask"]]
        return BatchFeature(dict(found), tensor_type=return_tensors)


class SiglipProcessor(Processor):
    pass


class Siglip2Processor(Processor):
    text_defaults: ClassVar[Mapping[str, Any]] = {
        "padding": "max_length",
        "truncation": True,
        "max_length": 64,
    }
    images_defaults: ClassVar[Mapping[str, Any]] = {"max_num_patches": 256, "patch_size": 16}


class PPChart2TableProcessor(Processor):
    """An image of a chart and the request, which holds the tokens of the image already."""

    def __call__(
        self,
        images: Any = None,
        text: Any = None,
        videos: Any = None,
        audio: Any = None,
        **kwargs: Any,
    ) -> Any:
        """As the base.

        Raises:
            InputError: the images or the text are missing.
        """
        if images is None or text is None:
            raise InputError("Pass images and text: a chart is read at the tokens of the text.")
        return super().__call__(images, text, videos, audio, **kwargs)


class GitProcessor(Processor):
    pass


class ViltProcessor(Processor):
    pass


class VisionTextDualEncoderProcessor(Processor):
    pass


class BlipProcessor(Processor):
    text_defaults: ClassVar[Mapping[str, Any]] = {"return_token_type_ids": False}
    unused_input_names = ("token_type_ids",)


PUNCTUATION = frozenset("?'¡¿-:,%/.!")  # which ends where the token before it does


# --- text as the target of the other part --------------------------------------------------


class _TextIsTarget(Processor):
    """With both inputs, the ids of the text become `labels`."""

    def __call__(
        self,
        images: Any = None,
        text: Any = None,
        videos: Any = None,
        audio: Any = None,
        **kwargs: Any,
    ) -> Any:
        self._check_inputs(images=images, text=text, videos=videos, audio=audio)
        options = self._route(kwargs)
        encoded = None if text is None else self.tokenizer(text, **options["text_kwargs"])
        if images is not None:
            features = self.image_processor(images, **options["images_kwargs"])
        elif audio is not None:
            features = self.feature_extractor(audio, **options["audio_kwargs"])
        else:
            return encoded
        if encoded is not None:
            features["labels"] = encoded["input_ids"]
        return features

    @property
    def model_input_names(self) -> list[str]:
        return [*getattr(self, self.parts[0]).model_input_names, "labels"]


class TrOCRProcessor(_TextIsTarget):
    pass


class Wav2Vec2Processor(_TextIsTarget):
    parts = ("feature_extractor", "tokenizer")

    def __call__(self, audio: Any = None, text: Any = None, **kwargs: Any) -> Any:
        """`input_values` of the audio; the text's ids alone, or as `labels`."""
        return super().__call__(audio=audio, text=text, **kwargs)

    def pad(self, input_features: Any = None, labels: Any = None, **kwargs: Any) -> Any:
        """Pad features and labels, each with its part, for a batch of training examples."""
        features = None
        if input_features is not None:
            features = self.feature_extractor.pad(input_features, **kwargs)
        if labels is None:
            return features
        padded = self.tokenizer.pad(labels, **kwargs)
        if features is None:
            return padded
        features["labels"] = padded["input_ids"]
        return features


class KyutaiSpeechToTextProcessor(Processor):
    parts = ("feature_extractor", "tokenizer")

    def __call__(self, audio: Any = None, text: Any = None, **kwargs: Any) -> Any:
        """`input_values` and `padding_mask` of the audio, and the text's ids."""
        return super().__call__(audio=audio, text=text, **kwargs)


class Wav2Vec2BertProcessor(Wav2Vec2Processor):
    pass


class MoonshineStreamingProcessor(Wav2Vec2Processor):
    """Waveforms of whole frames."""

    def __call__(self, audio: Any = None, text: Any = None, **kwargs: Any) -> Any:
        """`input_values` of the audio, padded to whole frames; the text's ids alone, or as
        `labels`."""
        if audio is not None:
            given = kwargs.get("audio_kwargs") or {}
            frames = {"pad_to_multiple_of": 80, "padding": True}
            left = {k: v for k, v in frames.items() if k not in kwargs}
            kwargs["audio_kwargs"] = {**left, **given}
        return super().__call__(audio=audio, text=text, **kwargs)


class Speech2TextProcessor(Wav2Vec2Processor):
    shares_tokenizer_options = False

    @property
    def model_input_names(self) -> list[str]:
        return super(_TextIsTarget, self).model_input_names  # of both parts, without labels


class WhisperProcessor(Speech2TextProcessor):
    def get_decoder_prompt_ids(
        self, task: str | None = None, language: str | None = None, no_timestamps: bool = True
    ) -> Any:
        """See the tokenizer's."""
        return self.tokenizer.get_decoder_prompt_ids(
            task=task, language=language, no_timestamps=no_timestamps
        )

    def get_prompt_ids(self, text: str, return_tensors: Any = "np") -> Any:
        """See the tokenizer's."""
        return self.tokenizer.get_prompt_ids(text, return_tensors=return_tensors)


class ParakeetProcessor(_TextIsTarget):
    """Recordings and their transcripts, for CTC ("ctc") or a transducer ("rnnt", "tdt"); older
    files say of no `decoder_type`, and are of "tdt" where the vocabulary has the blank."""

    parts = ("feature_extractor", "tokenizer")
    own_options = ("blank_token", "decoder_type")
    shares_tokenizer_options = False
    text_defaults: ClassVar[Mapping[str, Any]] = {
        "padding": True,
        "padding_side": "right",
        "add_special_tokens": False,
    }

    blank_token = "<blank>"
    decoder_type: str | None = None
    subsampling_factor: ClassVar[int] = 8  # of the encoder, which timestamps count in

    @property
    def decodes(self) -> str:
        """What the ids are of."""
        if self.decoder_type is not None:
            return self.decoder_type
        return "tdt" if self.blank_token in self.tokenizer.get_vocab() else "ctc"

    def __call__(self, audio: Any = None, text: Any = None, **kwargs: Any) -> Any:
        """`input_features` and `attention_mask` of the audio; the text's ids as `labels`, and
        after the blank as `decoder_input_ids`.

        Raises:
            InputError: there is no audio.
        """
        if audio is None:
            raise InputError("Pass audio=..., the recordings; texts are their labels.")
        found = super().__call__(audio=audio, text=text, **kwargs)
        if text is not None:
            options = self._route(kwargs)["text_kwargs"]
            texts = [text] if isinstance(text, str) else text
            encoded = self.tokenizer([self.blank_token + item for item in texts], **options)
            found["decoder_input_ids"] = encoded["input_ids"]
        return found

    @property
    def model_input_names(self) -> list[str]:
        return [*super().model_input_names, "decoder_input_ids"]

    def batch_decode(self, *args: Any, **kwargs: Any) -> Any:
        """Texts of ids, one of each frame or step."""
        kwargs.setdefault("group_tokens", self.decodes == "ctc")
        return self.tokenizer.batch_decode(*args, **kwargs)

    def decode(self, token_ids: Any, *args: Any, durations: Any = None, **kwargs: Any) -> Any:
        """Texts of ids; with `durations` [batch, steps] of a transducer's `generate` also, of each
        recording, its tokens with the seconds where they start and end."""
        kwargs.setdefault("group_tokens", self.decodes == "ctc")
        texts = self.tokenizer.decode(token_ids, *args, **kwargs)
        if durations is None:
            return texts
        rows = zip(to_numpy(token_ids), to_numpy(durations), strict=True)
        return texts, [self._timestamps(ids, spans) for ids, spans in rows]

    def _timestamps(self, ids: np.ndarray, spans: np.ndarray) -> list[dict[str, Any]]:
        extractor = self.feature_extractor
        frame = extractor.hop_length / extractor.sampling_rate * self.subsampling_factor
        skipped = (self.tokenizer.pad_token_id, self._blank_token_id)
        stream = DecodeStream(skip_special_tokens=True)
        found: list[dict[str, Any]] = []
        for index, span, end in zip(ids, spans, np.cumsum(spans), strict=True):
            if int(index) in skipped:
                continue
            chunk = stream.step(self.tokenizer._backend.tokenizer, int(index))
            if chunk is None:
                continue
            start, length = int(end - span), int(span) if self.decodes == "tdt" else 1
            found.append({"token": chunk, "start": start * frame, "end": (start + length) * frame})
            if self.decodes == "tdt" and chunk in PUNCTUATION and len(found) > 1:
                found[-1]["start"] = found[-1]["end"] = found[-2]["end"]
        return found

    @property
    def _blank_token_id(self) -> int | None:
        return self.tokenizer.convert_tokens_to_ids(self.blank_token)


class SeamlessM4TProcessor(Processor):
    """A text or a recording to translate."""

    parts = ("feature_extractor", "tokenizer")
    shares_tokenizer_options = False

    def __call__(
        self, text: Any = None, audio: Any = None, *, audios: Any = None, **kwargs: Any
    ) -> Any:
        """The ids of texts, whose language is `src_lang`, or the `input_features` of recordings
        with their mask. `audios` is the older name of `audio`.

        Raises:
            InputError: both or none of the two.
        """
        audio = audios if audio is None else audio
        if text is not None and audio is not None:
            raise InputError("Pass text=... or audio=..., not both: one of them is translated.")
        return super().__call__(text=text, audio=audio, **kwargs)


class SpeechT5Processor(Processor):
    """Speech or text in, speech or text as the target."""

    parts = ("feature_extractor", "tokenizer")
    shares_tokenizer_options = False

    def __call__(
        self,
        audio: Any = None,
        text: Any = None,
        audio_target: Any = None,
        text_target: Any = None,
        **kwargs: Any,
    ) -> Any:
        """The inputs of one of `audio` and `text`, with one of the targets as `labels`.

        Raises:
            InputError: two inputs, two targets, or nothing at all.
        """
        for first, second, what in ((audio, text, ""), (audio_target, text_target, "_target")):
            if first is not None and second is not None:
                raise InputError(
                    f"Pass audio{what} or text{what}, not both: for a target beside an input there "
                    "are audio_target and text_target."
                )
        given = (audio, text, audio_target, text_target)
        if all(item is None for item in given):
            raise InputError("Pass audio=..., text=..., audio_target=... or text_target=....")
        options = self._route(kwargs)
        inputs = targets = labels = None
        if audio is not None:
            inputs = self.feature_extractor(audio, **options["audio_kwargs"])
        elif text is not None:
            inputs = self.tokenizer(text, **options["text_kwargs"])
        if audio_target is not None:
            targets = self.feature_extractor(audio_target=audio_target, **options["audio_kwargs"])
            labels = targets["input_values"]
        elif text_target is not None:
            targets = self.tokenizer(text_target, **options["text_kwargs"])
            labels = targets["input_ids"]
        return _with_labels(inputs, targets, labels)

    def pad(
        self, input_values: Any = None, input_ids: Any = None, labels: Any = None, **kwargs: Any
    ) -> Any:
        """Pad audio or text with its targets, ids or spectrograms, for a batch of examples.

        Raises:
            InputError: both kinds of input are given, or nothing is.
        """
        if input_values is not None and input_ids is not None:
            raise InputError("Pass input_values=... or input_ids=..., not both.")
        if input_values is None and input_ids is None and labels is None:
            raise InputError("Pass input_values=..., input_ids=... or labels=....")
        inputs = targets = padded = None
        if input_values is not None:
            inputs = self.feature_extractor.pad(input_values, **kwargs)
        elif input_ids is not None:
            inputs = self.tokenizer.pad(input_ids, **kwargs)
        if labels is not None:
            first = labels[0] if isinstance(labels, list) else labels
            texts = "input_ids" in first
            part = self.tokenizer if texts else self.feature_extractor
            targets = part.pad(labels, **kwargs)
            padded = targets["input_ids" if texts else "input_values"]
        return _with_labels(inputs, targets, padded)


def _with_labels(inputs: Any, targets: Any, labels: Any) -> Any:
    """Inputs with their targets; either may be missing."""
    if inputs is None:
        return targets
    if targets is not None:
        inputs["labels"] = labels
        if "attention_mask" in targets:
            inputs["decoder_attention_mask"] = targets["attention_mask"]
    return inputs


# --- detection by text ---------------------------------------------------------------------


class OwlViTProcessor(Processor):
    """Texts (a list per image) or query images to look for.

    Results are NumPy arrays unless `return_tensors` says otherwise.
    """

    text_defaults: ClassVar[Mapping[str, Any]] = {"padding": "max_length"}

    def __call__(
        self, images: Any = None, text: Any = None, query_images: Any = None, **kwargs: Any
    ) -> BatchFeature:
        """`pixel_values`, and `input_ids` and `attention_mask` [images * queries, tokens] or
        `query_pixel_values`. Shorter lists of texts are filled up with blanks.

        Raises:
            InputError: there is no input, or the texts are no (lists of) strings.
        """
        if images is None and text is None and query_images is None:
            raise InputError("Pass images=..., text=... or query_images=....")
        tensors = {"return_tensors": "np", **kwargs.get("common_kwargs", {})}
        options = self._route({**kwargs, "common_kwargs": tensors})
        data: dict[str, Any] = {}
        if query_images is not None:
            queries = self.image_processor(query_images, **options["images_kwargs"])
            data["query_pixel_values"] = queries["pixel_values"]
        elif text is not None:
            encoded = self.tokenizer(_flat_queries(text), **options["text_kwargs"])
            names = ("input_ids", "attention_mask")
            data.update({name: encoded[name] for name in names if name in encoded})
        if images is not None:
            data["pixel_values"] = self.image_processor(images, **options["images_kwargs"])[
                "pixel_values"
            ]
        return BatchFeature(data)

    def post_process_grounded_object_detection(
        self,
        outputs: Any,
        threshold: float = 0.1,
        target_sizes: Any = None,
        text_labels: Sequence[Sequence[str]] | None = None,
    ) -> list[dict[str, Any]]:
        """Like `post_process_object_detection`, with `text_labels`: the text of each box."""
        results = self.image_processor.post_process_object_detection(
            outputs, threshold=threshold, target_sizes=target_sizes
        )
        if text_labels is not None and len(text_labels) != len(results):
            raise InputError(f"text_labels has {len(text_labels)} lists for {len(results)} images.")
        for index, result in enumerate(results):
            result["text_labels"] = (
                None
                if text_labels is None
                else [text_labels[index][int(label)] for label in result["labels"]]
            )
        return results


class Owlv2Processor(OwlViTProcessor):
    pass


def _flat_queries(text: Any) -> list[str]:
    if isinstance(text, str):
        return [text]
    if isinstance(text, list) and all(isinstance(item, str) for item in text):
        return text
    if isinstance(text, list) and all(isinstance(item, list) for item in text):
        most = max(map(len, text))
        return [query for item in text for query in (*item, *[" "] * (most - len(item)))]
    raise InputError(
        f"text is {text!r:.100}, expected a string, a list of them, or a list per image."
    )
