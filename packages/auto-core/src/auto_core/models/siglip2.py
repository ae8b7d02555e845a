"""SigLIP 2 for images of any size (NaFlex): Tschannen et al., 2025, arXiv:2502.14786.

SigLIP's two encoders. Images keep their aspect ratio (Beyer et al., 2023, arXiv:2212.08013;
Dehghani et al., 2023, arXiv:2307.06304): each is a row of patches, padded to a common length, and
the table of positions is resampled to each image's grid. Checkpoints of images of one size have
the type "siglip".

b batch, n patches, g rows or columns of the table of positions, d hidden, f numbers of a patch,
t tokens, m texts.
"""

from __future__ import annotations

from auto_core.configs.siglip2 import Siglip2Config, Siglip2TextConfig, Siglip2VisionConfig
from auto_core.errors import InputError
from auto_core.outputs import ImageClassifierOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks
from ..blocks.attention import Attention
from ..blocks.losses import sequence_loss
from .clip import CLIPEncoder, all_rows, pooled_output
from .siglip import (
    SiglipForImageClassification,
    SiglipModel,
    SiglipMultiheadAttentionPoolingHead,
    SiglipPreTrainedModel,
    SiglipTextModel,
)


def tent(count, index, side: int):
    """Weights of the cells of a table's axis for points of a grid: linear interpolation, by a
    wider kernel where the grid is coarser than the table.

    Args:
        count: [b 1], rows (columns) of each image's grid, floats.
        index: [b n], the row (column) of each patch, floats.
        side: rows (columns) of the table.

    Returns [b n g], of sum 1.
    """
    scale = side / count
    centre = ops.unsqueeze((index + 0.5) * scale, -1)
    cell = ops.arange(0, side, like=index, dtype=ops.dtype(index)) + 0.5
    reach = ops.unsqueeze(ops.clamp(scale, min=1.0), -1)
    weight = ops.clamp(1.0 - ops.abs(cell - centre) / reach, min=0.0)
    return weight / ops.sum(weight, -1, keepdim=True)


class Siglip2VisionEmbeddings(nn.Module):
    """A linear projection of each patch, and positions resampled to each image's grid."""

    def __init__(self, config: Siglip2VisionConfig):
        super().__init__()
        d = config.hidden_size
        self.size = config.num_channels * config.patch_size**2
        self.count, self.side = config.num_patches, round(config.num_patches**0.5)
        self.patch_embedding = nn.Linear(self.size, d)
        self.position_embedding = nn.Embedding(self.count, d)

    def forward(self, pixel_values, spatial_shapes):  # [b n f], [b 2] -> [b n d]
        table = all_rows(self.position_embedding, self.count, like=spatial_shapes)
        hidden = self.patch_embedding(ops.cast(pixel_values, ops.dtype(table)))
        return hidden + self.positions(table, spatial_shapes, ops.shape(hidden)[1])

    def positions(self, table, spatial_shapes, patches):
        """The positions [b n d] of so many patches, of a table [1 g*g d]; padding has the first."""
        dtype = ops.dtype(table)
        wide = "float64" if dtype == "float64" else "float32"
        shapes = ops.cast(spatial_shapes, "int64")
        rows, columns = shapes[:, :1], shapes[:, 1:]  # [b 1]
        index = ops.unsqueeze(ops.arange(0, patches, like=shapes, dtype="int64"), 0)
        index = ops.where(index < rows * columns, index, 0)
        row, column = index // columns, index % columns
        down = tent(ops.cast(rows, wide), ops.cast(row, wide), self.side)
        across = tent(ops.cast(columns, wide), ops.cast(column, wide), self.side)
        weights = ops.unsqueeze(down, -1) * ops.unsqueeze(across, -2)  # [b n g g]
        weights = ops.reshape(weights, (ops.shape(shapes)[0], patches, self.count))
        return ops.cast(ops.matmul(weights, ops.cast(table, wide)), dtype)


class Siglip2PreTrainedModel(SiglipPreTrainedModel):
    """What all SigLIP 2 models share."""

    config_class = Siglip2Config
    base_model_prefix = "siglip2"


class Siglip2TextModel(SiglipTextModel, Siglip2PreTrainedModel):
    config_class = Siglip2TextConfig


