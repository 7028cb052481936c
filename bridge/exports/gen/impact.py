"""The impact voice as a gen~ codebox: damped modes, and a reverb without a convolution.

Max has no long convolution of its own (`buffir~` ends at 4,096 taps; the reverb has up to 131,072). It needs none: the
object is a sum of resonators, so convolving it with the reverb's decaying noise is the same as *striking it with that
noise*. One bank of resonators per channel does both parts at once:

    c_n[t] = z_n·c_n[t−1] + dry·δ[t] + wet·rev[ch, t]      out[ch, t] = Σ_n a_n·Re(c_n[t])      z_n = e^{−d_n + iω_n}

What cannot be the same is the noise itself: ours is a fixed table of 33 MB, here it is drawn as it goes, through three
band-passes a band with the table's centre, width and power. So the dry part is ours to the rounding, and of the reverb
the level and the decay in each band (the tests say how nearly). Another difference: here a release fades the whole
note, in `bridge.realtime` its room rings on.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from bridge.exports.gen.source import FOOT, MACROS, STATE, Source, number
from bridge.kernels.control import FADE_START
from bridge.kernels.noise import BASIS_LENGTH, TAPER, WIDTH
from bridge.records import SAMPLE_RATE
from bridge.voices.impact import REVERB_BANDS, impact_space

STAGES = 3
"""band-passes in a row: their skirts are near enough to a Gaussian's, for the cost"""
HALF_POWER = 2.0 * math.sqrt(2.0 * math.log(2.0)) * WIDTH
"""octaves between the points where a band of the table, mixed from its neighbours, has half its power: Gaussian, of
standard deviation WIDTH in power (WIDTH²/2 from the basis and as much from the weights)"""
Q = math.sqrt(2.0 ** (1 / STAGES) - 1) / (2.0 ** (HALF_POWER / 2) - 2.0 ** (-HALF_POWER / 2))
"""of each stage: a cascade of N is narrower by √(2^(1/N) − 1)"""


def _passed(stages: int) -> float:
    """What a cascade lets pass of white noise: a band as wide as this times its centre (∫ dx / (1 + x²)^N)."""
    return math.pi / (2 * Q) * math.prod((2 * k - 1) / (2 * k) for k in range(1, stages))


_LOUD = 3 / _passed(STAGES)
"""white noise in ±1 has the power 1/3 up to half the rate: this times (rate / 2) / centre brings a band's power to 1"""
_SLEW = 0.1
"""of the way to a new amplitude, each time a mode is looked at"""


def impact_codebox(modes: int = 32, values: Mapping[str, float] | None = None) -> str:
    """GenExpr of the voice; inputs, outputs and `values` as in `bridge.exports.gen.fm.fm_codebox`."""
    source = Source(impact_space(modes), MACROS["impact"], values)
    return "\n".join(
        [
            f"// sds-bridge: impact, {modes} modes. Made by sds-bridge patches write; edits are lost.",
            source.declare() + STATE + _state(modes),
            source.fill() + source.head(),
            _strike(source, modes),
            _follow(source, modes),
            _room(),
            _bank(modes),
            FOOT + "age = elapsed_now + 1;\ndry_goal = dry;\nwet_goal = wet;\nfading = fade;\npeak = bound;\n"
            "next_mode = look + 1 >= "
            + f"{modes} ? 0 : look + 1;\nnext_band = peep + 1 >= {REVERB_BANDS} ? 0 : peep + 1;\n",
        ]
    )


def _state(modes: int) -> str:
    per_mode = ("z_re", "z_im", "weight", "re_l", "im_l", "re_r", "im_r")
    lines = [" ".join(f"Data {name}({modes});" for name in per_mode)]
    lines += [" ".join(f"Data {name}({REVERB_BANDS});" for name in ("power", "drop", "tune_1", "tune_2", "tune_3"))]
    lines += [f"Data state({REVERB_BANDS * STAGES * 4});"]
    lines += ["History age(0), next_mode(0), next_band(0), dry_goal(0), wet_goal(0), peak(0);"]
    return "\n".join(lines) + "\n"


