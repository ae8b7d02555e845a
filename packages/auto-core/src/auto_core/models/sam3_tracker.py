"""SAM 3's tracker of images: Carion et al., 2025, arXiv:2511.16719.

SAM 2 over SAM 3's image encoder: masks of what points, boxes and masks mean. The vector of there
being no memory is added to the encoder's last map, which of four maps is none that masks are made
of.
"""

from __future__ import annotations

from auto_core.configs.sam3_tracker import Sam3TrackerConfig

from .sam2 import Sam2Model, Sam2PreTrainedModel

# A file of videos has the encoder with its detector, and the tracker's maps by themselves.
WHOLE = (
    (r"^tracker_model\.", ""),
    (r"^detector_model\.vision_encoder\.backbone\.", "vision_encoder.backbone."),
    (r"^tracker_neck\.", "vision_encoder.neck."),
)
DETECTOR = r"^(tracker_model\.)?detector_model\."
# Of videos: memories of earlier frames.
MEMORY = (
    r"^(tracker_model\.)?(memory_|mask_downsample\.|object_pointer_proj\."
    r"|temporal_positional_encoding_projection_layer\.|no_memory_positional_encoding$"
    r"|no_object_pointer$|occlusion_spatial_embedding_parameter$)"
)


class Sam3TrackerPreTrainedModel(Sam2PreTrainedModel):
    """What the trackers share."""

    config_class = Sam3TrackerConfig
    base_model_prefix = "tracker_model"
    renames = WHOLE
    ignored_keys = (MEMORY, DETECTOR)
    optional_parts = ()


class Sam3TrackerModel(Sam2Model, Sam3TrackerPreTrainedModel):
    """Masks of what points, boxes and masks mean; see `Sam2Model`."""

    config_class = Sam3TrackerConfig
    base_model_prefix = "tracker_model"
    renames = WHOLE
    ignored_keys = (MEMORY, DETECTOR)
    optional_parts = ()


HEADS = {"base": Sam3TrackerModel, "mask-generation": Sam3TrackerModel}
