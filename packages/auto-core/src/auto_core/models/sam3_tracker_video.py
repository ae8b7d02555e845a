"""SAM 3's tracker: Carion et al., 2025, arXiv:2511.16719.

SAM 2 of videos over SAM 3's image encoder, whose smallest map is left out.
"""

from __future__ import annotations

from auto_core.configs.sam3_tracker_video import Sam3TrackerVideoConfig

from .. import nn
from .sam2_video import Sam2VideoModel
from .sam3_tracker import DETECTOR, WHOLE


class Sam3TrackerVideoPreTrainedModel(nn.PreTrainedModel):
    """What the tracker of videos has of its own."""

    config_class = Sam3TrackerVideoConfig
    base_model_prefix = "tracker_model"
    main_input_name = "pixel_values"
    renames = WHOLE
    ignored_keys = (DETECTOR,)


class Sam3TrackerVideoModel(Sam2VideoModel, Sam3TrackerVideoPreTrainedModel):
    """Masks of objects in the frames of a video; see `Sam2VideoModel`."""

    config_class = Sam3TrackerVideoConfig
    base_model_prefix = "tracker_model"
    renames = WHOLE
    ignored_keys = (DETECTOR,)


HEADS = {"base": Sam3TrackerVideoModel}
