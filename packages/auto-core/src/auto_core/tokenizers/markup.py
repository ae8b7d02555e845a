"""MarkupLM's tokenizer (arXiv:2110.08518): texts of nodes with their paths in the tree of HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, ClassVar

from tokenizers import Encoding

from auto_core.errors import InputError
from auto_core.tokenizers.bounds import count
from auto_core.tokenizers.encoding import BatchEncoding
from auto_core.tokenizers.inputs import as_texts
from auto_core.tokenizers.tokenizer import PreTrainedTokenizer

_STEP = re.compile(r"\s*([^\[]*)(?:\[(\d+)\])?\s*")
_PLAIN = "/document/node"  # the path of words of a plain text
_MOST_STEPS = 2**12


class MarkupLMTokenizer(PreTrainedTokenizer):
    """Encodes the texts of nodes, and gives each token the tags and numbers of its node's path, as
    `xpath_tags_seq` and `xpath_subs_seq` [t max_depth].

    `tags_dict` has the ids of tags; the next two are those of other tags and of padding. Numbers
    end at `max_width`; `pad_width` is their padding.
    """

    saved_class_name: str = "MarkupLMTokenizer"
    own_options: ClassVar[tuple[str, ...]] = (
        "tags_dict",
        "max_depth",
        "max_width",
        "pad_width",
        "pad_token_label",
        "only_label_first_subword",
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        get = self.init_kwargs.get
        self.tags_dict: dict[str, int] = get("tags_dict")  # type: ignore[assignment]
        if not isinstance(self.tags_dict, dict) or not self.tags_dict:
            raise InputError(
                f"tags_dict is {self.tags_dict!r:.80}, expected the ids of tags, as in "
                '{"a": 0, "abbr": 1}; it stands in tokenizer_config.json.'
            )
        numbers = {"max_depth": 50, "max_width": 1000, "pad_width": 1001}
        numbers = {name: get(name, default) for name, default in numbers.items()}
        self.max_depth = count(numbers, "max_depth", most=_MOST_STEPS)
        self.max_width, self.pad_width = count(numbers, "max_width"), count(numbers, "pad_width")
        self.pad_token_label: int = get("pad_token_label", -100)
        self.only_label_first_subword: bool = get("only_label_first_subword", True)
        self.unk_tag_id = len(self.tags_dict)
        self.pad_tag_id = self.unk_tag_id + 1
        self.pad_xpath_tags_seq = [self.pad_tag_id] * self.max_depth
        self.pad_xpath_subs_seq = [self.pad_width] * self.max_depth

    def get_xpath_seq(self, xpath: str) -> tuple[list[int], list[int]]:
        """The tags and the numbers of a path such as "/html/body/li[2]", each filled up to
        `max_depth`; a step without a number has 0.

        Raises:
            InputError: it is no such path.
        """
        steps = [step for step in xpath.split("/") if step.strip()]
        found = [_STEP.fullmatch(step) for step in steps]
        if None in found:
            raise InputError(f"{xpath!r:.80} is no path of a node, as /html/body/li[2] is.")
        tags = [self.tags_dict.get(m[1].strip(), self.unk_tag_id) for m in found if m]
        numbers = [min(self.max_width, int(m[2] or 0)) for m in found if m]
        missing = max(self.max_depth - len(steps), 0)
        return (
            tags[: self.max_depth] + [self.pad_tag_id] * missing,
            numbers[: self.max_depth] + [self.pad_width] * missing,
        )

    def __call__(  # type: ignore[override]
        self,
        text: Any,
        text_pair: Any = None,
        xpaths: Any = None,
        node_labels: Any = None,
        return_tensors: Any = None,
        **options: Any,
    ) -> BatchEncoding:
        """Encode the texts of nodes with `xpaths`, one path per node.

        `text` are the nodes (a list, or a list of lists); or `text` is a question and `text_pair`
        are the nodes. `node_labels` come back as `labels`, one per token. The words of a plain
        text need no paths.

        Raises:
            InputError: there are no paths, or not one for each node.
        """
        options.pop("is_split_into_words", None)
        text, text_pair = as_texts(text, True), as_texts(text_pair, True)
        asks = text_pair is not None
        nodes = text_pair if asks else text
        if isinstance(nodes, str) and xpaths is None:
            nodes = nodes.split()
            xpaths = [_PLAIN] * len(nodes)
        batched = isinstance(text, list | tuple) and (
            asks or (bool(text) and isinstance(text[0], list | tuple))
        )
        _check(nodes, xpaths, "paths", batched)
        if node_labels is not None:
            _check(nodes, node_labels, "labels", batched)
        if asks:  # a question is one text, which is not split at spaces
            text = [_one(item) for item in text] if batched else _one(text)
        encoded = super().__call__(
            text if asks else nodes,
            nodes if asks else None,
            is_split_into_words=True,
            return_tensors=None,
            **options,
        )
        rows = encoded.encodings or []
        windows = "overflow_to_sample_mapping" in encoded
        samples = encoded.data.get("overflow_to_sample_mapping", range(len(rows)))
        single = not batched and return_tensors is None and not windows
        if not single and not batched and not windows:
            encoded.data = {key: [value] for key, value in encoded.data.items()}
        xpaths = xpaths if batched else [xpaths]
        found = [self._paths(row, xpaths[i], asks) for row, i in zip(rows, samples, strict=True)]
        columns = {
            "xpath_tags_seq": [tags for tags, _ in found],
            "xpath_subs_seq": [numbers for _, numbers in found],
        }
        if node_labels is not None:
            labels = node_labels if batched else [node_labels]
            columns["labels"] = [
                self._labels(row, labels[i], asks) for row, i in zip(rows, samples, strict=True)
            ]
        for name, column in columns.items():
            encoded[name] = column[0] if single else column
        return encoded.convert_to_tensors(return_tensors)

    def tokenize(
        self, text: Any, pair: Any = None, add_special_tokens: bool = False, **options: Any
    ) -> list[str]:
        """The tokens of a plain text, without paths."""
        return (
            super()
            .__call__(text, pair, add_special_tokens=add_special_tokens, verbose=False, **options)
            .tokens()
        )

    def pad_values(self) -> dict[str, Any]:
        paths = {
            "xpath_tags_seq": self.pad_xpath_tags_seq,
            "xpath_subs_seq": self.pad_xpath_subs_seq,
        }
        return {**super().pad_values(), **paths, "labels": self.pad_token_label}

    def _paths(self, row: Encoding, xpaths: Sequence[str], asks: bool) -> tuple[list, list]:
        """The tags and numbers of each token of a row; questions and special tokens have none."""
        paths = [self.get_xpath_seq(xpath) for xpath in xpaths]
        nowhere = (self.pad_xpath_tags_seq, self.pad_xpath_subs_seq)
        found = [
            nowhere if node is None or (asks and sequence == 0) else paths[node]
            for node, sequence in zip(row.word_ids, row.sequence_ids, strict=True)
        ]
        return [tags for tags, _ in found], [numbers for _, numbers in found]

    def _labels(self, row: Encoding, labels: Sequence[int], asks: bool) -> list[int]:
        found = []
        for node, sequence, (start, _) in zip(
            row.word_ids, row.sequence_ids, row.offsets, strict=True
        ):
            again = self.only_label_first_subword and start > 0
            if node is None or again or (asks and sequence == 0):
                found.append(self.pad_token_label)
            else:
                found.append(labels[node])
        return found


def _one(text: Any) -> Any:
    return [text] if isinstance(text, str) else text


def _check(nodes: Any, given: Any, what: str, batched: bool) -> None:
    """One of `given` for each node.

    Raises:
        InputError: there are none, or too many or few.
    """
    if not isinstance(nodes, list | tuple):
        raise InputError(f"Nodes are a list of strings, got {nodes!r:.80}.")
    if given is None:
        raise InputError('Each node needs a path: pass xpaths=["/html/body/p[1]", ...].')
    counts = [(len(nodes), len(given))]
    if batched:
        counts += [(len(n), len(g)) for n, g in zip(nodes, given, strict=False)]
    for wanted, found in counts:
        if wanted != found:
            raise InputError(f"There are {wanted} nodes (or pages) but {found} {what}.")