class Siglip2VisionModel(Siglip2PreTrainedModel):
    """SigLIP 2's image encoder.

    Args of `forward`:
        pixel_values: [b n f], the patches of each image row by row, then padding.
        pixel_attention_mask: [b n], 1 for patches and 0 for padding.
        spatial_shapes: [b 2], how many rows and columns of patches each image has.

    Returns the embedding of each image as `pooler_output` [b d], unless `vision_use_head=False`.
    """

    config_class = Siglip2VisionConfig
    base_model_prefix = "vision_model"
    main_input_name = "pixel_values"

    def __init__(self, config: Siglip2VisionConfig):
        super().__init__(config)
        self.embeddings = Siglip2VisionEmbeddings(config)
        self.encoder = CLIPEncoder(config)
        self.post_layernorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.head = SiglipMultiheadAttentionPoolingHead(config) if config.vision_use_head else None

    def get_input_embeddings(self):
        return self.embeddings.patch_embedding

    def forward(
        self,
        pixel_values,
        pixel_attention_mask=None,
        spatial_shapes=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        self.check(pixel_values, spatial_shapes)
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        attend = Attention(recorder, attention_masks.boolean_mask(pixel_attention_mask))
        hidden = self.encoder(self.embeddings(pixel_values, spatial_shapes), attend)
        hidden = self.post_layernorm(hidden)
        pooled = None if self.head is None else self.head(hidden, pixel_attention_mask)
        return pooled_output(recorder, hidden, pooled)

    def check(self, pixel_values, spatial_shapes) -> None:
        """Raise unless there are patches of this model's size, and their grids."""
        if pixel_values is None or spatial_shapes is None:
            raise InputError(
                "Pass pixel_values [batch patches features] and spatial_shapes [batch 2], the rows "
                "and columns of each image's patches: the image processor returns both."
            )
        sizes, known = ops.shape(pixel_values), self.embeddings.size
        if len(sizes) != 3 or (isinstance(sizes[2], int) and sizes[2] != known):
            raise InputError(
                f"pixel_values are {list(sizes)}, expected [batch patches {known}]: images in "
                "patches, as the image processor returns them."
            )


class Siglip2Model(SiglipModel, Siglip2PreTrainedModel):
    """Both encoders: whether each text fits each image, as `logits_per_image` [b m].

    Each logit is independent: `sigmoid` makes probabilities of them.

    Args of `forward`:
        input_ids: [m t], of the texts; with attention_mask and position_ids [m t].
        pixel_values, pixel_attention_mask, spatial_shapes: of the images, see Siglip2VisionModel.
        return_loss: return the loss too; text i belongs to image i.
    """

    text_class, vision_class = Siglip2TextModel, Siglip2VisionModel

    def get_image_features(
        self,
        pixel_values=None,
        pixel_attention_mask=None,
        spatial_shapes=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """The image encoder's output, whose `pooler_output` [b d] is the images' embeddings."""
        return self.vision_model(
            pixel_values=pixel_values,
            pixel_attention_mask=pixel_attention_mask,
            spatial_shapes=spatial_shapes,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )

    def forward(
        self,
        input_ids=None,
        pixel_values=None,
        pixel_attention_mask=None,
        spatial_shapes=None,
        attention_mask=None,
        position_ids=None,
        *,
        return_loss: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        requests = {
            "output_attentions": output_attentions,
            "output_hidden_states": output_hidden_states,
        }
        image = self.get_image_features(
            pixel_values, pixel_attention_mask, spatial_shapes, **requests
        )
        text = self.get_text_features(input_ids, attention_mask, position_ids, **requests)
        return self.compare(text, image, return_loss=return_loss)


class Siglip2ForImageClassification(SiglipForImageClassification, Siglip2PreTrainedModel):
    """Classes of images, from the mean of their patches."""

    base_class = Siglip2VisionModel
    input_order = ("pixel_values", "pixel_attention_mask", "spatial_shapes", "labels")

    def forward(self, pixel_attention_mask=None, labels=None, *, num_items_in_batch=None, **inputs):
        output = self.encode(pixel_attention_mask=pixel_attention_mask, **inputs)
        hidden = output.last_hidden_state
        if pixel_attention_mask is None:
            mean = ops.mean(hidden, 1)
        else:
            counted = ops.unsqueeze(ops.cast(pixel_attention_mask, ops.dtype(hidden)), -1)
            mean = ops.sum(hidden * counted, 1) / ops.sum(counted, 1)
        logits = self.classifier(mean)
        loss = (
            None
            if labels is None
            else sequence_loss(self.config, logits, labels, num_items_in_batch)
        )
        return ImageClassifierOutput.of(output, loss=loss, logits=logits)


HEADS = {
    "base": Siglip2Model,
    "image-classification": Siglip2ForImageClassification,
    "zero-shot-image-classification": Siglip2Model,
}
