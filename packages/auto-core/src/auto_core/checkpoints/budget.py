"""Memory budgets of file readers: in proportion to a file's size, whatever it declares.

A size that a file claims, compared with the file's length, bounds one allocation; a small file
still asks for many, or for one many times. So each reader charges what it builds, copies and visits
to an allowance, and refuses the file when it is spent.
"""

from __future__ import annotations

# Bytes that every file may cost, however small: below, a limit would hit honest files first.
LEAST = 2**24

# What Python takes for one small object (a list, a tuple, a dict's entry), roughly.
ELEMENT = 64


class Budget:
    """An allowance in bytes (a visited byte counts as one of memory): `LEAST` and some per byte.

    Attributes:
        whole: what there was at first.
        left: what there is still.
    """

    def __init__(self, size: int, *, per_byte: int):
        self.size = size
        self.whole = self.left = LEAST + per_byte * size

    def charge(self, amount: int, what: str) -> None:
        """Take from it.

        Raises:
            ValueError: it is spent; `what` says on what, at last.
        """
        self.left -= amount
        if self.left < 0:
            raise ValueError(
                f"{what} goes over {self.whole} bytes of memory, the allowance of a file of "
                f"{self.size} bytes"
            )