def _pokes(index: str, **values: str) -> list[str]:
    """Each of these Data gets its value at the index."""
    return [f"poke({name}, {value}, {index});" for name, value in values.items()]


def _mode(source: Source, k: str, slew: str) -> list[str]:
    """Mode k: z_n and a_n from the parameters."""
    hertz, damping, amp = (source.at(f"mode1_{name}", k, 3) for name in ("hz", "damping", "amp"))
    return [
        f"cycles = {hertz} * transpose / samplerate;",
        f"radius = exp(-{damping} / ({source.read('length')} * samplerate));",
        *_pokes(k, z_re="radius * cos(twopi * cycles)", z_im="radius * sin(twopi * cycles)"),
        f"edge = clamp((0.5 - cycles) / {0.5 - FADE_START!r}, 0, 1);",
        f"aim = {amp} * edge * edge * (3 - 2 * edge);",
        *_pokes(k, weight=f"peek(weight, {k}) + {slew} * (aim - peek(weight, {k}))"),
    ]


def _band(source: Source, m: str) -> list[str]:
    """Band m: what its filters do (state-variable, trapezoidal) and how it decays."""
    hertz, damping, _ = (source.at(f"band1_{name}", m, 3) for name in ("hz", "damping", "amp"))
    return [
        f"turn = tan(pi * min({hertz} / samplerate, 0.49));",
        f"tune_a = 1 / (1 + turn * (turn + {number(1 / Q)}));",
        *_pokes(m, tune_1="tune_a", tune_2="turn * tune_a", tune_3="turn * turn * tune_a"),
        *_pokes(m, drop=f"exp(-{damping} / ({source.read('room')} * samplerate))"),
    ]


def _strike(source: Source, modes: int) -> str:
    """A new note: everything from the parameters, resonators at rest. Filters keep their noise: it is never quiet."""
    hertz, amp = source.at("band1_hz", "b", 3), source.at("band1_amp", "b", 3)
    body = [
        f"for (k = 0; k < {modes}; k += 1) {{",
        *(f"\t{line}" for line in [*_mode(source, "k", "1"), *_pokes("k", re_l="0", im_l="0", re_r="0", im_r="0")]),
        "}",
        f"for (b = 0; b < {REVERB_BANDS}; b += 1) {{",
        *(f"\t{line}" for line in _band(source, "b")),
        f"\trim = clamp((0.5 - {hertz} / samplerate) / {0.5 - FADE_START!r}, 0, 1);",
        f"\tloudness = {amp} * rim * rim * (3 - 2 * rim);",
        f"\tpoke(power, loudness * sqrt({number(_LOUD / 2)} * samplerate / max({hertz}, 20)), b);",
        "\tif (seen == 0) {",
        *(f"\t\t{line}" for line in _wake(hertz)),
        "\t}",
        "}",
    ]
    head = [
        "elapsed_now = fresh ? 0 : age;",
        f"transpose = pow(2, ((in2 < 0 ? 0 : in2 - 60) + {source.read('tune')}) / 12);",
    ]
    return "\n".join([*head, "if (fresh) {", *(f"\t{line}" for line in body), "}\n"])


def _wake(hertz: str) -> list[str]:
    """A voice's very first note: filters that have never run get noise of the power they would have in the long run."""
    lines = [f"wide = sqrt(max({hertz}, 20) / samplerate);"]
    for s in range(STAGES):
        size = number(Q * math.sqrt(2 * _passed(s + 1)))
        lines += [f"poke(state, {size} * wide * noise(), b * {4 * STAGES} + {place});"
                  for place in (2 * s, 2 * s + 1, 2 * (STAGES + s), 2 * (STAGES + s) + 1)]  # fmt: skip
    return lines


