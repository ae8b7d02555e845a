"""ColQwen2: Faysse et al., 2024, arXiv:2407.01449.

ColPali whose vision-language model is Qwen2-VL, for pages of any size.

b batch, t tokens, p patches of the largest image, f numbers of a patch, d hidden, e size of the
small vectors.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from auto_core.configs.colqwen2 import ColQwen2Config
from auto_core.errors import InputError
from auto_core.outputs import ColQwen2ForRetrievalOutput
from auto_core.pretrained.static import static_rows

from .. import ops
from . import colpali


class ColQwen2PreTrainedModel(colpali.ColPaliPreTrainedModel):
    """What all ColQwen2 models share."""

    config_class = ColQwen2Config
    static_inputs = ("image_grid_thw",)


class ColQwen2ForRetrieval(ColQwen2PreTrainedModel):
    """Vectors of pages or of queries.

    Args of `forward`:
        input_ids: [b t], with a token for each vector of an image, or inputs_embeds [b t d].
        attention_mask: [b t], 1 for tokens and 0 for padding.
        position_ids: [b t], or [3 b t] of time, rows and columns; by default they follow from the
            images.
        past_key_values: a KeyValueCache from an earlier call.
        labels: what the processor makes for training; there is no loss here.
        pixel_values: patches [b p f], those of smaller images filled up, or [n f] of all images.
        image_grid_thw: (frames, rows, columns) of patches of each image, known when a graph is
            made.

    Returns:
        ColQwen2ForRetrievalOutput: embeddings [b t e] of length 1, zeros at padding; the cache,
        and on request hidden_states and attentions.
    """

    def flat(self, pixel_values, grids):
        """The patches [n f] of all images without what fills them up."""
        patches = ops.asarray(pixel_values)
        shape = ops.shape(patches)
        if len(shape) != 3:
            return patches
        images, most, size = shape
        counts = [int(rows) * int(columns) for _, rows, columns in grids]
        fits = not isinstance(most, int) or max(counts) <= most
        if not fits or (isinstance(images, int) and images != len(counts)):
            raise InputError(
                f"pixel_values have shape {tuple(shape)}, and the grids are of images of {counts} "
                "patches: pass both as the processor returned them."
            )
        index = [np.arange(count) + row * most for row, count in enumerate(counts)]
        rows = ops.reshape(patches, (images * most, size))
        return ops.take(rows, ops.asarray(np.concatenate(index), like=rows, dtype="int64"), 0)

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        position_ids=None,
        past_key_values=None,
        labels=None,
        inputs_embeds=None,
        pixel_values=None,
        *,
        image_grid_thw: Any = None,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        grids = static_rows("image_grid_thw", image_grid_thw)
        if pixel_values is not None:
            if grids is None:
                raise InputError("pixel_values came without image_grid_thw, the processor's.")
            pixel_values = self.flat(pixel_values, grids)
        output = self.vlm(
            input_ids=input_ids,
            attention_mask=attention_mask,
            position_ids=position_ids,
            past_key_values=past_key_values,
            inputs_embeds=inputs_embeds,
            pixel_values=pixel_values,
            image_grid_thw=grids if pixel_values is not None else None,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        embeddings = self.embeddings(output.last_hidden_state, attention_mask)
        return ColQwen2ForRetrievalOutput.of(output, embeddings=embeddings)


HEADS = {"pretraining": ColQwen2ForRetrieval}
