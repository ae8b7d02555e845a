"""VideoLLaMA 3's vision encoder as a model of its own; see video_llama_3.py."""

from .video_llama_3 import VideoLlama3VisionModel

__all__ = ["VideoLlama3VisionModel"]

HEADS = {"base": VideoLlama3VisionModel}
