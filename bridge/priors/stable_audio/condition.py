"""What a Stable Audio model is told: text and length, as tensors that can be stacked and repeated."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class Condition:
    """One row a sound. cross [B, token, dim]: text (and seconds) for cross-attention; everywhere zero is "nothing".

    whole [B, dim] or None: seconds, for the model as a whole.
    """

    cross: Tensor
    whole: Tensor | None

    def __len__(self) -> int:
        return len(self.cross)

    def repeat(self, times: int) -> Condition:
        whole = None if self.whole is None else self.whole.repeat_interleave(times, 0)
        return Condition(self.cross.repeat_interleave(times, 0), whole)

    def join(self, other: Condition) -> Condition:
        whole = None if self.whole is None or other.whole is None else torch.cat([self.whole, other.whole])
        return Condition(torch.cat([self.cross, other.cross]), whole)

    def rows(self, first: int, last: int) -> Condition:
        return Condition(self.cross[first:last], None if self.whole is None else self.whole[first:last])
