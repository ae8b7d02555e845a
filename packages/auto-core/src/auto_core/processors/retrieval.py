"""The processors of models of retrieval: pages or queries, and the scores of pages for queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from auto_core.errors import InputError
from auto_core.processors import images as reading
from auto_core.processors.idefics3 import Idefics3Processor
from auto_core.processors.placeholders import PlaceholderProcessor
from auto_core.tensors import BatchFeature, to_numpy

_BUFFER = 10  # tokens behind a query, in which the model may think


class RetrievalProcessor(PlaceholderProcessor):
    """Pages, which are images behind a prompt, or queries."""

    own_options = ("visual_prompt_prefix", "query_prefix")
    text_defaults: ClassVar[Mapping[str, Any]] = {"padding": "longest"}
    images_defaults: ClassVar[Mapping[str, Any]] = {"data_format": "channels_first"}
    visual_prompt_prefix: str | None = None
    query_prefix: str | None = None

    def __call__(  # type: ignore[override]
        self, images: Any = None, text: Any = None, suffix: Any = None, **kwargs: Any
    ) -> BatchFeature:
        """`input_ids` and `attention_mask` of pages, with their pixel values, or of queries.

        Args:
            images: pages, or
            text: a query or a list of them.
            suffix: what stands behind each query; by default ten tokens of padding.

        Raises:
            InputError: there are both or neither.
        """
        if (images is None) == (text is None):
            raise InputError("Pass images, the pages, or text, the queries: one of them.")
        if images is None:
            return super().__call__(text=self.queries(text, suffix), **self.for_queries(kwargs))
        pages = reading.flat(images)
        return super().__call__(pages, [self.page] * len(pages), **kwargs)

    @property
    def query_augmentation_token(self) -> str:
        """What stands behind a query."""
        return self.tokenizer.pad_token

    @property
    def page(self) -> str:
        """The prompt of a page, with the token of its image."""
        raise NotImplementedError

    def begun(self) -> str:
        """What stands before the prefix of a query."""
        return ""

    def queries(self, text: Any, suffix: Any) -> list[str]:
        """Queries with what stands around them."""
        given = [text] if isinstance(text, str) else list(text)
        behind = self.query_augmentation_token * _BUFFER if suffix is None else suffix
        return [f"{self.begun()}{self.query_prefix}{one}{behind}\n" for one in given]

    def for_queries(self, kwargs: dict[str, Any]) -> dict[str, Any]:
        """The keywords of a call with queries."""
        return kwargs

    def process_images(self, images: Any = None, **kwargs: Any) -> BatchFeature:
        """Pages; see `__call__`."""
        return self(images=images, **kwargs)

    def process_queries(self, text: Any, **kwargs: Any) -> BatchFeature:
        """Queries; see `__call__`."""
        return self(text=text, **kwargs)

    def score_retrieval(
        self,
        query_embeddings: Any,
        passage_embeddings: Any,
        batch_size: int = 128,
        output_dtype: Any = None,
        output_device: Any = "cpu",
    ) -> Any:
        """[queries pages]: of each query's vectors, the best product with one of a page's, added up
        (Khattab & Zaharia, 2020, arXiv:2004.12832, section 3.2).

        Args:
            query_embeddings, passage_embeddings: [n t e], or lists of [t e] of any lengths.
            batch_size: how many are compared at a time.
            output_dtype: by default the vectors' own.
            output_device: of torch's scores.

        Returns:
            A tensor of torch for those of torch, else an array.

        Raises:
            InputError: there are no queries or no pages.
        """
        if not len(query_embeddings) or not len(passage_embeddings):
            raise InputError("There are no queries, or no pages, to compare.")
        first = query_embeddings[0]
        queries, pages = (
            [_array(one) for one in some] for some in (query_embeddings, passage_embeddings)
        )
        rows = []
        for start in range(0, len(queries), batch_size):
            some = _padded(queries[start : start + batch_size])
            found = []
            for other in range(0, len(pages), batch_size):
                page = _padded(pages[other : other + batch_size])
                products = np.einsum("bne,cse->bcns", some, page, optimize=True)
                found.append(products.max(3).sum(2))
            rows.append(np.concatenate(found, 1))
        scores = np.concatenate(rows)
        if not hasattr(first, "detach"):
            kind = to_numpy(first).dtype if output_dtype is None else output_dtype
            return scores.astype(kind)
        kind = first.dtype if output_dtype is None else output_dtype
        tensor = BatchFeature({"scores": scores}, tensor_type="pt")["scores"]
        return tensor.to(kind).to(output_device)


def _array(vectors: Any) -> np.ndarray:
    """Vectors [t e] in float32, or in float64 if they are."""
    if hasattr(vectors, "detach"):  # numpy has no bfloat16
        vectors = vectors.detach().cpu()
        vectors = vectors if str(vectors.dtype) == "torch.float64" else vectors.float()
    array = to_numpy(vectors)
    return array if array.dtype == np.float64 else array.astype(np.float32)


def _padded(arrays: Sequence[np.ndarray]) -> np.ndarray:
    """[n t e] of arrays [t e], zeros behind the shorter ones."""
    found = np.zeros((len(arrays), max(map(len, arrays)), arrays[0].shape[-1]), arrays[0].dtype)
    for row, array in enumerate(arrays):
        found[row, : len(array)] = array
    return found


class ColPaliProcessor(RetrievalProcessor):
    """PaliGemma's tokens."""

    image_token: str | None = "<image>"
    visual_prompt_prefix: str | None = "Describe the image."
    query_prefix: str | None = "Question: "

    def __init__(self, *parts: Any, **named: Any):
        from auto_core.processors.paligemma import prepare

        super().__init__(*parts, **named)
        self.image_seq_length = prepare(self)

    @property
    def page(self) -> str:
        begin = self.tokenizer.bos_token
        return f"{self.image_token}{begin}{self.visual_prompt_prefix}\n"

    def begun(self) -> str:
        return self.tokenizer.bos_token

    def for_queries(self, kwargs: dict[str, Any]) -> dict[str, Any]:
        if kwargs.get("max_length") is not None:
            return kwargs | {"max_length": kwargs["max_length"] + self.image_seq_length}
        return kwargs

    def image_text(self, features: Mapping[str, Any], index: int) -> str:
        return str(self.image_token) * self.image_seq_length

    def images_of(self, features: Mapping[str, Any], images: Any) -> int:
        return len(features["pixel_values"])

    def image_counts(self, shape: Any, options: Mapping[str, Any]) -> tuple[int, int]:
        return self.image_seq_length, 1


