"""The tokenizer that users hold: texts to ids and back, over a Rust `tokenizers.Tokenizer`.

One class serves every vocabulary. What a model adds in Python (boxes, tables, timestamps) is a
subclass named in `kinds`.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, Self

from tokenizers import AddedToken, Encoding, Tokenizer

from auto_core.checkpoints.context import from_rust
from auto_core.checkpoints.publishing import Publishable
from auto_core.errors import InputError, check_keywords
from auto_core.tokenizers import options as opts
from auto_core.tokenizers.backend import Backend, Settings
from auto_core.tokenizers.bounds import read_rust
from auto_core.tokenizers.chat import ChatTemplates
from auto_core.tokenizers.decoding import Decoding
from auto_core.tokenizers.encoding import BatchEncoding
from auto_core.tokenizers.framing import Framing
from auto_core.tokenizers.inputs import as_texts, explain_refusal
from auto_core.tokenizers.special_tokens import SPECIAL_TOKEN_NAMES
from auto_core.tokenizers.strategies import (
    NO_LIMIT,
    VERY_LARGE,
    Limits,
    logger,
    resolve,
)
from auto_core.virtual import reduced, seen_as


class PreTrainedTokenizer(ChatTemplates, Framing, Decoding, Publishable):
    """Texts to ids and back.

    Build one with `AutoTokenizer.from_pretrained`, or around a Rust tokenizer of your own:
    `PreTrainedTokenizer(tokenizer_object=rust, pad_token="[PAD]")`.

    Raises:
        UnknownArgumentError: a keyword is no option; the nearest names are given.
        FileMissingError, CorruptFileError: of `tokenizer_file`.
    """

    model_input_names: Sequence[str] = ("input_ids", "attention_mask")
    padding_side: str = "right"
    truncation_side: str = "right"
    # Names of options that this class takes beyond the general ones.
    own_options: ClassVar[tuple[str, ...]] = ()
    # Whether it is known where in a text a token is; noting that takes Rust half of its time.
    keeps_positions: ClassVar[bool] = True
    # The row of `kinds` that a class of transformers' name stands for.
    kind_name: ClassVar[str | None] = None
    # The class name that save_pretrained writes. Other libraries rebuild the classes they know
    # from vocabulary and options; under this name they take tokenizer.json as it is.
    saved_class_name: str = "PreTrainedTokenizerFast"

    def __init__(
        self,
        tokenizer_object: Tokenizer | None = None,
        *,
        tokenizer_file: str | os.PathLike[str] | None = None,
        stored: Mapping[str, Any] | None = None,
        **options: Any,
    ):
        """`stored` is the content of tokenizer_config.json, where unknown keys are kept."""
        accepted = (
            *opts.OPTIONS,
            *SPECIAL_TOKEN_NAMES,
            *self.own_options,
            *(stored or ()),
        )
        check_keywords(options, accepted, where=type(self).__name__)
        if tokenizer_object is None:
            if tokenizer_file is None:
                raise InputError(
                    f"{type(self).__name__} needs a tokenizer_object (a tokenizers.Tokenizer) or a "
                    "tokenizer_file (tokenizer.json). To load by name, use "
                    "AutoTokenizer.from_pretrained(...)."
                )
            tokenizer_object = read_rust(Path(tokenizer_file))
        self._backend = Backend(tokenizer_object)
        self.init_kwargs = {**(stored or {}), **options}
        self._template_files = self.init_kwargs.pop("_template_files", {})
        self._warned_too_long = False
        opts.configure(self, self.init_kwargs, tokenizer_object)

    @property
    def __class__(self) -> type:  # type: ignore[override]
        fast = "transformers.tokenization_utils_tokenizers.PreTrainedTokenizerFast"
        base = "transformers.tokenization_utils_base.PreTrainedTokenizerBase"
        seen = seen_as(type(self), fast)
        return seen_as(type(self), base) if seen is type(self) else seen

    def __reduce_ex__(self, protocol: Any) -> Any:
        return reduced(self, protocol)

    def __getstate__(self) -> dict[str, Any]:
        # Not what calls leave behind: `datasets` finds its caches by the bytes of a pickle.
        return {**vars(self), "_warned_too_long": False}

    @classmethod
    def from_pretrained(cls, name_or_path: str | os.PathLike[str], **kwargs: Any) -> Self:
        """Load from a directory, a file or the Hub; see `AutoTokenizer.from_pretrained`.

        Raises:
            InputError: this class is one kind's, and the files are another's.
        """
        from auto_core.tokenizers.loading import load_tokenizer

        return load_tokenizer(name_or_path, tokenizer_class=cls, **kwargs)

    def save_pretrained(
        self,
        save_directory: str | os.PathLike[str],
        filename_prefix: str | None = None,
        save_jinja_files: bool = True,
        legacy_format: bool | None = None,
    ) -> tuple[str, ...]:
        """Write tokenizer.json, tokenizer_config.json and chat templates; returns the paths.

        Raises:
            InputError: `legacy_format=True`, which asks for older vocabulary files.
        """
        if legacy_format and self.vocabulary_files() is None:
            raise InputError(
                "legacy_format=True asks for the vocabulary files of before tokenizer.json, which "
                "this tokenizer does not write. Leave it out: every version since "
                "transformers 4 reads tokenizer.json."
            )
        from auto_core.tokenizers.saving import save_tokenizer

        return save_tokenizer(self, save_directory, filename_prefix, save_jinja_files)

    def vocabulary_files(self) -> dict[str, bytes] | None:
        """Name -> content of what is saved in place of tokenizer.json, for kinds without one."""
        return None

    def further_files(self) -> dict[str, bytes]:
        """Name -> content of what is saved beside the vocabulary."""
        return {}

    model_max_length: int
    pad_token_type_id: int
    clean_up_tokenization_spaces: bool
    split_special_tokens: bool
    chat_template: str | dict[str, str] | None
    chat_control_tokens: list[str] | None
    name_or_path: str

    @property
    def add_prefix_space(self) -> bool:
        """Whether a text is encoded as if a space came before it. Setting it changes that."""
        return self._backend.conclude(opts.prefix_space)

    @add_prefix_space.setter
    def add_prefix_space(self, value: bool) -> None:
        self._backend.change(lambda rust: opts.set_prefix_space(rust, value))
        self.init_kwargs["add_prefix_space"] = value

    @property
    def add_bos_token(self) -> bool:
        """Whether the post-processor puts `bos_token` first. Setting it rebuilds that."""
        return self._add_bos_token

    @add_bos_token.setter
    def add_bos_token(self, value: bool) -> None:
        self._add_bos_token = value
        opts.rebuild_post_processor(self)

    @property
    def add_eos_token(self) -> bool:
        """Whether the post-processor puts `eos_token` last. Setting it rebuilds that."""
        return self._add_eos_token

    @add_eos_token.setter
    def add_eos_token(self, value: bool) -> None:
        self._add_eos_token = value
        opts.rebuild_post_processor(self)

    # --- texts to ids ------------------------------------------------------------------

    def __call__(
        self,
        text: Any = None,
        text_pair: Any = None,
        text_target: Any = None,
        text_pair_target: Any = None,
        add_special_tokens: bool = True,
        padding: bool | str = False,
        truncation: bool | str | None = None,
        max_length: int | None = None,
        stride: int = 0,
        is_split_into_words: bool = False,
        pad_to_multiple_of: int | None = None,
        padding_side: str | None = None,
        return_tensors: Any = None,
        return_token_type_ids: bool | None = None,
        return_attention_mask: bool | None = None,
        return_overflowing_tokens: bool = False,
        return_special_tokens_mask: bool = False,
        return_offsets_mapping: bool = False,
        return_length: bool = False,
        verbose: bool = True,
        tokenizer_kwargs: Mapping[str, Any] | None = None,
        split_special_tokens: bool | None = None,
        max_target_length: int | None = None,
        **unknown: Any,
    ) -> BatchEncoding:
        """Encode a text, a batch of texts, or pre-split words (`is_split_into_words=True`).

        A column (a NumPy array, a pandas Series, a dataset's Column) is a batch like a list.
        `text_pair` is the second text of each; `text_target` is encoded as the model's output
        and returned as `labels` beside `text`. `padding` is False, True ("longest") or
        "max_length"; `truncation` False, True ("longest_first"), "only_first" or "only_second".
        With `return_overflowing_tokens` what was cut off comes back as further rows that
        overlap by `stride` tokens, and `overflow_to_sample_mapping` says whose they are.

        Raises:
            InputError: the texts are no strings, hold lone surrogates, or options conflict.
            UnknownArgumentError: an unknown keyword; the nearest names are given.
        """
        if unknown:
            known = set(inspect.signature(PreTrainedTokenizer.__call__).parameters)
            check_keywords(unknown, known - {"self", "unknown"}, where=f"{type(self).__name__}()")
        if tokenizer_kwargs:
            return self(text, text_pair, text_target, text_pair_target, **tokenizer_kwargs)
        if text is None and text_target is None:
            raise InputError("Nothing to encode: pass `text`, `text_target` or both.")

        def limits(length: int | None) -> Limits:
            found = resolve(
                padding,
                truncation,
                length,
                model_max_length=self.model_max_length,
                pad_to_multiple_of=pad_to_multiple_of,
                verbose=verbose,
            )
            if found.padding:
                self._require_pad_token()
            return found

        common: dict[str, Any] = dict(
            add_special_tokens=add_special_tokens,
            stride=stride,
            is_split_into_words=is_split_into_words,
            pad_to_multiple_of=pad_to_multiple_of,
            padding_side=padding_side,
            return_tensors=return_tensors,
            return_token_type_ids=return_token_type_ids,
            return_attention_mask=return_attention_mask,
            return_overflowing_tokens=return_overflowing_tokens,
            return_special_tokens_mask=return_special_tokens_mask,
            return_offsets_mapping=return_offsets_mapping,
            return_length=return_length,
            verbose=verbose,
            split_special_tokens=split_special_tokens,
        )
        inputs = targets = None
        if text is not None:
            inputs = self._encode(text, text_pair, limits(max_length), **common)
        if text_target is not None:
            length = max_target_length if max_target_length is not None else max_length
            targets = self._encode(
                text_target, text_pair_target, limits(length), target=True, **common
            )
        if inputs is None:
            assert targets is not None
            return targets
        if targets is not None:
            inputs["labels"] = targets["input_ids"]
        return inputs

    def _encode(
        self,
        text: Any,
        text_pair: Any,
        limits: Limits,
        *,
        add_special_tokens: bool,
        stride: int,
        is_split_into_words: bool,
        pad_to_multiple_of: int | None,
        padding_side: str | None,
        return_tensors: Any,
        return_token_type_ids: bool | None,
        return_attention_mask: bool | None,
        return_overflowing_tokens: bool,
        return_special_tokens_mask: bool,
        return_offsets_mapping: bool,
        return_length: bool,
        verbose: bool,
        split_special_tokens: bool | None,
        target: bool = False,
    ) -> BatchEncoding:
        text = as_texts(text, is_split_into_words)
        text_pair = as_texts(text_pair, is_split_into_words)
        batched = isinstance(text, list | tuple)
        if batched and is_split_into_words:
            batched = bool(text) and isinstance(text[0], list | tuple)
        batch = _pair_up(text, text_pair, batched)
        padding = self._padding(limits, pad_to_multiple_of, padding_side)
        truncation = self._truncation(limits, stride, add_special_tokens)
        if split_special_tokens is None:
            split_special_tokens = self.split_special_tokens
        encodings = self._run(
            batch,
            padding,
            truncation,
            split_special_tokens,
            add_special_tokens,
            is_split_into_words,
            target,
        )
        samples: list[int] = []
        if return_overflowing_tokens:
            windows = [[encoding, *encoding.overflowing] for encoding in encodings]
            samples = [index for index, group in enumerate(windows) for _ in group]
            encodings = [encoding for group in windows for encoding in group]
        data: dict[str, Any] = {"input_ids": [encoding.ids for encoding in encodings]}
        if _wanted(return_token_type_ids, "token_type_ids", self.model_input_names):
            data["token_type_ids"] = [encoding.type_ids for encoding in encodings]
        if _wanted(return_attention_mask, "attention_mask", self.model_input_names):
            data["attention_mask"] = [encoding.attention_mask for encoding in encodings]
        if return_special_tokens_mask:
            data["special_tokens_mask"] = [e.special_tokens_mask for e in encodings]
        if return_offsets_mapping:
            data["offset_mapping"] = [encoding.offsets for encoding in encodings]
        if return_length:
            data["length"] = [len(encoding) for encoding in encodings]
        if return_overflowing_tokens:
            data["overflow_to_sample_mapping"] = samples
        if limits.max_length is None and verbose and not self._warned_too_long:
            self._warn_too_long(max(map(len, data["input_ids"]), default=0))
        if not batched and return_tensors is None and not return_overflowing_tokens:
            # Upstream's Python tokenizers give a number for the length, the others a list.
            bare = () if self.keeps_positions else ("length",)
            data = {k: v[0] if isinstance(v[0], list) or k in bare else v for k, v in data.items()}
        return BatchEncoding(data, encodings, tensor_type=return_tensors)

    def _run(
        self,
        batch: Any,
        padding: Settings,
        truncation: Settings,
        split_special_tokens: bool,
        add_special_tokens: bool,
        is_split_into_words: bool,
        target: bool,
    ) -> list[Encoding]:
        """Let Rust encode the batch; `target`: as the model's output, for those who care."""
        try:
            return self._backend.encode(
                batch,
                add_special_tokens=add_special_tokens,
                is_pretokenized=is_split_into_words,
                positions=self.keeps_positions or is_split_into_words,
                split_special_tokens=split_special_tokens,
                truncation=truncation,
                padding=padding,
                post_processor=self._post_processor(target),
            )
        except (TypeError, UnicodeError) as error:
            raise explain_refusal(batch, is_split_into_words) from error
        except BaseException as error:
            if not from_rust(error):
                raise
            raise InputError(f"These texts cannot be encoded so: {error}") from error

    def _post_processor(self, target: bool) -> Any:
        """What puts special tokens around this call's texts; None: the tokenizer's own."""
        return None

    def _padding(self, limits: Limits, multiple: int | None, side: str | None) -> Settings:
        if limits.padding is None:
            return None
        return (
            ("length", limits.max_length if limits.padding == "max_length" else None),
            ("direction", opts.checked_side(side or self.padding_side)),
            ("pad_id", self.pad_token_id),
            ("pad_token", self.pad_token),
            ("pad_type_id", self.pad_token_type_id),
            ("pad_to_multiple_of", multiple),
        )

    def _truncation(self, limits: Limits, stride: int, add_special_tokens: bool) -> Settings:
        if limits.truncation is None:
            return None
        room = limits.max_length or 0
        if add_special_tokens:
            room -= self.num_special_tokens_to_add()
        if room < 0 or (stride and stride >= room):
            raise InputError(
                f"max_length={limits.max_length} leaves room for {max(room, 0)} tokens beside the "
                f"special ones, which must not be negative and must exceed stride={stride}."
            )
        return (
            ("max_length", limits.max_length),
            ("stride", stride),
            ("strategy", limits.truncation),
            ("direction", opts.checked_side(self.truncation_side)),
        )

    def _require_pad_token(self) -> None:
        if self.pad_token is None or self.pad_token_id is None:
            raise InputError(
                "Padding needs a padding token and this tokenizer has none. Set one, e.g. "
                "tokenizer.pad_token = tokenizer.eos_token, or add one with "
                'tokenizer.add_special_tokens({"pad_token": "[PAD]"}).'
            )

    def _warn_too_long(self, length: int) -> None:
        if 0 < self.model_max_length < length:
            self._warned_too_long = True
            logger.warning(
                "A text has %d tokens, but the model takes at most %d. Pass truncation=True to cut "
                "it, or the model will fail on it.",
                length,
                self.model_max_length,
            )

    def encode(self, text: Any, text_pair: Any = None, **options: Any) -> Any:
        """The input_ids alone; options as in `__call__`."""
        return self(text, text_pair, **options)["input_ids"]

    def encode_plus(self, text: Any, text_pair: Any = None, **options: Any) -> BatchEncoding:
        """Same as calling the tokenizer; the older name."""
        return self(text, text_pair, **options)

    def batch_encode_plus(self, batch: Sequence[Any], **options: Any) -> BatchEncoding:
        """Same as calling the tokenizer with a batch of texts or of (text, pair)."""
        return self(list(batch), **options)

    def tokenize(
        self,
        text: Any,
        pair: Any = None,
        add_special_tokens: bool = False,
        **options: Any,
    ) -> list[str]:
        """The tokens of a text as strings."""
        if isinstance(text, str) and not options:
            batch = _pair_up(text, pair, batched=False)
            plain = self.split_special_tokens
            return self._run(batch, None, None, plain, add_special_tokens, False, False)[0].tokens
        options = {"verbose": False, **options}
        return self(text, pair, add_special_tokens=add_special_tokens, **options).tokens()

    def encode_as_plain_text(self, text: str) -> list[int]:
        """The ids of a text in which no added token counts as one."""
        rust = self._backend.tokenizer
        if rust.normalizer is not None:
            text = rust.normalizer.normalize_str(text)
        words = [text]
        if rust.pre_tokenizer is not None:
            words = [word for word, _ in rust.pre_tokenizer.pre_tokenize_str(text)]
        return [token.id for word in words for token in rust.model.tokenize(word)]

    def pad(
        self,
        encoded_inputs: Any,
        padding: bool | str = True,
        max_length: int | None = None,
        pad_to_multiple_of: int | None = None,
        padding_side: str | None = None,
        return_attention_mask: bool | None = None,
        return_tensors: Any = None,
        verbose: bool = True,
    ) -> BatchEncoding:
        """Pad what is already encoded: one item, a batch, or a list of items (collating)."""
        from auto_core.tokenizers.padding import pad

        return pad(
            self,
            encoded_inputs,
            resolve(
                padding,
                None,
                max_length,
                model_max_length=self.model_max_length,
                verbose=False,
            ),
            pad_to_multiple_of,
            opts.checked_side(padding_side or self.padding_side),
            _wanted(return_attention_mask, "attention_mask", self.model_input_names),
            return_tensors,
        )

    def pad_values(self) -> dict[str, Any]:
        """By name of a per-token list: what `pad` fills it up with."""
        return {
            self.model_input_names[0]: self.pad_token_id,
            "attention_mask": 0,
            "token_type_ids": self.pad_token_type_id,
            "special_tokens_mask": 1,
        }

    # --- other -------------------------------------------------------------------------

    def train_new_from_iterator(
        self,
        text_iterator: Iterable[Any],
        vocab_size: int,
        length: int | None = None,
        new_special_tokens: Sequence[str | AddedToken] | None = None,
        special_tokens_map: Mapping[str, str] | None = None,
        **trainer_options: Any,
    ) -> Self:
        """A tokenizer with the same pipeline and roles, and a vocabulary learnt from texts.

        `special_tokens_map` renames special tokens; further keywords go to the trainer of the
        `tokenizers` library.
        """
        from auto_core.tokenizers.training import train_new

        return train_new(
            self,
            text_iterator,
            vocab_size,
            length,
            new_special_tokens or (),
            special_tokens_map or {},
            trainer_options,
        )

    def __repr__(self) -> str:
        limit = self.model_max_length if self.model_max_length < NO_LIMIT else VERY_LARGE
        return (
            f"{type(self).__name__}(name_or_path={self.name_or_path!r}, "
            f"vocab_size={self.vocab_size}, model_max_length={limit}, "
            f"padding_side={self.padding_side!r}, truncation_side={self.truncation_side!r}, "
            f"special_tokens={self.special_tokens_map})"
        )


def _wanted(asked: bool | None, name: str, model_input_names: Sequence[str]) -> bool:
    return name in model_input_names if asked is None else asked


def _pair_up(text: Any, pair: Any, batched: bool) -> Any:
    """The batch that Rust takes: texts, or (text, pair) tuples."""
    if not batched:
        return [(text, pair)] if pair else [text]  # an empty pair is no pair, as upstream
    if pair is None:
        return text
    if not isinstance(pair, list | tuple) or len(pair) != len(text):
        found = f"{len(pair)} items" if isinstance(pair, list | tuple) else repr(pair)
        raise InputError(
            f"`text` is a batch of {len(text)}, so `text_pair` must be a list of as many; "
            f"found {found}."
        )
    return list(zip(text, pair, strict=True))
