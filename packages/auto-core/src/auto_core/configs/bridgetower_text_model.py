"""BridgeTower's text tower as a model of its own; see bridgetower.py."""

from auto_core.configs.bridgetower import BridgeTowerTextConfig

__all__ = ["BridgeTowerTextConfig"]
