"""X-CLIP's image tower as a model of its own; see xclip.py."""

from auto_core.configs.xclip import XCLIPVisionConfig

__all__ = ["XCLIPVisionConfig"]
