"""Where a codebox takes the numbers of its sound from, and the few lines that every voice shares.

A codebox reads a voice's parameters by column, from a `buffer~` that the patch around it writes by name (`live`), or
it has those of one preset written into it (`fixed`). After the voice's own columns come four knobs that belong to the
player and that no fit touches: `MACROS`. At their defaults they change nothing, to the last bit.

Every text is written so that no `History` is read after it was written in the same sample: codebox and patch cords then
mean the same, and so does C (`bridge.exports.gen.c`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from bridge.params import Param, ParamSpace

CONTROL = 32
"""samples from one look at the parameters to the next"""
TAIL = 0.98
"""a sample: what is left of a stolen note's last value, so that it ends without a click"""
INAUDIBLE = 1e-6
"""a note bounded by this has ended: its voice is free and costs nothing (as in `bridge.realtime.voice`)"""

MACROS = {
    "fm": (
        Param("tune", "semitones", -24.0, 24.0, 0.0, "lin", "play", "transposes what follows the note"),
        Param("brightness", "", 0.0, 2.0, 1.0, "lin", "play", "times every modulation"),
        Param("length", "", 0.25, 4.0, 1.0, "log", "play", "times every decay"),
        Param("volume", "dB", -48.0, 12.0, 0.0, "lin", "play", "on top of the preset's level"),
    ),
    "impact": (
        Param("tune", "semitones", -24.0, 24.0, 0.0, "lin", "play", "transposes the object, not its room"),
        Param("room", "", 0.25, 4.0, 1.0, "log", "play", "times the decay of the reverb"),
        Param("length", "", 0.25, 4.0, 1.0, "log", "play", "times the decay of the object"),
        Param("volume", "dB", -48.0, 12.0, 0.0, "lin", "play", "on top of the preset's level"),
    ),
}
"""Knobs for the player, by family."""


@dataclass(frozen=True)
class Source:
    """Numbers of a sound for a codebox: `read(name)` is one as an expression, `at(name, k, step)` that of the k-th of
    like parameters (`mode1_hz`, `mode2_hz` …), k an expression."""

    space: ParamSpace
    macros: tuple[Param, ...]
    values: Mapping[str, float] | None = None

    def declare(self) -> str:
        """What stands at the top of the codebox."""
        if self.values is None:
            return 'Buffer params("sds_params");\n'
        return f"Data params({len(self.space) + len(self.macros)});\nHistory filled(0);\n"

    def fill(self) -> str:
        """Of a fixed sound: its numbers, written once."""
        if self.values is None:
            return ""
        rows = [(p, self.values.get(p.name, p.default)) for p in (*self.space, *self.macros)]
        pokes = "\n".join(
            f"\tpoke(params, {number(v)}, {k}); // {p.name}, {p.low:g} … {p.high:g} {p.unit}".rstrip()
            for k, (p, v) in enumerate(rows)
        )
        return f"if (filled == 0) {{\n{pokes}\n}}\nfilled = 1;\n"

    def head(self) -> str:
        """When a note begins: `fresh`, `held`, `now`. In a patch somebody counts the notes of each voice; alone, a note
        begins where the velocity rises from 0."""
        if self.values is None:
            return HELD + "fresh = in3 != seen; // in3 counts the notes of this voice\nonward = in3;\n" + NOW
        return HELD + "fresh = held && seen == 0;\nonward = held;\n" + NOW

    def read(self, name: str) -> str:
        return f"peek(params, {self.column(name)})"

    def at(self, name: str, k: str, step: int) -> str:
        return f"peek(params, {self.column(name)} + {step} * {k})"

    def column(self, name: str) -> int:
        """Of a parameter, or of a macro behind them."""
        for k, macro in enumerate(self.macros):
            if macro.name == name:
                return len(self.space) + k
        return self.space.index(name)


def number(value: float) -> str:
    """A literal that reads back as the same double, with a point and without an exponent."""
    return f"{Decimal(repr(float(value))):f}"


HELD = "held = in1 > 0; // in1: velocity, 0 lets go; in2: MIDI note, below 0 the pitch that was fitted\n"
NOW = "now = fresh ? 0 : tick;\n"
FOOT = f"""// how loud, how long, and what a stolen note leaves behind
strike = fresh ? in1 : velocity;
left_over = fresh ? 1 : released;
rest_l = fresh ? last_l : tail_l * {TAIL};
rest_r = fresh ? last_r : tail_r * {TAIL};
loud = strike * left_over;
wave_l = loud * clean_l + rest_l;
wave_r = loud * clean_r + rest_r;
begun = fresh ? 1 : alive;
going = begun > 0 && loud * bound > {number(INAUDIBLE)} ? 1 : 0;
out1 = wave_l;
out2 = wave_r;
out3 = going; // 0: the voice may sleep
last_l = wave_l;
last_r = wave_r;
tail_l = rest_l;
tail_r = rest_r;
velocity = strike;
released = held ? left_over : left_over * fade;
alive = going;
seen = onward;
tick = now + 1 >= {CONTROL} ? 0 : now + 1;
"""
STATE = """History seen(0), tick(0), velocity(0), released(1), alive(0), fading(1);
History last_l(0), last_r(0), tail_l(0), tail_r(0);
"""

LIMITER = """// The limiter of sds-bridge: nothing changes up to -1 dBFS, nothing passes 0 dBFS.
low = 0.8912509381337456;
knee = 1 - low;
size_l = abs(in1);
size_r = abs(in2);
soft_l = sign(in1) * (low + knee * tanh((size_l - low) / knee));
soft_r = sign(in2) * (low + knee * tanh((size_r - low) / knee));
out1 = size_l <= low ? in1 : soft_l;
out2 = size_r <= low ? in2 : soft_r;
"""
