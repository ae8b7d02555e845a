"""From what a model returns to what a task asks for: boxes, maps, depths, points, masks.

All functions take the outputs of any framework. They compute in NumPy and return NumPy arrays,
or torch tensors (on the CPU) where the outputs hold torch tensors.
"""
