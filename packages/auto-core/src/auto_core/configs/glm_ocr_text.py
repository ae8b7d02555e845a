"""GLM-OCR's language model as a model of its own; see glm_ocr.py."""

from auto_core.configs.glm_ocr import GlmOcrTextConfig

__all__ = ["GlmOcrTextConfig"]
