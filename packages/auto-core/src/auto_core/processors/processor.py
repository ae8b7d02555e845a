"""The base of every processor: a tokenizer with an image processor or a feature extractor.

Keywords of a call go to every part that takes them (`return_tensors` to all, `padding` to the
tokenizer and to audio); `text_kwargs={...}`, `images_kwargs`, `videos_kwargs` and `audio_kwargs`
address one part, and win.
"""

from __future__ import annotations

import inspect
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from auto_core.checkpoints.atomic import together, write_text
from auto_core.checkpoints.context import reading
from auto_core.checkpoints.hub import Snapshot, pop_hub_keywords
from auto_core.checkpoints.publishing import Publishable
from auto_core.errors import InputError, check_keywords
from auto_core.processors.files import (
    PREPROCESSOR_CONFIG,
    PROCESSOR_CONFIG,
    check_class,
    read_section,
)
from auto_core.tensors import BatchFeature
from auto_core.tokenizers.files import read_text

_PARTS = ("image_processor", "feature_extractor", "tokenizer", "video_processor")
# The keyword that addresses a part, and what it processes.
_GROUPS = {
    "text_kwargs": "tokenizer",
    "images_kwargs": "image_processor",
    "videos_kwargs": "image_processor",
    "audio_kwargs": "feature_extractor",
}
CHAT_TEMPLATE = "chat_template.jinja"


