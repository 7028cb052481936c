"""What a fit is asked for, how hard it tries, and what it gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from torch import Tensor

from bridge.distill.approach import Effort
from bridge.distill.quantise import Verdict
from bridge.distill.score import Score
from bridge.records import Budget


@dataclass(frozen=True)
class FitSettings:
    """How hard to try. Counts, not seconds: the same seed gives the same preset on a slower machine.

    drawn: sounds the prior draws for the prompt, of which the `imagined` that fit it best become goals.
    favourites: presets of the bank that fit the prompt best by the prior's own ear and so take part in the search.
    kept: how many of them are distilled as they are, beside what the search found.
    wish: weight of that ear's judgement beside the distance to a goal.
    distil_rounds: at most; distillation ends after `patience` of them, at every note that is heard, that brought no
    candidate better than the best before (0: never).
    """

    guidance: float = 3.0
    imagined: int = 6
    drawn: int = 12
    sample_steps: int = 8
    favourites: int = 32
    kept: int = 2
    wish: float = 0.1
    approach: Effort = field(default_factory=Effort)
    distil_rounds: int = 6
    distil_steps: int = 8
    patience: int = 2
    sigma_high: float = 2.0
    sigma_low: float = 0.4
    score: Score = field(default_factory=Score)

    def renders(self, parameters: int) -> int:
        """How many sounds a fit hears at most, gradient steps included: what a fair random search may hear. (To know
        whether one is steady takes two renders more, which nobody hears.)"""
        distilled = (self.approach.candidates + self.kept) * (self.distil_rounds * (self.distil_steps + 2) + 1)
        return self.favourites + self.approach.renders(parameters, self.imagined) + distilled


BUDGETS: dict[Budget, FitSettings] = {
    "fast": FitSettings(imagined=4, drawn=4, distil_rounds=2, distil_steps=5,
                        approach=Effort(islands=2, population=12, generations=10, generations_large=4, candidates=3,
                                        descend_steps=12)),
    "normal": FitSettings(approach=Effort(candidates=6)),
    "best": FitSettings(imagined=8, drawn=24, distil_rounds=12,
                        approach=Effort(islands=4, population=24, generations=60, generations_large=16,
                                        descend_steps=80)),
}  # fmt: skip


@dataclass(frozen=True)
class Wishes:
    """What a fit is asked for.

    negative: what it must not sound like; takes the place of "nothing" in guidance.
    locks: parameters that keep these natural values.
    start [P]: a preset, natural units, that is on every island of the search, and is distilled as it is.
    reference [1, 2, T]: a sound to resemble, `resemblance` (0 … 1) as much as the prompt.
    candidates: how many presets to return, best first, each from another start and, where there are such, of another
    sound.
    across: semitones. The presets are to fit the prompt so far below and above the fitted note too.
    """

    prompt: str
    negative: str = ""
    locks: Mapping[str, float] = field(default_factory=dict)
    start: Tensor | None = None
    reference: Tensor | None = None
    resemblance: float = 0.5
    candidates: int = 1
    across: int = 0

    @property
    def notes(self) -> tuple[int, ...]:
        """Semitones from the fitted note at which the presets are distilled, in turn, and heard. The search before
        knows the fitted note alone, so the others come first. What a reference alone asks for is known at one note."""
        return (-self.across, self.across, 0) if self.across and self.share_of_prompt else (0,)

    @property
    def minded(self) -> dict[str, float]:
        """The locks that a fit minds: all but the level. Every sound is heard at −1 dBFS, as the prior hears sounds;
        what is to be louder or softer in the end is made so by whoever asked (`bridge.pipeline`)."""
        return {name: value for name, value in self.locks.items() if name != "level"}

    @property
    def share_of_prompt(self) -> float:
        """How much the prompt has to say beside the reference, 0 … 1."""
        return 1.0 if self.reference is None else 1.0 - self.resemblance


@dataclass(frozen=True)
class Winner:
    """natural [P], levelled to −1 dBFS, and how well it fits what was wished for, 0 … 1.

    whole: of a DX7, how it was rounded.
    """

    natural: Tensor
    score: float
    whole: Verdict | None = None
