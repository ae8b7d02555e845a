"""The architectures, each written once.

Every adapter reads these files under its own name (`auto_torch.models.bert`), where the
relative imports `nn`, `ops` and `_...` mean that framework. Here they mean NumPy.
"""
