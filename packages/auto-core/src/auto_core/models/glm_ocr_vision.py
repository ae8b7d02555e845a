"""GLM-OCR's vision encoder as a model of its own; see glm_ocr.py."""

from .glm_ocr import GlmOcrVisionModel

__all__ = ["GlmOcrVisionModel"]

HEADS = {"base": GlmOcrVisionModel}
