"""A question and a table as one sequence, with seven kinds of type ids for each token."""

from __future__ import annotations

import inspect
import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
from tokenizers import Tokenizer

from auto_core.errors import InputError, check_keywords
from auto_core.tensors import to_numpy
from auto_core.tokenizers.builders import wordpiece
from auto_core.tokenizers.encoding import BatchEncoding
from auto_core.tokenizers.files import TokenizerFiles
from auto_core.tokenizers.tapas.numbers import column_values, sort_key, values_in
from auto_core.tokenizers.tokenizer import PreTrainedTokenizer

_EMPTY = ("n/a", "?", "nan")


def build(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """BERT's pieces, and a token for empty cells."""
    extra = settings.get("additional_special_tokens") or settings.get("extra_special_tokens") or []
    settings.pop("additional_special_tokens", None)
    empty = str(settings["empty_token"])
    settings["extra_special_tokens"] = [*extra, *([] if empty in map(str, extra) else [empty])]
    return wordpiece.wordpiece(wordpiece.read_vocab_txt(files.require("vocab.txt")), settings)


class TapasTokenizer(PreTrainedTokenizer):
    """Encodes questions about a table (a pandas DataFrame, or {column: list of cells})."""

    model_input_names: Sequence[str] = ("input_ids", "attention_mask", "token_type_ids")
    own_options: ClassVar[tuple[str, ...]] = (
        "cell_trim_length",
        "max_column_id",
        "max_row_id",
        "strip_column_names",
        "update_answer_coordinates",
        "min_question_length",
        "max_question_length",
        "empty_token",
    )
    saved_class_name: str = "TapasTokenizer"

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        get = self.init_kwargs.get
        self.update_answer_coordinates: bool = bool(get("update_answer_coordinates"))
        self.cell_trim_length: int = get("cell_trim_length", -1)
        self.max_column_id: int = get("max_column_id") or self.model_max_length
        self.max_row_id: int = get("max_row_id") or self.model_max_length
        self.strip_column_names: bool = bool(get("strip_column_names"))
        self.min_question_length: int = get("min_question_length") or 0
        self.max_question_length: int = get("max_question_length") or self.model_max_length
        self.empty_token: str = str(get("empty_token") or "[EMPTY]")

    def vocabulary_files(self) -> dict[str, bytes] | None:
        vocabulary = self._backend.tokenizer.get_vocab(with_added_tokens=False)
        lines = sorted(vocabulary, key=vocabulary.__getitem__)
        return {"vocab.txt": "".join(f"{line}\n" for line in lines).encode()}

    def pad_values(self) -> dict[str, Any]:
        return {
            **super().pad_values(),
            "token_type_ids": [self.pad_token_type_id] * 7,
            "labels": 0,
            "numeric_values": float("nan"),
            "numeric_values_scale": 1.0,
        }

    def __call__(  # type: ignore[override]
        self,
        table: Any,
        queries: str | Sequence[str] | None = None,
        answer_coordinates: Any = None,
        answer_text: Any = None,
        padding: bool | str = False,
        truncation: bool | str = False,
        max_length: int | None = None,
        pad_to_multiple_of: int | None = None,
        padding_side: str | None = None,
        return_tensors: Any = None,
        return_attention_mask: bool | None = None,
        return_token_type_ids: bool | None = None,
        return_special_tokens_mask: bool = False,
        return_length: bool = False,
        **unknown: Any,
    ) -> BatchEncoding:
        """One question, or several that follow each other, about a table.

        `token_type_ids` are, per token: segment, column, row, whether it answered the question
        before, rank in its column, the same from the other end, and how it compares to numbers
        in the question. `truncation=True` ("drop_rows_to_fit") leaves out what does not fit.
        `answer_coordinates` are (row, column) of the answers' cells; with `answer_text` they
        give `labels`, `numeric_values` and `numeric_values_scale`. A tokenizer with
        `update_answer_coordinates` looks the texts up instead, and marks these words alone.

        Raises:
            InputError: no question, a malformed table, too long, or an answer that is not there.
        """
        if unknown:
            known = set(inspect.signature(TapasTokenizer.__call__).parameters)
            check_keywords(unknown, known - {"self", "unknown"}, where="TapasTokenizer()")
        if truncation not in (False, True, "do_not_truncate", "drop_rows_to_fit"):
            raise InputError(
                f"truncation={truncation!r} is unknown for tables; use 'drop_rows_to_fit'."
            )
        if queries is None:
            raise InputError("Pass a question, or a list of them, as `queries`.")
        header, cells = _read_table(table)
        if len(header) >= self.max_column_id:
            raise InputError(
                f"The table has {len(header)} columns; at most {self.max_column_id - 1}."
            )
        drop = truncation in (True, "drop_rows_to_fit")
        single = isinstance(queries, str)
        questions = [queries] if isinstance(queries, str) else list(queries)
        coordinates = _per_question(answer_coordinates, questions, single)
        texts = _per_question(answer_text, questions, single)
        names = [""] * len(header) if self.strip_column_names else header
        tokens = [[self._pieces(cell) for cell in row] for row in (names, *cells)]
        columns = [column_values([row[i] for row in cells]) for i in range(len(header))]
        rows: dict[str, list[Any]] = defaultdict(list)
        for index, question in enumerate(questions):
            answers = list(zip(coordinates, texts, strict=True))
            before = answers[index - 1] if index else (None, None)
            item = self._item(question, tokens, columns, drop, max_length, before)
            if coordinates[index] is not None and texts[index] is not None:
                cells_of = [(entry[1], entry[2]) for entry in item["token_type_ids"]]
                item["labels"] = self._marked(cells_of, tokens, *answers[index])
                item |= _numbers(cells_of, columns)
            item["attention_mask"] = [1] * len(item["input_ids"])
            item["special_tokens_mask"] = _ends(item["token_type_ids"])
            item["length"] = len(item["input_ids"])
            for key, value in item.items():
                rows[key].append(value)
        wanted = {
            "attention_mask": return_attention_mask is not False,
            "token_type_ids": return_token_type_ids is not False,
            "special_tokens_mask": return_special_tokens_mask,
            "length": return_length,
        }
        data = {key: value for key, value in rows.items() if wanted.get(key, True)}
        if single:
            data = {key: value[0] for key, value in data.items()}
            if padding is True:
                padding = "max_length" if max_length or pad_to_multiple_of else False
        encoded = self.pad(
            data,
            padding=padding,
            max_length=max_length,
            pad_to_multiple_of=pad_to_multiple_of,
            padding_side=padding_side,
            return_attention_mask=wanted["attention_mask"],
        )
        return encoded.convert_to_tensors(return_tensors, prepend_batch_axis=single)

    def _pieces(self, text: str) -> list[str]:
        if not text:
            return []
        if _is_empty(text):
            return [self.empty_token]
        # BERT's cleaning in Python, which knows more characters as no text than Rust's.
        text = "".join(c for c in text if c in "\t\n\r" or unicodedata.category(c)[0] != "C")
        return self._backend.encode([text], add_special_tokens=False)[0].tokens

    def _item(
        self,
        question: str,
        tokens: list[list[list[str]]],
        columns: list[dict[int, Any]],
        drop: bool,
        max_length: int | None,
        before: Any,
    ) -> dict[str, Any]:
        words = self._pieces(question)
        if not self.min_question_length <= len(words) <= self.max_question_length:
            words, question = [], ""
        table = self._fitting(tokens, len(words), drop, max_length)
        ids = self.convert_tokens_to_ids([*words, *(token for token, _, _ in table)])
        cls, sep = self.cls_token_id, self.sep_token_id
        ids = [cls, *ids[: len(words)], sep, *ids[len(words) :]]
        if max_length is not None and len(ids) > max_length:
            raise InputError(
                f"The question and the header take {len(ids)} tokens, more than "
                f"max_length={max_length}. Pass truncation=True or a larger max_length."
            )
        lead = len(words) + 2
        cells = [(0, 0)] * lead + [(column, row) for _, column, row in table]
        ranks, inverse = _ranks(cells, columns)
        types = zip(
            [0] * lead + [1] * len(table),
            [column for column, _ in cells],
            [row for _, row in cells],
            self._marked(cells, tokens, *before),
            ranks,
            inverse,
            _relations(cells, columns, question),
            strict=True,
        )
        return {"input_ids": ids, "token_type_ids": [list(entry) for entry in types]}

    def _marked(
        self,
        cells: list[tuple[int, int]],
        tokens: list[list[list[str]]],
        coordinates: Any,
        texts: Any,
    ) -> list[int]:
        """1 for the tokens of the answer: of its cells (row, column), or where its texts stand
        first, if coordinates are to be found anew (`update_answer_coordinates`)."""
        if self.update_answer_coordinates and texts is not None:
            pieces = [self._pieces(text) for text in texts]
            found = {index for answer in pieces for index in _token_indices(answer, cells, tokens)}
            return [int(index in found) for index in range(len(cells))]
        wanted = {(column + 1, row + 1) for row, column in coordinates or ()}
        missing = wanted - set(cells)
        if missing:
            column, row = min(missing)
            raise InputError(
                f"The answer in row {row - 1}, column {column - 1} is not in the table."
            )
        return [int(cell in wanted) for cell in cells]

    def _fitting(
        self, tokens: list[list[list[str]]], question: int, drop: bool, max_length: int | None
    ) -> list[tuple[str, int, int]]:
        """(token, column, row) from 1 (row 0 is the header), as many as fit."""
        longest = max((len(cell) for row in tokens for cell in row), default=0)
        count = len(tokens) - 1
        if not drop:
            if count >= self.max_row_id:
                raise InputError(f"The table has {count} rows; at most {self.max_row_id - 1}.")
            return _cut(tokens, count, longest)
        count = min(count, self.max_row_id - 1)
        room = (max_length or self.model_max_length) - question - 2
        limit = longest if self.cell_trim_length < 0 else min(longest, self.cell_trim_length)
        while True:
            fits = 0
            for fits in range(limit + 1):
                if len(_cut(tokens, count, fits + 1)) > room:
                    break
            complete = fits >= limit or (self.cell_trim_length < 0 and fits > 0)
            if complete:
                return _cut(tokens, count, fits or 1)
            count -= 1
            if count < 1:
                return _cut(tokens, count, 1)

    def convert_logits_to_predictions(
        self,
        data: Mapping[str, Any],
        logits: Any,
        logits_agg: Any = None,
        cell_classification_threshold: float = 0.5,
    ) -> tuple[Any, ...]:
        """(row, column) of the cells that answer each question, and the aggregations' indices.

        `data` is what the tokenizer returned, `logits` [batch tokens], `logits_agg` [batch n].
        """
        mask = to_numpy(data["attention_mask"])
        with np.errstate(over="ignore"):
            probabilities = mask / (1 + np.exp(-np.maximum(to_numpy(logits), -88.7)))
        answers = []
        for row, types in zip(probabilities, to_numpy(data["token_type_ids"]), strict=True):
            cells: dict[tuple[int, int], list[float]] = defaultdict(list)
            for value, (segment, column, line, *_) in zip(row, types.tolist(), strict=True):
                if segment == 1 and column and line:
                    cells[line - 1, column - 1].append(float(value))
            if types[:, 1:3].any():
                threshold = cell_classification_threshold
                answers.append(sorted(c for c, v in cells.items() if np.mean(v) > threshold))
        if logits_agg is None:
            return (answers,)
        return answers, to_numpy(logits_agg).argmax(-1).tolist()


def _read_table(table: Any) -> tuple[list[str], list[list[str]]]:
    """Column names and rows of cells, all texts."""
    if isinstance(table, Mapping):
        header, rows = list(table), list(zip(*table.values(), strict=True))
    elif hasattr(table, "columns") and hasattr(table, "itertuples"):
        header, rows = list(table.columns), list(table.itertuples(index=False, name=None))
    else:
        raise InputError(f"A table is a DataFrame or {{column: cells}}, got {table!r:.80}.")
    wrong = next((c for row in (header, *rows) for c in row if not isinstance(c, str)), None)
    if wrong is not None:
        raise InputError(
            f"The table holds {wrong!r} ({type(wrong).__name__}), and cells must be strings: "
            "table = table.astype(str)."
        )
    return header, [list(row) for row in rows]


def _per_question(value: Any, questions: list[str], single: bool) -> list[Any]:
    if value is None:
        return [None] * len(questions)
    found = [value] if single else list(value)
    if len(found) != len(questions):
        raise InputError(f"There are {len(questions)} questions and {len(found)} answers.")
    return found


def _is_empty(text: str) -> bool:
    text = text.lower().strip()
    return text in _EMPTY or not re.sub(r"[\W_]+", "", text) or text == "empty"


def _cut(tokens: list[list[list[str]]], rows: int, most: int) -> list[tuple[str, int, int]]:
    """The table's first rows, each cell cut to words that begin before its `most`-th token."""
    found = []
    for row, line in enumerate(tokens[: rows + 1]):
        for column, cell in enumerate(line, start=1):
            begin = 0
            for position, token in enumerate(cell):
                begin = begin if token.startswith("##") else position
                if begin < most:
                    found.append((token, column, row))
    return found


def _ranks(
    cells: list[tuple[int, int]], columns: list[dict[int, Any]]
) -> tuple[list[int], list[int]]:
    up: dict[tuple[int, int], int] = {}
    down: dict[tuple[int, int], int] = {}
    for column, values in enumerate(columns, start=1):
        key = sort_key(values.values())
        if key is None:
            continue
        order = sorted({key(value) for value in values.values()})
        for row, value in values.items():
            rank = order.index(key(value))
            up[column, row + 1] = rank + 1
            down[column, row + 1] = len(order) - rank
    return [up.get(cell, 0) for cell in cells], [down.get(cell, 0) for cell in cells]


def _relations(
    cells: list[tuple[int, int]], columns: list[dict[int, Any]], question: str
) -> list[int]:
    """Bits: a number in the question equals (1), is below (2), is above (4) the cell's."""
    found: dict[tuple[int, int], int] = defaultdict(int)
    for asked in values_in(question):
        for column, values in enumerate(columns, start=1):
            key = sort_key([*values.values(), asked]) if values else None
            if key is None:
                continue
            for row, value in values.items():
                a, b = key(asked), key(value)
                found[column, row + 1] |= 1 if a == b else 2 if a < b else 4
    return [found.get(cell, 0) for cell in cells]


def _token_indices(
    answer: list[str], cells: list[tuple[int, int]], tokens: list[list[list[str]]]
) -> list[int]:
    """The tokens of the first cell that has all of an answer's, none if no cell has."""
    size = len(answer)
    for row, line in enumerate(tokens[1:], start=1):
        for column, cell in enumerate(line, start=1):
            starts = range(len(cell) - size + 1) if size else ()
            start = next((i for i in starts if cell[i : i + size] == answer), None)
            if start is None:
                continue
            indices = [i for i, found in enumerate(cells) if found == (column, row)]
            if len(indices) >= start + size:  # else cut off
                return indices[start : start + size]
    return []


def _numbers(cells: list[tuple[int, int]], columns: list[dict[int, Any]]) -> dict[str, Any]:
    """What the loss of aggregated answers needs: the cells' numbers, and how long they are."""
    floats = {
        (column, row + 1): value
        for column, values in enumerate(columns, start=1)
        for row, value in values.items()
        if isinstance(value, float)
    }
    return {
        "numeric_values": [floats.get(cell, float("nan")) for cell in cells],
        "numeric_values_scale": [
            float(cells.count(cell)) if cell[0] and cell[1] else 1.0 for cell in cells
        ],
    }


def _ends(types: list[list[int]]) -> list[int]:
    lead = sum(1 for entry in types if entry[0] == 0)
    return [int(i in (0, lead - 1)) for i in range(len(types))]
