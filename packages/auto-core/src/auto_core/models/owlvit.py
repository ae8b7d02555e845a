"""OWL-ViT: Minderer et al., 2022, arXiv:2205.06230.

CLIP's encoders as an open-vocabulary detector: each patch of the image predicts one object, of
which one head gives the box and another the similarity to each text. A patch of a query image may
replace the text.

b batch, t tokens, p patches, q texts for each image, d hidden, H W pixels, e joint embedding;
boxes are (centre x, centre y, width, height) as shares of the image.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs._owl import OwlConfig, OwlTextConfig, OwlVisionConfig
from auto_core.configs.owlvit import OwlViTConfig, OwlViTTextConfig, OwlViTVisionConfig
from auto_core.errors import InputError
from auto_core.outputs import (
    OwlViTImageGuidedObjectDetectionOutput,
    OwlViTObjectDetectionOutput,
)
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.attention import Attention
from ..blocks.heads import Head
from .clip import (
    CLIPEncoder,
    CLIPModel,
    CLIPTextModel,
    CLIPVisionEmbeddings,
    DualEncoder,
    compared,
    first_values,
    on_unit_sphere,
    pooled_output,
)

# The score of a text that is only padding.
LOWEST = {
    "float16": -65504.0,
    "bfloat16": -3.3895313892515355e38,
    "float32": -3.4028234663852886e38,
    "float64": -1.7976931348623157e308,
}


class OwlViTPreTrainedModel(nn.PreTrainedModel):
    """What all OWL-ViT models share."""

    config_class = OwlViTConfig
    base_model_prefix = "owlvit"

    @property
    def initializers(self):
        return first_values(self.config)


class OwlViTTextTransformer(CLIPTextModel):
    """The text encoder as a part; `pooler_output` [b d] is at the token of the greatest id."""

    config_class = OwlTextConfig

    def end(self, input_ids):
        return ops.argmax(input_ids, 1)


class OwlViTVisionTransformer(OwlViTPreTrainedModel):
    """The image encoder as a part."""

    config_class = OwlVisionConfig
    base_model_prefix = "vision_model"
    main_input_name = "pixel_values"

    def __init__(self, config: OwlVisionConfig):
        super().__init__(config)
        self.embeddings = CLIPVisionEmbeddings(config)
        self.pre_layernorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.encoder = CLIPEncoder(config)
        self.post_layernorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)

    def get_input_embeddings(self):
        return self.embeddings.patch_embedding

    def forward(
        self,
        pixel_values=None,
        *,
        interpolate_pos_encoding: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        hidden = self.embeddings(pixel_values, interpolate_pos_encoding=interpolate_pos_encoding)
        hidden = self.encoder(self.pre_layernorm(hidden), Attention(recorder))
        return pooled_output(recorder, hidden, self.post_layernorm(hidden[:, 0]))


class OwlViTTextModel(OwlViTPreTrainedModel):
    """The text encoder: input_ids and attention_mask [b t] -> `pooler_output` [b d]."""

    config_class = OwlViTTextConfig
    optional_parts = (r"^(owlvit\.)?(vision_model\.|(visual|text)_projection\.|logit_scale$)",)

    def __init__(self, config: OwlTextConfig):
        super().__init__(config)
        self.text_model = OwlViTTextTransformer(config)

    def get_input_embeddings(self):
        return self.text_model.get_input_embeddings()

    def set_input_embeddings(self, value):
        self.text_model.set_input_embeddings(value)

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        return self.text_model(
            input_ids=input_ids,
            attention_mask=attention_mask,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )


class OwlViTVisionModel(OwlViTPreTrainedModel):
    """The image encoder: pixel_values [b c H W] -> `pooler_output` [b d].

    interpolate_pos_encoding takes images of other sizes than the model's.
    """

    config_class = OwlViTVisionConfig
    main_input_name = "pixel_values"
    optional_parts = (r"^(owlvit\.)?(text_model\.|(visual|text)_projection\.|logit_scale$)",)

    def __init__(self, config: OwlVisionConfig):
        super().__init__(config)
        self.vision_model = OwlViTVisionTransformer(config)

    def get_input_embeddings(self):
        return self.vision_model.get_input_embeddings()

    def forward(
        self,
        pixel_values=None,
        *,
        interpolate_pos_encoding: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        return self.vision_model(
            pixel_values=pixel_values,
            interpolate_pos_encoding=interpolate_pos_encoding,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )


class OwlViTModel(DualEncoder, OwlViTPreTrainedModel):
    """Both encoders: the similarity of each text to each image, as `logits_per_image` [n m].

    Args of `forward`:
        input_ids: [m t], of the texts; with attention_mask [m t].
        pixel_values: [n c H W].
        return_loss: return the loss too; text i belongs to image i.
        interpolate_pos_encoding: take images of other sizes than the model's.
    """

    text_class, vision_class = OwlViTTextTransformer, OwlViTVisionTransformer
    add_head = CLIPModel.add_head
    project_text, project_image = CLIPModel.project_text, CLIPModel.project_image

    def get_text_features(
        self,
        input_ids,
        attention_mask=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """The text encoder's output, whose `pooler_output` [m e] is projected."""
        requests: dict[str, Any] = dict(
            output_attentions=output_attentions, output_hidden_states=output_hidden_states
        )
        return super().get_text_features(input_ids, attention_mask, **requests)

    def forward(
        self,
        input_ids=None,
        pixel_values=None,
        attention_mask=None,
        *,
        return_loss: bool = False,
        interpolate_pos_encoding: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        requests: dict[str, Any] = {
            "output_attentions": output_attentions,
            "output_hidden_states": output_hidden_states,
            "return_dict": True,
        }
        image = self.vision_model(
            pixel_values=pixel_values, interpolate_pos_encoding=interpolate_pos_encoding, **requests
        )
        text = self.text_model(input_ids=input_ids, attention_mask=attention_mask, **requests)
        return compared(
            self.text_projection(text.pooler_output),
            self.visual_projection(image.pooler_output),
            self.logit_scale,
            text=text,
            image=image,
            return_loss=return_loss,
        )


class OwlViTBoxPredictionHead(nn.Module):
    def __init__(self, config: OwlConfig, *, size: int = 4):
        super().__init__()
        d = config.vision_config.hidden_size
        self.dense0 = nn.Linear(d, d)
        self.dense1 = nn.Linear(d, d)
        self.dense2 = nn.Linear(d, size)

    def forward(self, patches):  # [b p d] -> [b p size]
        hidden = ops.gelu(self.dense0(patches), approximate="none")
        return self.dense2(ops.gelu(self.dense1(hidden), approximate="none"))


class OwlViTClassPredictionHead(nn.Module):
    def __init__(self, config: OwlConfig):
        super().__init__()
        d = config.vision_config.hidden_size
        self.dense0 = nn.Linear(d, config.text_config.hidden_size)
        self.logit_shift = nn.Linear(d, 1)
        self.logit_scale = nn.Linear(d, 1)

    def embed(self, patches):  # [b p d] -> [b p e]
        return self.dense0(patches)

    def forward(self, patches, queries, given=None):
        """Logits [b p q] for `queries` [b q e], of which `given` [b q] are no padding; and the
        normalised embedding [b p e] of each patch."""
        embeds = on_unit_sphere(self.embed(patches), guard=1e-6)
        logits = ops.einsum("bpd,bqd->bpq", embeds, on_unit_sphere(queries, guard=1e-6))
        scale = ops.elu(self.logit_scale(patches), alpha=1.0) + 1
        logits = (logits + self.logit_shift(patches)) * scale
        if given is not None:
            dtype = ops.dtype(logits)
            logits = ops.where(ops.unsqueeze(given, 1), logits, LOWEST[dtype])
            if dtype in ("float16", "bfloat16"):
                logits = ops.cast(logits, "float32")
        return logits, embeds


class ObjectDetection(Head):
    """Boxes of objects that texts name, or that a query image shows.

    Args of `forward`:
        input_ids: [b*q t], q texts for each image; a text whose first token is 0 is padding.
        pixel_values: [b c H W].
        attention_mask: [b*q t], 1 for tokens and 0 for padding.
        interpolate_pos_encoding: take images of other sizes than the model's.
    """

    excluded_inputs = ("return_loss",)

    def add_head(self, config: OwlConfig) -> None:
        """Make the layers after the encoders."""
        self.class_head = OwlViTClassPredictionHead(config)
        self.box_head = OwlViTBoxPredictionHead(config)
        vision = config.vision_config
        self.layer_norm = nn.LayerNorm(vision.hidden_size, eps=vision.layer_norm_eps)

    def forward(self, input_ids=None, pixel_values=None, **inputs: Any):
        output = self.encode(input_ids=input_ids, pixel_values=pixel_values, **inputs)
        patches = self.patches(output.vision_model_output)
        grid = self.grid(pixel_values)
        batch, _, d = ops.shape(patches)
        texts, tokens = ops.shape(input_ids)
        if isinstance(texts, int) and isinstance(batch, int) and texts % batch:
            raise InputError(
                f"{texts} texts cannot be shared out among {batch} images: pass as many for each, "
                "padded with texts whose ids are 0."
            )
        queries = ops.reshape(output.text_embeds, (batch, texts // batch, -1))
        given = ops.reshape(input_ids, (batch, texts // batch, tokens))[..., 0] > 0
        logits, found = self.class_head(patches, queries, given)
        return OwlViTObjectDetectionOutput(
            logits=logits,
            objectness_logits=self.objectness(patches),
            pred_boxes=self.boxes(patches, grid),
            text_embeds=queries,
            image_embeds=ops.reshape(patches, (batch, *grid, d)),
            class_embeds=found,
            text_model_output=output.text_model_output,
            vision_model_output=output.vision_model_output,
        )

    def image_guided_detection(
        self,
        pixel_values,
        query_pixel_values=None,
        *,
        interpolate_pos_encoding: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """Boxes in images [b c H W] of what each one's query image [b c H W] shows."""
        if query_pixel_values is None:
            raise InputError("image_guided_detection needs query_pixel_values, one for each image.")
        vision_model = self.base_model.vision_model
        size: dict[str, Any] = {"interpolate_pos_encoding": interpolate_pos_encoding}
        query = vision_model(pixel_values=query_pixel_values, return_dict=True, **size)
        output = vision_model(
            pixel_values=pixel_values,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
            **size,
        )
        query_patches, patches = self.patches(query), self.patches(output)
        query_grid, grid = self.grid(query_pixel_values), self.grid(pixel_values)
        query_boxes = self.boxes(query_patches, query_grid)
        embeds = self.class_head.embed(query_patches)  # [b p e]
        best = self.best_patch(query_patches, embeds, query_boxes)
        chosen = ops.gather(embeds, 1, ops.unsqueeze(ops.unsqueeze(best, 1), 1))  # [b 1 e]
        logits, found = self.class_head(patches, chosen)
        batch, _, d = ops.shape(patches)
        return OwlViTImageGuidedObjectDetectionOutput(
            logits=logits,
            image_embeds=ops.reshape(patches, (batch, *grid, d)),
            query_image_embeds=ops.reshape(query_patches, (batch, *query_grid, d)),
            target_pred_boxes=self.boxes(patches, grid),
            query_pred_boxes=query_boxes,
            class_embeds=found,
            vision_model_output=output,
        )

    def grid(self, pixel_values) -> tuple[Any, Any]:
        """The rows and columns of patches of images [b c H W]."""
        patch = self.config.vision_config.patch_size
        height, width = ops.shape(ops.asarray(pixel_values))[2:]  # may be of another library
        return height // patch, width // patch

    def patches(self, output):
        """Hidden states [b p d] of patches, multiplied by that of the class token."""
        hidden = self.base_model.vision_model.post_layernorm(output.last_hidden_state)
        return self.layer_norm(hidden[:, 1:] * hidden[:, :1])

    def boxes(self, patches, grid: tuple[Any, Any]):
        """The box [b p 4] of each patch's object, predicted relative to the patch."""
        return ops.sigmoid(self.box_head(patches) + default_boxes(*grid, like=patches))

    def objectness(self, patches):
        """Logits [b p] of whether a patch has an object; OWL-ViT has none."""
        return None

    def best_patch(self, patches, embeds, boxes):
        """The patch [b] of a query image that represents its object.

        Of those whose boxes cover nearly as much of the image as the best one does, it is the one
        least like the rest.
        """
        cover = covered(boxes)
        near = cover >= 0.8 * ops.amax(cover, 1, keepdim=True)
        likeness = ops.einsum("bd,bpd->bp", ops.mean(embeds, 1), embeds)
        return ops.argmax(ops.where(near, -likeness, LOWEST[ops.dtype(likeness)]), 1)


def default_boxes(rows, columns, *, like):
    """The bias [1 rows*columns 4] of the box of each patch, before the sigmoid."""
    dtype = ops.dtype(like)
    wide = "float64" if dtype == "float64" else "float32"

    def log_odds(share):  # kept from infinity
        return ops.log(share + 1e-4) - ops.log((1 - share) + 1e-4)

    def shares(count):
        positions = ops.cast(ops.arange(1, count + 1, like=like, dtype="int64"), wide)
        return positions / positions[-1:]

    ones = ops.ones((rows, columns), like=like, dtype=wide)
    x = ops.unsqueeze(shares(columns), 0) * ones  # [rows columns]
    y = ops.unsqueeze(shares(rows), 1) * ones
    width, height = ones * shares(columns)[0], ones * shares(rows)[0]
    bias = ops.stack([log_odds(share) for share in (x, y, width, height)], -1)
    return ops.cast(ops.reshape(bias, (1, rows * columns, 4)), dtype)


def covered(boxes):
    """How nearly boxes [b p 4] are the whole image, [b p]: intersection over union.

    Where no box of an image meets it at all, they are ranked by how far they are from it
    (generalised IoU, Rezatofighi et al., 2019, arXiv:1902.09630).
    """
    x, y, width, height = (boxes[..., i] for i in range(4))

    def along(centre, length):  # -> what lies within [0, 1], and within the hull of both
        low, high = centre - length / 2, centre + length / 2
        within = ops.clamp(ops.clamp(high, max=1.0) - ops.clamp(low, min=0.0), min=0.0)
        return within, ops.clamp(high, min=1.0) - ops.clamp(low, max=0.0)

    (across, hull_width), (down, hull_height) = along(x, width), along(y, height)
    common, hull = across * down, hull_width * hull_height
    union = 1 + width * height - common
    overlap = common / union
    apart = overlap - (hull - union) / hull
    return ops.where(ops.amax(overlap, 1, keepdim=True) > 0, overlap, apart)


class OwlViTForObjectDetection(ObjectDetection, OwlViTPreTrainedModel):
    base_class = OwlViTModel


PREFIX = "OwlViT"
HEADS = {
    "base": OwlViTModel,
    "zero-shot-object-detection": OwlViTForObjectDetection,
}
