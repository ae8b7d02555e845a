"""Qianfan-OCR's image encoder as a model of its own; see qianfan_ocr.py."""

from .qianfan_ocr import QianfanOCRVisionModel

__all__ = ["QianfanOCRVisionModel"]

HEADS = {"base": QianfanOCRVisionModel}
