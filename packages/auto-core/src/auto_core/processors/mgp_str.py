"""MGP-STR's processor: a word's image, and which of three readings of it is the surest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from auto_core.errors import InputError
from auto_core.processors.processor import Processor
from auto_core.tensors import BatchFeature, to_numpy

BPE, WORDPIECE = "openai-community/gpt2", "google-bert/bert-base-uncased"
# The end of each reading: its token's id, and that as text.
_ENDS = {"char": (1, "[s]"), "bpe": (2, "#"), "wp": (102, "[SEP]")}


class MgpstrProcessor(Processor):
    """Images, with the characters of words as labels.

    `bpe_tokenizer` and `wp_tokenizer`, of the other two readings, are GPT-2's and BERT's, loaded
    from the Hub when they are first needed.
    """

    _bpe_tokenizer: Any = None
    _wp_tokenizer: Any = None

    def __call__(
        self,
        text: Any = None,
        images: Any = None,
        videos: Any = None,
        audio: Any = None,
        **kwargs: Any,
    ) -> Any:
        """What the parts make; with both, ids of characters are `labels`."""
        features = super().__call__(images, text, videos, audio, **kwargs)
        if text is None or images is None:
            return features
        data = {name: value for name, value in features.items() if name != "attention_mask"}
        data["labels"] = data.pop("input_ids")
        return BatchFeature(data)

    @property
    def char_tokenizer(self) -> Any:
        """The tokenizer of characters."""
        return self.tokenizer

    @property
    def bpe_tokenizer(self) -> Any:
        """The tokenizer of the second reading, GPT-2's."""
        if self._bpe_tokenizer is None:
            self._bpe_tokenizer = _load(BPE)
        return self._bpe_tokenizer

    @bpe_tokenizer.setter
    def bpe_tokenizer(self, value: Any) -> None:
        self._bpe_tokenizer = value

    @property
    def wp_tokenizer(self) -> Any:
        """The tokenizer of the third reading, BERT's."""
        if self._wp_tokenizer is None:
            self._wp_tokenizer = _load(WORDPIECE)
        return self._wp_tokenizer

    @wp_tokenizer.setter
    def wp_tokenizer(self, value: Any) -> None:
        self._wp_tokenizer = value

    def batch_decode(self, sequences: Sequence[Any], **kwargs: Any) -> Mapping[str, Any]:  # type: ignore[override]
        """The words of the model's three logits, each [b t v].

        Returns `generated_text`, of each image the reading with the highest score; `scores`, the
        product of its tokens' probabilities; and all of `char_preds`, `bpe_preds`, `wp_preds`.

        Raises:
            InputError: there are not three, or they have not three axes each.
        """
        if kwargs:
            raise InputError(f"batch_decode takes the logits alone, got {', '.join(kwargs)}.")
        logits = [to_numpy(one) for one in sequences]
        if len(logits) != 3 or any(one.ndim != 3 for one in logits):
            raise InputError(
                "Pass the model's logits: three [batch, tokens, vocabulary], of characters, BPE "
                "and WordPiece."
            )
        readings = [self._read(one, kind) for one, kind in zip(logits, _ENDS, strict=True)]
        best = [
            max(range(3), key=lambda kind, row=row: readings[kind][1][row])
            for row in range(len(logits[0]))
        ]
        return {
            "generated_text": [readings[kind][0][row] for row, kind in enumerate(best)],
            "scores": [readings[kind][1][row] for row, kind in enumerate(best)],
            **{f"{kind}_preds": texts for kind, (texts, _) in zip(_ENDS, readings, strict=True)},
        }

    def _read(self, logits: np.ndarray, kind: str) -> tuple[list[str], list[float]]:
        """Texts and scores of one reading."""
        end, mark = _ENDS[kind]
        ids = logits.argmax(-1)[:, 1:]  # the first token begins a text
        texts = getattr(self, f"{kind}_decode")(ids)
        exponents = np.exp(logits - logits.max(-1, keepdims=True))
        chances = (exponents.max(-1) / exponents.sum(-1))[:, 1:]
        found, scores = [], []
        for text, row, chance in zip(texts, ids.tolist(), chances, strict=True):
            # Without an end the last character is cut off and the score is 0, as upstream.
            found.append(text[: text.find(mark)])
            last = row.index(end) + 1 if end in row else 0
            scores.append(float(np.prod(chance[:last])) if last else 0.0)
        return found, scores

    def char_decode(self, sequences: Any) -> list[str]:
        """Texts of ids of characters."""
        return [text.replace(" ", "") for text in self.char_tokenizer.batch_decode(sequences)]

    def bpe_decode(self, sequences: Any) -> list[str]:
        """Texts of GPT-2's ids."""
        return self.bpe_tokenizer.batch_decode(sequences)

    def wp_decode(self, sequences: Any) -> list[str]:
        """Texts of BERT's ids."""
        return [text.replace(" ", "") for text in self.wp_tokenizer.batch_decode(sequences)]

    @property
    def model_input_names(self) -> list[str]:
        return [*self.image_processor.model_input_names, "labels"]


def _load(name: str) -> Any:
    from auto_core.auto.tokenization import AutoTokenizer

    return AutoTokenizer.from_pretrained(name)
