"""VidEoMT (Norouzi et al., 2026): EoMT of videos."""

from __future__ import annotations

from auto_core.configs.eomt import EomtConfig


class VideomtConfig(EomtConfig):
    """Sizes and options of VidEoMT. The weights of losses are kept in files: upstream has no loss
    of videos."""

    model_type = "videomt"
