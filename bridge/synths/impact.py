"""The impact voice, differentiable. Its formulas are those of `bridge.kernels.control`, with gradients."""

from __future__ import annotations

import math

from torch import Tensor

from bridge.kernels.control import AS_FITTED_NOTE, columns
from bridge.kernels.impact import modes
from bridge.kernels.reverb import convolve, reverb_impulse
from bridge.synths.gains import decibels, nyquist_fade
from bridge.voices.impact import impact_space


class ImpactVoice:
    """N damped modes of an object, convolved with a decaying band-noise reverb."""

    def __init__(self, size: int = 32) -> None:
        self.size = size
        self.space = impact_space(size)
        self._mode = {s: columns(self.space, "mode", f"_{s}") for s in ("hz", "damping", "amp")}
        self._band = {s: columns(self.space, "band", f"_{s}") for s in ("hz", "damping", "amp")}

    def render(
        self,
        natural: Tensor,
        sample_rate: int,
        duration: float,
        note: float | None = None,
        velocity: float = 1.0,
    ) -> Tensor:
        """[B, P] -> [B, 2, T]; see `bridge.synths.base.Synth`. A note moves the modes, 60 not at all."""
        samples = round(duration * sample_rate)
        transpose = 1.0 if note is None else 2.0 ** ((note - AS_FITTED_NOTE) / 12)
        omega = natural[:, self._mode["hz"]].double() * (2 * math.pi * transpose / sample_rate)
        damping = natural[:, self._mode["damping"]] / sample_rate
        amplitude = natural[:, self._mode["amp"]] * nyquist_fade(omega).to(natural)
        dry = modes(omega, damping, amplitude, samples)

        band_hz = natural[:, self._band["hz"]]
        fade = nyquist_fade(band_hz * (2 * math.pi / sample_rate))
        impulse = reverb_impulse(
            band_hz,
            natural[:, self._band["damping"]] / sample_rate,
            natural[:, self._band["amp"]] * fade,
            sample_rate,
            samples,
        )
        mix = natural[:, self.space.index("mix"), None, None]
        gain = decibels(natural[:, self.space.index("level"), None, None]) * velocity
        return (gain * (1 - mix)) * dry[:, None] + (gain * mix) * convolve(dry, impulse)
