"""The FM voice, differentiable. Its formulas are those of `bridge.kernels.control`, with gradients."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from bridge.kernels import devices
from bridge.kernels.control import FADE_START, columns, matrix_columns, note_hz
from bridge.kernels.envelope import attack_decay
from bridge.kernels.fm import fm
from bridge.kernels.warp import warped_time
from bridge.synths.gains import decibels, nyquist_fade
from bridge.voices.fm import fm_space

TAME = 2.0
"""spectral norm above which feedback is chaos and its true gradient useless (see `bridge.kernels.fm`, "Taming")"""


class FMVoice:
    """V sine operators, a full modulation matrix with one-sample feedback, a pitch sweep."""

    def __init__(self, size: int = 4) -> None:
        self.size = size
        self.space = fm_space(size)
        self._of = {
            s: columns(self.space, "op", f"_{s}") for s in ("mode", "ratio", "fixed_hz", "attack", "decay", "level")
        }
        self._matrix = matrix_columns(self.space, size)

    def render(
        self,
        natural: Tensor,
        sample_rate: int,
        duration: float,
        note: float | None = None,
        velocity: float = 1.0,
    ) -> Tensor:
        """[B, P] -> [B, 2, T]; see `bridge.synths.base.Synth`. A note replaces `root_hz`, no more."""
        samples = round(duration * sample_rate)
        wide = natural.double()
        omega = self._omega(wide, sample_rate, note)
        warp = torch.exp2(wide[:, self._column("sweep")] / 12) - 1
        tau = wide[:, self._column("sweep_time")] * sample_rate
        time = warped_time(warp, tau, samples)
        envelope = self._envelope(natural, sample_rate, samples)
        envelope = self._fade(envelope, omega, warp, tau)
        matrix, output = natural[:, self._matrix], natural[:, self._of["level"]]
        y = fm(omega, time, envelope, matrix, output, TAME)
        return y[:, None] * self._gains(natural, velocity)[..., None]

    def _column(self, name: str) -> int:
        return self.space.index(name)

    def _omega(self, natural: Tensor, sample_rate: int, note: float | None) -> Tensor:
        """Resting frequencies [B, V], rad/sample."""
        ratio, fixed = natural[:, self._of["ratio"]], natural[:, self._of["fixed_hz"]]
        root = natural[:, self._column("root_hz"), None] if note is None else note_hz(note)
        hertz = torch.where(natural[:, self._of["mode"]] >= 0.5, fixed, root * ratio)
        return hertz * (2 * math.pi / sample_rate)

    def _envelope(self, natural: Tensor, sample_rate: int, samples: int) -> Tensor:
        """f_v(t) [B, V, T]: t/α, then e^{−(t−α)/δ}; continuous at α."""
        attack, decay = natural[:, self._of["attack"]], natural[:, self._of["decay"]]
        return attack_decay(attack * sample_rate, decay * sample_rate, samples)

    def _fade(self, envelope: Tensor, omega: Tensor, warp: Tensor, tau: Tensor) -> Tensor:
        """Silence operators near Nyquist. Only those that get there pay for it, and only swept ones sample by sample.

        On a GPU all do: asking which ones would make it wait for the CPU.
        """
        if devices.resident(envelope):
            t = torch.arange(envelope.shape[-1], dtype=envelope.dtype, device=envelope.device)
            rest, s, slow = (x.to(envelope.dtype)[..., None] for x in (omega, warp, tau))
            return envelope * nyquist_fade(rest * (1 + s * torch.exp(-t / slow))[:, None])
        fastest, swept = 1 + warp.detach().clamp_min(0), (warp.detach() != 0)[:, None]
        reached = omega.detach() * fastest[:, None] > 2 * math.pi * FADE_START
        for chosen in (reached & ~swept, reached & swept):
            row, operator = torch.nonzero(chosen, as_tuple=True)
            if len(row) == 0:
                continue
            instant = omega[row, operator, None]
            if bool(swept[row[0]]):
                t = torch.arange(envelope.shape[-1], dtype=torch.float64, device=envelope.device)
                instant = instant * (1 + warp[row, None] * torch.exp(-t / tau[row, None]))
            faded = envelope[row, operator] * nyquist_fade(instant).to(envelope.dtype)
            envelope = envelope.index_put((row, operator), faded)
        return envelope

    def _gains(self, natural: Tensor, velocity: float) -> Tensor:
        """[B, 2]: level and equal-power pan; a centred pan is 1 on both sides."""
        theta = (natural[:, self._column("pan")] + 1) * (math.pi / 4)
        level = decibels(natural[:, self._column("level")]) * (math.sqrt(2) * velocity)
        return torch.stack([level * torch.cos(theta), level * torch.sin(theta)], dim=1)
