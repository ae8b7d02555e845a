"""The computation of `generate`: logits processors and the bookkeeping of searches, written once.

Every adapter reads these files under its own name, as it reads the architectures. Here they mean
NumPy. An adapter's own `loop.py` comes first: how steps follow each other is each framework's.

A search's buffers have room for the longest sequence from the start, and `length` says how many
tokens are there: an int where steps are run one by one, a scalar tensor inside a compiled loop.
"""
