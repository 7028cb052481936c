"""The FM voice's parameters: V sine operators, a full modulation matrix with one-sample feedback, an output row.

    u_v[t] = f_v(t) · sin(ω_v · W(t) + Σ_j A_vj u_j[t−1])          y[t] = Σ_v a_v u_v[t−1]      (Audio-SDS poster)

ω_v is `root_hz × op{v}_ratio` (mode 0) or `op{v}_fixed_hz` (mode 1). W(t) is time warped by the pitch sweep:
the frequency starts at 2^(sweep/12) times its resting value and falls to it with time constant `sweep_time`.
f_v(t) = t/α for t < α, then exp(−(t−α)/δ): continuous at α, where the poster's printed envelope is not.
"""

from bridge.params import Param, ParamSpace

MAX_OPERATORS = 6


def fm_space(operators: int = 4) -> ParamSpace:
    """Parameters of an FM voice with 2 to 6 operators."""
    if not 2 <= operators <= MAX_OPERATORS:
        raise ValueError(f"FM has 2 to {MAX_OPERATORS} operators, not {operators}")
    params = [
        Param(
            "root_hz",
            "Hz",
            20.0,
            4000.0,
            220.0,
            "log",
            "pitch",
            "frequency that ratios multiply; a played note replaces it",
        ),
        Param("sweep", "semitones", -36.0, 48.0, 0.0, "lin", "pitch", "pitch at onset relative to rest"),
        Param("sweep_time", "s", 0.002, 1.0, 0.03, "log", "pitch", "time constant of the pitch sweep"),
    ]
    for v in range(1, operators + 1):
        g = f"op{v}"
        params += [
            Param(f"{g}_mode", "", 0, 1, 0, "choice", g, "0: frequency = root × ratio; 1: fixed frequency"),
            Param(f"{g}_ratio", "ratio", 0.125, 16.0, float(v), "log", g, "frequency relative to root (mode 0)"),
            Param(f"{g}_fixed_hz", "Hz", 10.0, 16000.0, 1000.0, "log", g, "frequency in mode 1"),
            Param(f"{g}_attack", "s", 0.0005, 1.0, 0.002, "log", g, "envelope rise time α"),
            Param(f"{g}_decay", "s", 0.005, 8.0, 0.5, "log", g, "envelope decay time constant δ"),
            Param(
                f"{g}_level",
                "",
                0.0,
                1.0,
                1.0 if v == 1 else 0.0,
                "lin",
                g,
                "share of this operator in the output, a_v",
            ),
        ]
    for v in range(1, operators + 1):
        for j in range(1, operators + 1):
            params.append(
                Param(
                    f"a{v}{j}",
                    "rad",
                    -6.0,
                    6.0,
                    0.0,
                    "lin",
                    "matrix",
                    f"modulation of operator {v} by operator {j}",
                )
            )
    params += [
        Param("level", "dB", -48.0, 12.0, -6.0, "lin", "out", "output level"),
        Param("pan", "", -1.0, 1.0, 0.0, "lin", "out", "−1 left … 1 right, equal power"),
        Param("release", "s", 0.005, 4.0, 0.1, "log", "out", "time constant of the fade after note-off"),
    ]
    return ParamSpace(params)
