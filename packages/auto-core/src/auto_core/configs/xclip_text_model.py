"""X-CLIP's text tower as a model of its own; see xclip.py."""

from auto_core.configs.xclip import XCLIPTextConfig

__all__ = ["XCLIPTextConfig"]
