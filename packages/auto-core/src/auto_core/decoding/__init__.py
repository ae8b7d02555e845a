"""Generation without a framework: options, outputs, streamers, stop strings.

The computation is in `auto_core.generation`, which every adapter reads with its own `ops`.
"""