class Processor(Publishable):
    """Several parts called as one; see the module docstring."""

    parts: ClassVar[tuple[str, ...]] = ("image_processor", "tokenizer")
    own_options: ClassVar[tuple[str, ...]] = ()  # of the constructor, beyond the parts
    text_defaults: ClassVar[Mapping[str, Any]] = {}
    images_defaults: ClassVar[Mapping[str, Any]] = {}
    # Whether what the tokenizer's file says of padding, masks, ... holds for every part.
    shares_tokenizer_options: ClassVar[bool] = True
    unused_input_names: ClassVar[tuple[str, ...]] = ()
    # Keywords of a call that are no part's.
    call_switches: ClassVar[tuple[str, ...]] = ()

    image_processor: Any
    video_processor: Any
    feature_extractor: Any
    tokenizer: Any

    def __init__(self, *parts: Any, chat_template: Any = None, **named: Any):
        given = dict(zip(self.parts, parts, strict=False))
        accepted = (*self.parts, *self.own_options)
        check_keywords(named, accepted, where=type(self).__name__)
        given.update({name: named.pop(name) for name in self.parts if name in named})
        missing = [name for name in self.parts if given.get(name) is None]
        if missing or len(parts) > len(self.parts):
            raise InputError(
                f"{type(self).__name__} is made of {', '.join(self.parts)}; got {len(parts)} "
                f"positional and missing: {', '.join(missing) or '-'}."
            )
        for name, part in given.items():
            setattr(self, name, part)
        for name in self.own_options:
            setattr(self, name, named.get(name, getattr(type(self), name, None)))
        self.chat_template = chat_template

    # --- calling ---------------------------------------------------------------------------

    def __call__(
        self,
        images: Any = None,
        text: Any = None,
        videos: Any = None,
        audio: Any = None,
        **kwargs: Any,
    ) -> Any:
        """Each input through its part, all results in one mapping.

        Raises:
            InputError: there is no input, or one that no part processes.
            UnknownArgumentError: a keyword that no part takes.
        """
        self._check_inputs(images=images, text=text, videos=videos, audio=audio)
        options = self._route(kwargs)
        data: dict[str, Any] = {}
        if text is not None:
            data.update(self.tokenizer(text, **options["text_kwargs"]))
        if images is not None:
            data.update(self.image_processor(images, **options["images_kwargs"]))
        if videos is not None:
            data.update(self.image_processor(videos, **options["videos_kwargs"]))
        if audio is not None:
            data.update(self.feature_extractor(audio, **options["audio_kwargs"]))
        return BatchFeature(
            {key: value for key, value in data.items() if key not in self.unused_input_names}
        )

    def _check_inputs(self, **inputs: Any) -> None:
        part_of = {
            "images": "image_processor",
            "videos": self._groups()["videos_kwargs"],
            "text": "tokenizer",
            "audio": "feature_extractor",
        }
        given = [name for name, value in inputs.items() if value is not None]
        usable = [name for name, part in part_of.items() if part in self.parts]
        if not given or any(name not in usable for name in given):
            raise InputError(
                f"{type(self).__name__} processes {' and '.join(usable)}; got "
                f"{', '.join(given) or 'nothing'}."
            )

    def _groups(self) -> dict[str, str]:
        """The keyword that addresses a part, and which part that is."""
        own = {"videos_kwargs": "video_processor"} if "video_processor" in self.parts else {}
        return _GROUPS | own

    def _route(self, kwargs: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
        """The keywords of each group: class defaults, those of the tokenizer's file, the call's."""
        accepted = {
            group: call_options(getattr(self, part))
            for group, part in self._groups().items()
            if part in self.parts
        }
        routed: dict[str, dict[str, Any]] = {group: {} for group in _GROUPS}
        routed["text_kwargs"].update(self.text_defaults)
        routed["images_kwargs"].update(self.images_defaults)
        if "tokenizer" in self.parts and self.shares_tokenizer_options:
            stored = getattr(self.tokenizer, "init_kwargs", {})
            for group, names in accepted.items():
                found = names & accepted["text_kwargs"] & set(stored)
                routed[group].update(
                    {name: getattr(self.tokenizer, name, stored[name]) for name in found}
                )
        flat = {
            **kwargs.get("common_kwargs", {}),
            **{
                key: value
                for key, value in kwargs.items()
                if key not in (*_GROUPS, "common_kwargs")
            },
        }
        everything = set().union(*accepted.values(), _GROUPS, {"common_kwargs"})
        check_keywords(flat, everything, where=f"{type(self).__name__}()")
        for group, names in accepted.items():
            own = kwargs.get(group) or {}
            check_keywords(own, names, where=f"{group} of {type(self).__name__}")
            twice = [name for name in own if name in kwargs]
            if twice:
                raise InputError(f"{twice[0]!r} is given twice: by itself and in {group}.")
            routed[group].update({name: flat[name] for name in flat if name in names})
            routed[group].update(own)
        return routed

    # --- text back, and what follows the model ---------------------------------------------

    def batch_decode(self, *args: Any, **kwargs: Any) -> Any:
        """See the tokenizer's."""
        return self._need_tokenizer("batch_decode").batch_decode(*args, **kwargs)

    def decode(self, *args: Any, **kwargs: Any) -> Any:
        """See the tokenizer's."""
        return self._need_tokenizer("decode").decode(*args, **kwargs)

    def post_process_image_text_to_text(
        self, generated_outputs: Any, skip_special_tokens: bool = True, **kwargs: Any
    ) -> Any:
        """Generated ids as texts."""
        return self.batch_decode(
            generated_outputs, skip_special_tokens=skip_special_tokens, **kwargs
        )

    def _need_tokenizer(self, method: str) -> Any:
        if "tokenizer" not in self.parts:
            raise InputError(f"{type(self).__name__} has no tokenizer, so it has no {method}.")
        return self.tokenizer

    def __getattr__(self, name: str) -> Any:  # only called when normal lookup fails
        if name.startswith("post_process") and "image_processor" in self.__dict__:
            return getattr(self.image_processor, name)
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def apply_chat_template(
        self,
        conversation: Any,
        chat_template: str | None = None,
        *,
        tokenize: bool = False,
        **kwargs: Any,
    ) -> Any:
        """The conversation as a prompt, by the processor's template or the tokenizer's.

        With `tokenize=True` the prompt and the images in the conversation ({"type": "image",
        "image" or "url" or "path": ...}) are processed, and `return_dict`, `processor_kwargs` and
        `return_tensors` say how. Keywords of a call may also be given directly.

        Raises:
            InputError: masks of the assistant's tokens are asked for.
        """
        if kwargs.pop("return_assistant_tokens_mask", False):
            raise InputError(
                "return_assistant_tokens_mask is not supported where images may stretch the "
                "prompt. For texts alone: processor.tokenizer.apply_chat_template(...)."
            )
        template = chat_template if chat_template is not None else self.chat_template
        tokenizer = self._need_tokenizer("apply_chat_template")
        conversation = _plain_messages(conversation)
        for_call = dict(kwargs.pop("processor_kwargs", None) or {})
        return_dict = kwargs.pop("return_dict", False)
        options = [call_options(getattr(self, part)) for part in self.parts]
        accepted = set().union(*options, _GROUPS, {"common_kwargs"}, self.call_switches)
        for_call.update({name: kwargs.pop(name) for name in set(kwargs) & accepted})
        prompt = tokenizer.apply_chat_template(
            conversation, chat_template=template, tokenize=False, **kwargs
        )
        if not tokenize:
            return prompt
        images = for_call.pop("images", None) or _images_in(conversation)
        videos = for_call.pop("videos", None) or _images_in(conversation, "video")
        if "do_sample_frames" not in for_call and any(
            for_call.get(name) is not None for name in ("fps", "num_frames")
        ):
            for_call["do_sample_frames"] = True
        first = prompt if isinstance(prompt, str) else prompt[0]
        if tokenizer.bos_token is not None and first.startswith(tokenizer.bos_token):
            for_call.setdefault("add_special_tokens", False)
        recordings = for_call.pop("audio", None) or _images_in(conversation, "audio")
        given = {"images": images or None, "videos": videos or None, "audio": recordings or None}
        given = {name: value for name, value in given.items() if value is not None}
        features = self(text=prompt, **given, **for_call)
        return features if return_dict else features["input_ids"]

    @property
    def model_input_names(self) -> list[str]:
        """What a model may be given, of all parts."""
        names = [name for part in self.parts for name in getattr(self, part).model_input_names]
        return [name for name in dict.fromkeys(names) if name not in self.unused_input_names]

    # --- files -----------------------------------------------------------------------------

    @classmethod
    def from_pretrained(
        cls, pretrained_model_name_or_path: str | os.PathLike[str] | Snapshot, **kwargs: Any
    ) -> Any:
        """Load all parts from a directory or the Hub, of one commit.

        Keywords of the Hub say where from; others override options of the part that has them.

        Raises:
            InputError: processor_config.json names another class of this library.
        """
        hub = pop_hub_keywords(kwargs)
        source = Snapshot.open(pretrained_model_name_or_path, **hub)
        stored = source.json(PROCESSOR_CONFIG) or {}
        check_class(cls, stored.get("processor_class"), source)
        options = {name: stored[name] for name in cls.own_options if name in stored}
        options.update({name: kwargs.pop(name) for name in cls.own_options if name in kwargs})
        template = kwargs.pop("chat_template", None) or _chat_template(source, stored)
        loaded: dict[str, Any] = {}
        for part in cls.parts:
            if part != "tokenizer":
                loaded[part] = _load_options_part(part, source, kwargs)
        if "tokenizer" in cls.parts:
            from auto_core.auto.tokenization import AutoTokenizer

            taken = {name for part in loaded.values() for name in _names(part)} - {"padding_side"}
            rest = {key: value for key, value in kwargs.items() if key not in taken}
            where = source if source.root is None else source.root / source.subfolder
            loaded["tokenizer"] = AutoTokenizer.from_pretrained(where, **rest)
        else:
            accepted = {name for part in loaded.values() for name in _names(part)}
            check_keywords(kwargs, accepted, where=f"{cls.__name__}.from_pretrained")
        return cls(**loaded, **options, chat_template=template)

    def save_pretrained(self, save_directory: str | os.PathLike[str]) -> list[str]:
        """Write the tokenizer's files, the chat template and processor_config.json, which holds
        the other parts. Returns the path of the latter in a list."""
        folder = Path(save_directory)
        path = folder / PROCESSOR_CONFIG
        with together():
            if "tokenizer" in self.parts:
                self.tokenizer.save_pretrained(folder)
            if isinstance(self.chat_template, str):
                write_text(folder / CHAT_TEMPLATE, self.chat_template)
            write_text(path, self.to_json_string())
        return [str(path)]

    def to_dict(self) -> dict[str, Any]:
        """The content of processor_config.json, as transformers 5 writes it."""
        data: dict[str, Any] = {"processor_class": type(self).__name__}
        for part in self.parts:
            if part != "tokenizer":
                data[part] = json.loads(getattr(self, part).to_json_string())
        for name in self.own_options:
            if getattr(self, name) is not None:
                data[name] = getattr(self, name)
        return data

    def to_json_string(self) -> str:
        return json.dumps(self.to_dict(), indent=2, sort_keys=True) + "\n"

    def __repr__(self) -> str:
        parts = "\n".join(f"- {part}: {getattr(self, part)!r}" for part in self.parts)
        return f"{type(self).__name__}:\n{parts}"


def call_options(part: Any) -> set[str]:
    """The keywords that calling a part accepts, without its inputs."""
    names: set[str] = set()
    if hasattr(part, "option_names") and hasattr(part, "preprocess"):
        names, calls = set(part.option_names()), [part.preprocess]
    else:  # a call that passes keywords on accepts those of the class above
        calls = [vars(one)["__call__"] for one in type(part).__mro__ if "__call__" in vars(one)]
    for call in calls:
        parameters = inspect.signature(call).parameters.values()
        names.update(item.name for item in parameters if item.kind is not item.VAR_KEYWORD)
        if all(item.kind is not item.VAR_KEYWORD for item in parameters):
            break
    inputs = {"images", "videos", "text", "raw_speech", "audio", "audios"}
    return names - inputs - {"self", "unknown"}


def _names(part: Any) -> tuple[str, ...]:
    return part.option_names() if hasattr(part, "option_names") else ()


def _load_options_part(part: str, source: Snapshot, kwargs: Mapping[str, Any]) -> Any:
    from auto_core.auto import feature_extraction, image_processing, video_processing
    from auto_core.processors.videos import read_video_section

    videos = part == "video_processor"
    data = read_video_section(source) if videos else read_section(source, part)
    module: Any = image_processing if part == "image_processor" else feature_extraction
    module = video_processing if videos else module
    with reading(source.name, PREPROCESSOR_CONFIG, PROCESSOR_CONFIG):
        found = module.resolve(source, data)
        names = found.option_names() if hasattr(found, "option_names") else ()
        return found.from_dict(data, **{key: kwargs[key] for key in kwargs if key in names})


def _chat_template(source: Snapshot, stored: Mapping[str, Any]) -> Any:
    """The processor's own template: the .jinja file, or the JSON of older repositories."""
    path = source.file(CHAT_TEMPLATE)
    if path is not None:
        return read_text(path)
    older = source.json("chat_template.json") or {}
    return older.get("chat_template") or stored.get("chat_template")


def _plain_messages(conversation: Any) -> Any:
    """Messages without empty keys, and OpenAI's {"type": "image_url"} as images; copies."""
    if isinstance(conversation, list | tuple):
        return [_plain_messages(item) for item in conversation]
    if not isinstance(conversation, Mapping):
        return conversation
    message = {key: value for key, value in conversation.items() if value is not None}
    if isinstance(message.get("content"), list):
        message["content"] = [_plain_image(item) for item in message["content"]]
    return message


def _plain_image(item: Any) -> Any:
    if not isinstance(item, Mapping) or item.get("type") != "image_url" or "image_url" not in item:
        return item
    given = item["image_url"]
    return {"type": "image", "url": given.get("url") if isinstance(given, Mapping) else given}


def _images_in(conversation: Any, kind: str = "image") -> list[Any]:
    """Images (or what else there is) of one conversation or a batch, in order."""
    if isinstance(conversation, Mapping) and "messages" in conversation:
        conversation = conversation["messages"]
    images = []
    for message in conversation:
        if not isinstance(message, Mapping):
            images.extend(_images_in(message, kind))
            continue
        content = message.get("content")
        for item in content if isinstance(content, list) else ():
            if item.get("type") == kind:
                keys = (kind, f"{kind}_url", "url", "path", "base64")
                images.extend(item[key] for key in keys if item.get(key) is not None)
    return images
