"""VideoLLaMA 3's vision encoder as a model of its own; see video_llama_3.py."""

from auto_core.configs.video_llama_3 import VideoLlama3VisionConfig

__all__ = ["VideoLlama3VisionConfig"]
