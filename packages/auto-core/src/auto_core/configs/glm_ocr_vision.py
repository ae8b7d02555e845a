"""GLM-OCR's vision encoder as a model of its own; see glm_ocr.py."""

from auto_core.configs.glm_ocr import GlmOcrVisionConfig

__all__ = ["GlmOcrVisionConfig"]
