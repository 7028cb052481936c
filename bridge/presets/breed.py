"""New presets out of two of one voice: the way from one to the other, and children that have something of both.

Both happen where the optimiser works too, on the logits of knob positions (`bridge.distill.latent` without torch): so
half-way between 100 and 400 Hz is 200 Hz, and no value leaves its range. Operators and modes are paired first
(`bridge.presets.align`). Two presets whose ends are equal stay exactly equal: what both share is not touched.
"""

from __future__ import annotations

import math
import random
import shlex
from collections.abc import Mapping
from dataclasses import dataclass

from bridge import __version__
from bridge.errors import BadRequest
from bridge.params import Param, ParamSpace
from bridge.presets.align import Aligned, Values, aligned, operator_hz, same_voice
from bridge.presets.dx7_voice import rounded
from bridge.presets.preset import MAX_TAGS, Preset, name_from

EDGE = 1e-3
"""as in `bridge.distill.latent`: nearer to its end no knob is taken to be"""
MOST_CHILDREN = 64
BLENDED = 0.2
"""share of a child's groups that lie between its parents instead of being one's"""


def latent(param: Param, natural: float) -> float:
    """Natural value -> logit of its knob position."""
    unit = min(max(param.to_unit(natural), EDGE), 1 - EDGE)
    return math.log(unit / (1 - unit))


def natural(param: Param, latent: float) -> float:
    """Inverse of `latent`, but for its edges."""
    return param.to_natural(1 / (1 + math.exp(-latent)))


@dataclass(frozen=True)
class Pair:
    """Two presets of one voice, the second renumbered to match the first."""

    first: Preset
    second: Preset
    _aligned: Aligned

    @classmethod
    def of(cls, first: Preset, second: Preset) -> Pair:
        """Raises BadRequest when they are of two voices."""
        same_voice(first, second)
        return cls(first, second, aligned(first, second))

    def morph(self, share: float) -> Preset:
        """The preset that lies `share` of the way from the first (0) to the second (1). Raises BadRequest.

        At its ends it is the one and, but for its numbering, the other, to the last bit. Choices change half-way.
        """
        if not 0 <= share <= 1:
            raise BadRequest(f"a position of {share:g} is out of range; use 0 (the first) … 1 (the second)")
        space = self._space
        if share in (0, 1):
            values = self._theirs if share else self.first.parameters
        else:
            mine, theirs = self._prepared()
            values = self._legal({p.name: _between(p, mine[p.name], theirs[p.name], share) for p in space})
        name = name_from(f"{self.first.name[:16]} to {self.second.name[:16]} {100 * share:.0f}")
        words = f"morph {_quoted(self.first)} {_quoted(self.second)} {share!r}"
        notes = f"{100 * share:.1f} % of the way from {self.first.name} to {self.second.name}"
        return self._child(name, values, words, {"notes": notes, "settings": {"position": share}})

    def breed(self, count: int = 8, seed: int = 0, spread: float = 0.15) -> list[Preset]:
        """Children: each operator, mode or other group of parameters from one parent, or from between them, and every
        number moved at random by `spread` (standard deviation on the logits; 0: not at all). Raises BadRequest.
        """
        if not 1 <= count <= MOST_CHILDREN or not 0 <= spread <= 3:
            raise BadRequest(f"{count} children, spread {spread:g}; use 1 … {MOST_CHILDREN} and 0 … 3")
        children = []
        mine, theirs = self._prepared()
        for number in range(1, count + 1):
            rng = random.Random(f"{seed} {number}")  # the third child is the same, however many there are
            values = self._crossed(mine, theirs, rng, spread)
            words = f"breed {_quoted(self.first)} {_quoted(self.second)} --seed {seed} --count {number}"
            origin = {
                "seed": seed, "notes": f"child {number} of {self.first.name} and {self.second.name}",
                "settings": {"child": number, "spread": spread},
            }  # fmt: skip
            name = name_from(f"{self.first.name[:18]} x {self.second.name[:18]}")
            children.append(self._child(name, self._legal(values), f"{words} --spread {spread!r}", origin))
        return children

    def name_in_second(self, name: str) -> str:
        """What a parameter of the first corresponds to in the second as it is numbered itself."""
        return self._aligned.name_before(name)

    @property
    def _theirs(self) -> Values:
        return self._aligned.values

    @property
    def _space(self) -> ParamSpace:
        return same_voice(self.first, self.second).space

    def _crossed(
        self, mine: Mapping[str, float], theirs: Mapping[str, float], rng: random.Random, spread: float
    ) -> Values:
        shares: dict[str, float] = {}
        values = {}
        for p in self._space:
            group = f"op{p.name[1]}" if p.group == "matrix" else p.group  # what feeds an operator comes with it
            if group not in shares:
                shares[group] = rng.random() if rng.random() < BLENDED else float(rng.random() < 0.5)
            value = _between(p, mine[p.name], theirs[p.name], shares[group])
            moved = p.scale != "choice" and spread > 0
            values[p.name] = natural(p, latent(p, value) + rng.gauss(0.0, spread)) if moved else value
        return values

    def _prepared(self) -> tuple[Mapping[str, float], Mapping[str, float]]:
        """Both parents, and where an FM operator follows the note in one and not in the other, with the frequency that
        it has also where it is not heard: so that nothing jumps when it changes over."""
        mine, theirs = dict(self.first.parameters), dict(self._theirs)
        space = self._space
        for p in space:
            if not p.name.endswith("_fixed_hz") or mine[mode := p.name.replace("fixed_hz", "mode")] == theirs[mode]:
                continue
            v = int(p.name[2])
            for values in (mine, theirs):
                ratio, hz = space.param(f"op{v}_ratio"), operator_hz(values, v)
                if values[mode] < 0.5:
                    values[p.name] = p.clip(hz)
                else:
                    values[ratio.name] = ratio.clip(hz / values["root_hz"])
        return mine, theirs

    def _legal(self, values: Values) -> Values:
        """A DX7's whole numbers stay whole if its parents' are."""
        if self.first.voice == "dx7" and _whole(self.first.parameters) and _whole(self._theirs):
            return rounded(values)
        return values

    def _child(self, name: str, values: Values, words: str, origin: Mapping[str, object]) -> Preset:
        tags = tuple(dict.fromkeys([*self.first.tags, *self.second.tags]))[:MAX_TAGS]
        made = {"parents": [self.first.name, self.second.name], "software": f"sds-bridge {__version__}"}
        return Preset.of(
            name, self.first.voice, values, {**made, **origin, "command": f"sds-bridge library {words}"}, tags
        )


def _between(param: Param, first: float, second: float, share: float) -> float:
    if first == second or share <= 0:
        return first
    if share >= 1:
        return second
    if param.scale == "choice":
        return first if share < 0.5 else second
    return natural(param, (1 - share) * latent(param, first) + share * latent(param, second))


def _whole(parameters: Mapping[str, float]) -> bool:
    return all(value == round(value) for name, value in parameters.items() if name.startswith("op"))


def _quoted(preset: Preset) -> str:
    return shlex.quote(preset.name)
