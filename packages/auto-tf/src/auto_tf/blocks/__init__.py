"""The shared parts of `auto_core.blocks`, read under this name with TensorFlow's `nn` and `ops`.

A file of the same name in this folder would come first.
"""

import auto_core.blocks

__path__ = [*__path__, *auto_core.blocks.__path__]
