"""The impact voice's parameters: N damped modes of an object, convolved with a decaying band-noise reverb.

    I_obj[t]    = Σ_n a_n · e^{−d_n t} · cos(2π λ_n t)
    I_reverb[t] = Σ_m ã_m · e^{−d̃_m t} · F(noise, λ̃_m)              (Audio-SDS poster)
    out         = level · ( (1 − mix) · I_obj + mix · I_obj ⋆ I_reverb )

With mix = 1 this is the poster's voice. The noise differs left and right: that is the voice's stereo.
"""

from bridge.params import Param, ParamSpace

MAX_MODES = 512
REVERB_BANDS = 16


def impact_space(modes: int = 32, bands: int = REVERB_BANDS) -> ParamSpace:
    """Parameters of an impact voice with `modes` damped cosines and `bands` reverb bands."""
    if not 1 <= modes <= MAX_MODES:
        raise ValueError(f"impact has 1 to {MAX_MODES} modes, not {modes}")
    params: list[Param] = []
    for n in range(1, modes + 1):
        spread = 80.0 * (12000.0 / 80.0) ** ((n - 1) / max(modes - 1, 1))
        g = f"mode{n}"
        params += [
            Param(f"{g}_hz", "Hz", 20.0, 18000.0, spread, "log", g, "frequency λ_n"),
            Param(f"{g}_damping", "1/s", 0.3, 1000.0, 10.0, "log", g, "damping d_n"),
            Param(f"{g}_amp", "", 1e-4, 1.0, 0.1, "log", g, "amplitude a_n"),
        ]
    for m in range(1, bands + 1):
        spread = 60.0 * (14000.0 / 60.0) ** ((m - 1) / max(bands - 1, 1))
        g = f"band{m}"
        params += [
            Param(f"{g}_hz", "Hz", 40.0, 18000.0, spread, "log", g, "centre frequency λ̃_m"),
            Param(f"{g}_damping", "1/s", 0.3, 500.0, 8.0, "log", g, "damping d̃_m"),
            Param(f"{g}_amp", "", 1e-4, 1.0, 0.01, "log", g, "amplitude ã_m"),
        ]
    params += [
        Param("mix", "", 0.0, 1.0, 0.5, "lin", "out", "0: dry object, 1: convolved with the reverb"),
        Param("level", "dB", -48.0, 24.0, -6.0, "lin", "out", "output level"),
        Param("release", "s", 0.005, 8.0, 2.0, "log", "out", "time constant of the fade after note-off"),
    ]
    return ParamSpace(params)
