"""What the fields of configs mean: one name, one meaning, for every model type.

A config whose field means something else says so in its own docstring (a section `Args:`), which
counts before these tables.
"""

from __future__ import annotations

from auto_core.documentation.config_fields.common import COMMON
from auto_core.documentation.config_fields.decoders import DECODERS
from auto_core.documentation.config_fields.detection import DETECTION
from auto_core.documentation.config_fields.encoders import ENCODERS
from auto_core.documentation.config_fields.mixtures import MIXTURES
from auto_core.documentation.config_fields.multimodal import MULTIMODAL
from auto_core.documentation.config_fields.series import SERIES
from auto_core.documentation.config_fields.speech import SPEECH
from auto_core.documentation.config_fields.states import STATES
from auto_core.documentation.config_fields.vision import VISION

FIELDS: dict[str, str] = {
    **COMMON,
    **DECODERS,
    **DETECTION,
    **ENCODERS,
    **MIXTURES,
    **MULTIMODAL,
    **SERIES,
    **SPEECH,
    **STATES,
    **VISION,
}
