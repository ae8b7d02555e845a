"""BridgeTower's image tower as a model of its own; see bridgetower.py."""

from auto_core.configs.bridgetower import BridgeTowerVisionConfig

__all__ = ["BridgeTowerVisionConfig"]
