"""What generating text needs that has no framework in it: options, outputs, streams, stop strings.

The computation is in `auto_core.generation`, which every adapter reads with its own `ops`.
"""