def _follow(source: Source, modes: int) -> str:
    """A sounding note follows the parameters: a mode and a band each sample."""
    lines = ["look = next_mode;\npeep = next_band;", *_mode(source, "look", number(_SLEW)), *_band(source, "peep")]
    lines += [
        "dry = dry_goal;", "wet = wet_goal;", "fade = fading;",
        "if (now == 0) {",
        f"\tgain = pow(10, ({source.read('level')} + {source.read('volume')}) / 20);",
        f"\tdry = gain * (1 - {source.read('mix')});",
        f"\twet = gain * {source.read('mix')} * {SAMPLE_RATE} / samplerate;",  # the room is as loud at any rate
        f"\tfade = exp(-1 / (max({source.read('release')}, 0.0001) * samplerate));",
        "}",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _room() -> str:
    """The reverb's noise of this sample, left and right; it ends where the table ends."""
    held = BASIS_LENGTH - TAPER
    stage = []
    for side, start in (("l", 0), ("r", 2 * STAGES)):
        stage += [f"through_{side} = white_{side};"]
        for s in range(STAGES):
            a, b = f"at + {start + 2 * s}", f"at + {start + 2 * s + 1}"
            stage += [
                f"push = through_{side} - peek(state, {b});",
                f"band = peek(tune_1, m) * peek(state, {a}) + peek(tune_2, m) * push;",
                f"slow = peek(state, {b}) + peek(tune_2, m) * peek(state, {a}) + peek(tune_3, m) * push;",
                f"poke(state, 2 * band - peek(state, {a}), {a});",
                f"poke(state, 2 * slow - peek(state, {b}), {b});",
                f"through_{side} = {number(1 / Q)} * band;",
            ]
        stage += [f"air_{side} += left_of_it * through_{side};"]
    lines = [
        "air_l = 0;", "air_r = 0;", "white_l = noise();", "white_r = noise();",
        f"place = elapsed_now * {SAMPLE_RATE} / samplerate;",
        f"part = clamp((place - {held} + 1) / {TAPER}, 0, 1);",
        f"open = place >= {BASIS_LENGTH} ? 0 : 0.5 + 0.5 * cos(pi * part);",
        f"for (m = 0; m < {REVERB_BANDS}; m += 1) {{",
        "\tleft_of_it = peek(power, m);",
        "\tif (left_of_it > 0.0000001 && wet > 0) {",
        f"\t\tat = m * {4 * STAGES};",
        *(f"\t\t{line}" for line in stage),
        "\t\tpoke(power, left_of_it * peek(drop, m), m);",
        "\t}",
        "}",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _bank(modes: int) -> str:
    lines = [
        "knock_l = (fresh ? dry : 0) + wet * open * air_l;",
        "knock_r = (fresh ? dry : 0) + wet * open * air_r;",
        "clean_l = 0;",
        "clean_r = 0;",
        f"for (n = 0; n < {modes}; n += 1) {{",
    ]
    for side in ("l", "r"):
        lines += [
            f"\told_re_{side} = peek(re_{side}, n);",
            f"\told_im_{side} = peek(im_{side}, n);",
            f"\tnew_re_{side} = peek(z_re, n) * old_re_{side} - peek(z_im, n) * old_im_{side} + knock_{side};",
            f"\tpoke(re_{side}, new_re_{side}, n);",
            f"\tpoke(im_{side}, peek(z_re, n) * old_im_{side} + peek(z_im, n) * old_re_{side}, n);",
            f"\tclean_{side} += peek(weight, n) * new_re_{side};",
        ]
    # a mode of 20 Hz passes zero every 25 ms: the peak falls slowly enough to bridge that
    lines += ["}", "bound = max(abs(clean_l) + abs(clean_r), fresh ? 1 : peak * 0.9995);"]
    return "\n".join(lines) + "\n"
