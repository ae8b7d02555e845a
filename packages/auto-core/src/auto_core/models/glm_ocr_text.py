"""GLM-OCR's language model as a model of its own; see glm_ocr.py."""

from .glm_ocr import GlmOcrTextModel

__all__ = ["GlmOcrTextModel"]

HEADS = {"base": GlmOcrTextModel}
