"""What architectures share: attention, masks, caches, rotations, heads, losses, ...

Every adapter reads these files under its own name (`auto_torch.blocks.losses`), like the
architectures in `models`, so the relative imports `nn` and `ops` mean that framework.
"""
