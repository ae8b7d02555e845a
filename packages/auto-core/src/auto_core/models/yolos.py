"""YOLOS: Fang et al., 2021, arXiv:2106.00666.

A ViT that ends each sequence of patches with learned detection tokens; from each of their hidden
states one object's class and box are predicted, or "no object". Positions are interpolated for
images of any size, and may be added again after each block.

b batch, H and W pixels, n patches, q detection tokens, t = 1 + n + q, d hidden, c classes.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.yolos import YolosConfig
from auto_core.outputs import BaseModelOutputWithPooling, YolosObjectDetectionOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.attention import Attention
from ..blocks.detection_loss import detection_loss
from ..blocks.heads import Head
from ..blocks.patches import PatchEmbeddings, repeated, resized_positions
from .detr import DetrMLPPredictionHead
from .vit import ViTLayer


def resized(table, grid, size, *, last: int):
    """Positions [k 1+n+q d] for CLS, a grid of patches of another size, and `last` tokens."""
    count = ops.shape(table)[1] - last
    patches = [
        resized_positions(table[i : i + 1, :count], grid, size, special=1)
        for i in range(ops.shape(table)[0])
    ]
    return ops.cat([ops.cat(patches, 0), table[:, count:]], 1)


class YolosEmbeddings(nn.Module):
    """CLS, patches and detection tokens, with learned positions."""

    def __init__(self, config: YolosConfig):
        super().__init__()
        d, self.count = config.hidden_size, config.num_detection_tokens
        self.cls_token = nn.Parameter((1, 1, d), init="zeros")
        self.detection_tokens = nn.Parameter((1, self.count, d), init="zeros")
        self.patch_embeddings = PatchEmbeddings(config)
        rows, columns = self.patch_embeddings.grid
        tokens = 1 + rows * columns + self.count
        self.position_embeddings = nn.Parameter((1, tokens, d), init="zeros")
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, pixel_values):  # [b channels H W] -> [b t d]
        patches = self.patch_embeddings
        grid = patches.count(*patches.size(pixel_values, any_size=True))
        positions = ops.asarray(self.position_embeddings)
        positions = resized(positions, patches.grid, grid, last=self.count)
        hidden = patches(ops.cast(pixel_values, ops.dtype(positions)))
        tokens = [repeated(self.cls_token, hidden), hidden, repeated(self.detection_tokens, hidden)]
        return self.dropout(ops.cat(tokens, 1) + positions)


class YolosEncoder(nn.Module):
    def __init__(self, config: YolosConfig, grid: tuple[int, int], layer_class: type):
        super().__init__()
        self.layer = nn.ModuleList(layer_class(config) for _ in range(config.num_hidden_layers))
        # Positions that are added after each block but the last.
        self.mid_position_embeddings = None
        self.grid, self.count = grid, config.num_detection_tokens
        if config.use_mid_position_embeddings:
            layers, tokens = config.num_hidden_layers - 1, 1 + grid[0] * grid[1] + self.count
            shape = (layers, 1, tokens, config.hidden_size)
            self.mid_position_embeddings = nn.Parameter(shape, init="zeros")

    def forward(self, hidden, size, attend):  # [b t d] -> [b t d]
        positions = None
        if self.mid_position_embeddings is not None and len(self.layer) > 1:
            positions = ops.asarray(self.mid_position_embeddings)[:, 0]  # [layers-1 t d]
            positions = resized(positions, self.grid, size, last=self.count)
        attend.recorder.add_hidden_state(hidden)
        for i, layer in enumerate(self.layer):
            hidden = layer(hidden, attend)
            attend.recorder.add_hidden_state(hidden)
            if positions is not None and i < len(self.layer) - 1:
                hidden = hidden + positions[i]
        return hidden


class YolosPooler(nn.Module):
    def __init__(self, config: YolosConfig):
        super().__init__()
        self.dense = nn.Linear(config.hidden_size, config.hidden_size)

    def forward(self, hidden):  # [b t d] -> [b d], from the first token
        return ops.tanh(self.dense(hidden[:, 0]))


class YolosPreTrainedModel(nn.PreTrainedModel):
    """What both models share."""

    config_class = YolosConfig
    base_model_prefix = "vit"
    main_input_name = "pixel_values"
    per_sample_inputs = ("labels",)
    renames = ((r"\.interpolation\.mid_position_embeddings$", ".mid_position_embeddings"),)
    optional_parts = (r"(^|\.)pooler\.",)
    # The parts that variations of this family replace.
    embeddings_class: type = YolosEmbeddings
    layer_class: type = ViTLayer


class YolosModel(YolosPreTrainedModel):
    """YOLOS without a head.

    Args of `forward`:
        pixel_values: [b channels H W], of any size.
        pixel_mask: [b H W], as the image processor gives it; images are seen whole, and it has no
            effect.

    Returns:
        BaseModelOutputWithPooling: last_hidden_state [b t d], pooler_output [b d] (None without
        pooler), and on request hidden_states and attentions.
    """

    def __init__(self, config: YolosConfig, add_pooling_layer: bool = True):
        super().__init__(config)
        self.embeddings = self.embeddings_class(config)
        grid = self.embeddings.patch_embeddings.grid
        self.encoder = YolosEncoder(config, grid, self.layer_class)
        self.layernorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.pooler = YolosPooler(config) if add_pooling_layer else None

    def forward(
        self,
        pixel_values=None,
        pixel_mask=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        hidden = self.embeddings(pixel_values)
        size = self.embeddings.patch_embeddings.count(*ops.shape(pixel_values)[2:])
        hidden = self.layernorm(self.encoder(hidden, size, Attention(recorder)))
        return BaseModelOutputWithPooling(
            last_hidden_state=hidden,
            pooler_output=None if self.pooler is None else self.pooler(hidden),
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )

    def get_input_embeddings(self):
        return self.embeddings.patch_embeddings


class YolosForObjectDetection(Head, YolosPreTrainedModel):
    """A class and a box for each detection token.

    labels: for each image a mapping with `class_labels` [n] and `boxes` [n 4] (centre x, centre y,
    width, height as shares of the image), as an image processor makes them.
    """

    base_class = YolosModel
    base_options = {"add_pooling_layer": False}
    input_order = ("pixel_values", "labels")

    def add_head(self, config: YolosConfig) -> None:
        d = config.hidden_size
        self.class_labels_classifier = DetrMLPPredictionHead(d, config.num_labels + 1, 3)
        self.bbox_predictor = DetrMLPPredictionHead(d, 4, 3)

    def forward(self, labels=None, **inputs: Any):
        output = self.encode(**inputs)
        hidden = output.last_hidden_state[:, -self.config.num_detection_tokens :]
        logits = self.class_labels_classifier(hidden)
        boxes = ops.sigmoid(self.bbox_predictor(hidden))
        result: dict[str, Any] = {"logits": logits, "pred_boxes": boxes}
        if labels is not None:
            loss, losses = detection_loss(self.config, [(logits, boxes)], labels)
            result |= {"loss": loss, "loss_dict": losses}
        return YolosObjectDetectionOutput.of(output, **result)


PREFIX = "Yolos"
HEADS = {"base": YolosModel, "object-detection": YolosForObjectDetection}
