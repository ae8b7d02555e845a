"""Qianfan-OCR's image encoder as a model of its own; see qianfan_ocr.py."""

from auto_core.configs.qianfan_ocr import QianfanOCRVisionConfig

__all__ = ["QianfanOCRVisionConfig"]
