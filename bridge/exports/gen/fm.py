"""The FM voice as a gen~ codebox: the sample loop of `bridge.realtime.fm_block`, written out for V operators.

Every `CONTROL` samples it looks at the parameters; what may click when it moves (frequencies, matrix, levels) glides
there. Phases are in turns, wrapped; gen~ computes in 64 bits, as the real-time voice does.
"""

from __future__ import annotations

from collections.abc import Mapping

from bridge.exports.gen.source import FOOT, MACROS, STATE, Source
from bridge.kernels.control import FADE_START
from bridge.voices.fm import fm_space

GLIDE = 0.005
"""of the way that is left, a sample: 90 % in 10 ms at 44.1 kHz"""


def fm_codebox(operators: int = 4, values: Mapping[str, float] | None = None) -> str:
    """GenExpr of the voice. in1 velocity, in2 note, in3 count of notes; out1 left, out2 right, out3 1 while it sounds.

    values: those of one preset, written into the code; without them they come from the buffer `params`.
    """
    space = fm_space(operators)
    source = Source(space, MACROS["fm"], values)
    each = range(1, operators + 1)
    gliding = [f"{kind}{v}" for kind in ("omega", "amp") for v in each]
    gliding += [f"m{v}{j}" for v in each for j in each] + ["gain_l", "gain_r"]
    return "\n".join(
        [
            f"// sds-bridge: FM, {operators} operators. Made by sds-bridge patches write; edits are lost.",
            source.declare() + STATE + _state(gliding, operators),
            source.fill() + source.head(),
            _control(source, gliding, operators),
            _glides(gliding),
            _loop(operators),
            FOOT + _keep(gliding, operators),
        ]
    )


def _state(gliding: list[str], operators: int) -> str:
    lines = ["History warp(1), bend_by(0), pace_by(0), cool(0);"]
    lines += [f"History {name}(0), {name}_goal(0);" for name in gliding]
    lines += [f"History u{v}(0), phase{v}(0), env{v}(0), rise{v}(0), alpha{v}(1), delta{v}(1), drop{v}(1);"
              for v in range(1, operators + 1)]  # fmt: skip
    return "\n".join(lines) + "\n"


def _control(source: Source, gliding: list[str], operators: int) -> str:
    """Every now and then: parameters to the numbers of the loop, `bridge.kernels.control.fm_control`."""
    read, each = source.read, range(1, operators + 1)
    rest = ["bend_by", "pace_by", "cool", "fading"] + [
        f"{kind}{v}" for v in each for kind in ("alpha", "delta", "drop")
    ]
    before = [f"{name}_to = {name}_goal;" for name in gliding] + [f"{name}_to = {name};" for name in rest]
    body = [
        f"root = in2 < 0 ? {read('root_hz')} : 440 * pow(2, (in2 - 69) / 12);",
        f"root = root * pow(2, {read('tune')} / 12);",
        f"bend_by_to = pow(2, {read('sweep')} / 12) - 1;",
        f"tau = max({read('sweep_time')}, 0.0001) * samplerate;",
        "cool_to = exp(-1 / tau);",
        "pace_by_to = bend_by_to * tau * 2 * exp(-0.5 / tau) * sinh(0.5 / tau); // 1 - cool, without its rounding",
        f"gain = pow(10, ({read('level')} + {read('volume')}) / 20) * sqrt(2);",
        f"theta = ({read('pan')} + 1) * pi / 4;",
        "gain_l_to = gain * cos(theta);",
        "gain_r_to = gain * sin(theta);",
        f"fading_to = exp(-1 / (max({read('release')}, 0.0001) * samplerate));",
    ]
    for v in each:
        fixed, ratio = read(f"op{v}_fixed_hz"), read(f"op{v}_ratio")
        body += [
            f"omega{v}_to = ({read(f'op{v}_mode')} >= 0.5 ? {fixed} : root * {ratio}) / samplerate;",
            f"amp{v}_to = {read(f'op{v}_level')};",
            f"alpha{v}_to = max({read(f'op{v}_attack')}, 0.0001) * samplerate;",
            f"delta{v}_to = max({read(f'op{v}_decay')} * {read('length')}, 0.0001) * samplerate;",
            f"drop{v}_to = exp(-1 / delta{v}_to);",
        ]
        body += [f"m{v}{j}_to = {read(f'a{v}{j}')} * {read('brightness')} / twopi;" for j in each]
    return "\n".join([*before, "if (now == 0) {", *(f"\t{line}" for line in body), "}\n"])


def _glides(gliding: list[str]) -> str:
    lines = [f"{name}_is = fresh ? {name}_to : {name} + {GLIDE} * ({name}_to - {name});" for name in gliding]
    return "\n".join(lines) + "\n"


def _loop(operators: int) -> str:
    """One sample: y from the last one's u, then the new u, phases and envelopes."""
    each = range(1, operators + 1)
    lines = ["warped = fresh ? 1 : warp;"]
    lines += [f"was{v} = fresh ? 0 : u{v};" for v in each]
    lines += ["y = " + " + ".join(f"amp{v}_is * was{v}" for v in each) + ";"]
    lines += ["clean_l = gain_l_is * y;", "clean_r = gain_r_is * y;"]
    lines += ["pace = 1 + pace_by_to * warped;", "bend = 1 + bend_by_to * warped;"]
    for v in each:
        turns = " + ".join([f"spun{v}", *(f"m{v}{j}_is * was{j}" for j in each)])
        lines += [
            f"spun{v} = fresh ? 0 : phase{v};",
            f"swell{v} = fresh ? 0 : env{v};",
            f"climb{v} = fresh || rise{v} > 0 ? 1 / alpha{v}_to : 0;",
            f"sink{v} = climb{v} > 0 ? 1 : drop{v}_to;",
            f"x{v} = clamp((0.5 - omega{v}_is * bend) / {0.5 - FADE_START!r}, 0, 1);",
            f"new{v} = swell{v} * x{v} * x{v} * (3 - 2 * x{v}) * sin(twopi * ({turns}));",
            f"far{v} = spun{v} + omega{v}_is * pace;",
            f"next{v} = swell{v} * sink{v} + climb{v};",
        ]
        lines += [
            f"kept{v} = next{v};",
            f"still{v} = climb{v};",
            f"if (climb{v} > 0 && next{v} >= 1) {{ // past its peak, which lay between two samples",
            f"\tkept{v} = exp(-(next{v} - 1) * alpha{v}_to / delta{v}_to);",
            f"\tstill{v} = 0;",
            "}",
        ]
    bounds = " + ".join(f"(climb{v} > 0 ? 1 : swell{v})" for v in each)
    lines += [f"bound = ({bounds}) * max(gain_l_is, gain_r_is);", "fade = fading_to;"]
    return "\n".join(lines) + "\n"


def _keep(gliding: list[str], operators: int) -> str:
    lines = ["warp = warped * cool_to;", "bend_by = bend_by_to;", "pace_by = pace_by_to;", "cool = cool_to;"]
    lines += ["fading = fading_to;"]
    for name in gliding:
        lines += [f"{name} = {name}_is;", f"{name}_goal = {name}_to;"]
    for v in range(1, operators + 1):
        lines += [
            f"u{v} = new{v};",
            f"phase{v} = far{v} - floor(far{v});",
            f"env{v} = kept{v};",
            f"rise{v} = still{v};",
            f"alpha{v} = alpha{v}_to;",
            f"delta{v} = delta{v}_to;",
            f"drop{v} = drop{v}_to;",
        ]
    return "\n".join(lines) + "\n"
