"""GOT-OCR 2.0's image encoder; see got_ocr2.py."""

from auto_core.configs.got_ocr2 import GotOcr2VisionConfig

__all__ = ["GotOcr2VisionConfig"]
