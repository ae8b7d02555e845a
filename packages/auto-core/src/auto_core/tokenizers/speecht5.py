"""SpeechT5's tokenizer (arXiv:2110.07205): characters, with numbers spelled out if asked for."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.tokenizers.encoding import BatchEncoding
from auto_core.tokenizers.english.spoken import spelled_out
from auto_core.tokenizers.tokenizer import PreTrainedTokenizer


class SpeechT5Tokenizer(PreTrainedTokenizer):
    """`normalize` spells English numbers, amounts and percentages out before texts are encoded."""

    saved_class_name: str = "PreTrainedTokenizerFast"
    own_options: ClassVar[tuple[str, ...]] = ("normalize",)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._files: dict[str, bytes] | None = self.init_kwargs.pop("_files", None)
        if self._files:  # else the class that reads tokenizer.json
            self.saved_class_name = "SpeechT5Tokenizer"
        self.normalize = bool(self.init_kwargs.get("normalize"))

    def vocabulary_files(self) -> dict[str, bytes] | None:
        return dict(self._files) if self._files else None

    def __call__(  # type: ignore[override]
        self,
        text: Any = None,
        text_pair: Any = None,
        text_target: Any = None,
        text_pair_target: Any = None,
        *,
        normalize: bool | None = None,
        **options: Any,
    ) -> BatchEncoding:
        """As every tokenizer; `normalize` overrides the tokenizer's own setting."""
        texts = (text, text_pair, text_target, text_pair_target)
        if self.normalize if normalize is None else normalize:
            texts = tuple(map(_spelled_out, texts))
        return super().__call__(*texts, **options)


def _spelled_out(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return type(value)(map(_spelled_out, value))
    return spelled_out(value) if isinstance(value, str) else value