class ColQwen2Processor(RetrievalProcessor):
    """Qwen2-VL's tokens; patches of each page by themselves, those of smaller ones filled up."""

    image_token: str | None = "<|image_pad|>"
    visual_prompt_prefix: str | None = (
        "<|im_start|>user\n<|vision_start|><|image_pad|><|vision_end|>Describe the image."
        "<|im_end|><|endoftext|>"
    )
    query_prefix: str | None = "Query: "

    @property
    def page(self) -> str:
        return str(self.visual_prompt_prefix)

    def image_text(self, features: Mapping[str, Any], index: int) -> str:
        count = int(np.prod(np.asarray(to_numpy(features["image_grid_thw"])[index])))
        return str(self.image_token) * (count // self.image_processor.merge_size**2)

    def images_of(self, features: Mapping[str, Any], images: Any) -> int:
        return len(features["image_grid_thw"])

    def joined(self, features: dict[str, Any], text: Any) -> dict[str, Any]:
        if "pixel_values" not in features:
            return features
        grids = to_numpy(features["image_grid_thw"])
        counts = (grids[:, 1] * grids[:, 2]).tolist()
        ends = np.cumsum(counts)[:-1]
        pages = np.split(to_numpy(features["pixel_values"]), ends)
        return {**features, "pixel_values": _padded(pages)}

    def image_counts(self, shape: Any, options: Mapping[str, Any]) -> tuple[int, int]:
        patches = self.image_processor.get_number_of_image_patches(*shape, options)
        merge = options.get("merge_size") or self.image_processor.merge_size
        return patches // merge**2, patches


class ColModernVBertProcessor(Idefics3Processor):
    """Idefics3's tokens of tiles."""

    own_options = ("image_seq_len", "visual_prompt_prefix", "query_prefix")
    image_seq_len: int = 64
    text_defaults: ClassVar[Mapping[str, Any]] = {"padding": "longest"}
    images_defaults: ClassVar[Mapping[str, Any]] = {
        "return_row_col_info": True,
        "data_format": "channels_first",
    }
    visual_prompt_prefix: str | None = (
        "<|begin_of_text|>User:<image>Describe the image.<end_of_utterance>\nAssistant:"
    )
    query_prefix: str | None = ""
    score_retrieval = RetrievalProcessor.score_retrieval

    @property
    def query_augmentation_token(self) -> str:
        """What stands behind a query."""
        return self.end_of_utterance_token

    def process_images(self, images: Any = None, **kwargs: Any) -> BatchFeature:
        """`input_ids`, `attention_mask` and `pixel_values` of pages, each behind the prompt."""
        pages = reading.flat(images)
        return self(images=pages, text=[str(self.visual_prompt_prefix)] * len(pages), **kwargs)

    def process_queries(self, text: Any, suffix: str | None = None, **kwargs: Any) -> BatchFeature:
        """`input_ids` and `attention_mask` of queries.

        Args:
            suffix: what stands behind each query; by default ten tokens in which the model may
                think.
        """
        behind = self.query_augmentation_token * _BUFFER if suffix is None else suffix
        given = [text] if isinstance(text, str) else list(text)
        return self(text=[f"{self.query_prefix}{one}{behind}" for one in given], **kwargs)
