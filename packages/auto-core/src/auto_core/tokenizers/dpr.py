"""The tokenizer of DPR's reader (arXiv:2004.04906): a question, a passage's title, and its text.

Passages follow the question and their title as [CLS] question [SEP] title [SEP] text.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from auto_core.errors import InputError
from auto_core.tensors import to_numpy
from auto_core.tokenizers.encoding import BatchEncoding
from auto_core.tokenizers.inputs import as_lists
from auto_core.tokenizers.tokenizer import PreTrainedTokenizer


class DPRSpanPrediction(NamedTuple):
    """An answer: tokens `start_index` to `end_index`, included, of the passage `doc_id`."""

    span_score: float
    relevance_score: float
    doc_id: int
    start_index: int
    end_index: int
    text: str


class DPRReaderTokenizer(PreTrainedTokenizer):
    """Encodes passages for a question, and reads answers from what the reader gives for them."""

    saved_class_name: str = "DPRReaderTokenizer"

    def __call__(  # type: ignore[override]
        self,
        questions: Any = None,
        titles: Any = None,
        texts: Any = None,
        padding: bool | str = False,
        truncation: bool | str | None = None,
        max_length: int | None = None,
        return_tensors: Any = None,
        return_attention_mask: bool | None = None,
        **options: Any,
    ) -> BatchEncoding:
        """Encode passages: a question for all of them, or one for each.

        Without titles or texts it is BERT's tokenizer, of questions or of pairs.

        Raises:
            InputError: there are not as many titles as texts, or as questions.
        """
        common: dict[str, Any] = dict(padding=padding, max_length=max_length)
        if titles is None or texts is None:
            pair = texts if titles is None else titles
            common |= dict(truncation=truncation, return_tensors=return_tensors)
            common |= dict(return_attention_mask=return_attention_mask)
            return super().__call__(questions, pair, **common, **options)
        if options:
            raise InputError(f"{next(iter(options))} does not go with titles and texts.")
        titles, texts = ([x] if isinstance(x, str) else list(x) for x in (titles, texts))
        if isinstance(questions, str):
            questions = [questions] * len(titles)
        if not len(questions) == len(titles) == len(texts):
            raise InputError(
                f"There are {len(questions)} questions, {len(titles)} titles and {len(texts)} "
                "texts: pass a title and a text for each passage, and one question or as many."
            )
        first = super().__call__(questions, titles, verbose=False)["input_ids"]
        second = super().__call__(texts, add_special_tokens=False, verbose=False)["input_ids"]
        most = max_length if truncation else None
        ids = [(one + other)[:most] for one, other in zip(first, second, strict=True)]
        data: dict[str, Any] = {"input_ids": ids}
        if return_attention_mask is not False:
            pad = self.pad_token_id
            data["attention_mask"] = [[int(token != pad) for token in row] for row in ids]
        return self.pad(data, return_tensors=return_tensors, **common)

    def tokenize(
        self, text: Any, pair: Any = None, add_special_tokens: bool = False, **options: Any
    ) -> list[str]:
        """The tokens of a text."""
        options = {"verbose": False, **options}
        encode = PreTrainedTokenizer.__call__
        return encode(self, text, pair, add_special_tokens=add_special_tokens, **options).tokens()

    def decode_best_spans(
        self,
        reader_input: Any,
        reader_output: Any,
        num_spans: int = 16,
        max_answer_length: int = 64,
        num_spans_per_passage: int = 4,
    ) -> list[DPRSpanPrediction]:
        """The best answers, those of the most relevant passage first.

        Args:
            reader_input: what this tokenizer returned.
            reader_output: of DPRReader: start_logits, end_logits [n t] and relevance_logits [n].
            max_answer_length: in tokens.
        """
        start, end, relevance = (to_numpy(x).astype(np.float64) for x in reader_output[:3])
        found: list[DPRSpanPrediction] = []
        for passage in np.argsort(-relevance, kind="stable").tolist():
            ids = as_lists(reader_input["input_ids"][passage])
            first = ids.index(self.sep_token_id, 2) + 1  # behind the question, as upstream has it
            last = ids.index(self.pad_token_id) if ids[-1] == self.pad_token_id else len(ids)
            scores = start[passage][first:last], end[passage][first:last]
            for i, j in best_spans(*scores, max_answer_length, num_spans_per_passage):
                i, j = i + first, j + first
                found.append(
                    DPRSpanPrediction(
                        span_score=float(start[passage][i] + end[passage][j]),
                        relevance_score=float(relevance[passage]),
                        doc_id=passage,
                        start_index=i,
                        end_index=j,
                        text=self.decode(ids[i : j + 1]),
                    )
                )
            if len(found) >= num_spans:
                break
        return found[:num_spans]


def best_spans(start: Any, end: Any, longest: int, count: int) -> list[tuple[int, int]]:
    """The spans of the greatest sums of scores [t], of which none lies in another."""
    spans = [(i, j) for i in range(len(start)) for j in range(i, min(i + longest, len(end)))]
    spans.sort(key=lambda span: start[span[0]] + end[span[1]], reverse=True)
    chosen: list[tuple[int, int]] = []
    for i, j in spans:
        if any((i <= a and b <= j) or (a <= i and j <= b) for a, b in chosen):
            continue
        chosen.append((i, j))
        if len(chosen) == count:
            break
    return chosen
