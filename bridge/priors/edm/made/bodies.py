"""Shapes and materials of struck objects: mode ratios, mode shapes and losses from the textbooks.

Bars and plates: Fletcher & Rossing, The Physics of Musical Instruments (1998), after Euler-Bernoulli and Kirchhoff;
rings (bowls, glasses): Rayleigh, The Theory of Sound (1894); church bells: Rossing, Science of Percussion Instruments
(2000), strike partials after Lehr; membranes: zeros of the Bessel functions. Loss factors: Cremer, Heckl & Petersson,
Structure-Borne Sound (2005), and Ashby (2011), raised by what supports and radiation take.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

BAR_ROOTS = (4.7300, 7.8532, 10.9956, 14.1372, 17.2788, 20.4204, 23.5619, 26.7035)
BELL_PARTIALS = (0.5, 1.0, 1.19, 1.5, 2.0, 2.51, 2.66, 3.01, 4.17, 5.43, 6.8, 8.21, 9.7)
BELL_LEVELS = (0.5, 0.6, 0.9, 0.45, 1.0, 0.35, 0.35, 0.5, 0.45, 0.35, 0.25, 0.2, 0.15)
MEMBRANE_ZEROS = {
    0: (2.4048, 5.5201, 8.6537, 11.7915), 1: (3.8317, 7.0156, 10.1735, 13.3237), 2: (5.1356, 8.4172, 11.6198),
    3: (6.3802, 9.7610, 13.0152), 4: (7.5883, 11.0647, 14.3725), 5: (8.7715, 12.3386), 6: (9.9361, 13.5893),
    7: (11.0864, 14.8213), 8: (12.2251,), 9: (13.3543,),
}  # fmt: skip


@dataclass(frozen=True)
class Material:
    """speed: of longitudinal waves, relative to steel.  loss: factor at low frequency.  rise: Hz by which it doubles.

    words: wordings of how it sounds, where that says more than its name.  noise: level of the noise of contact.
    """

    speed: float
    loss: float
    rise: float
    words: tuple[str, ...]
    noise: float


MATERIALS = {
    "steel": Material(1.0, 7e-4, 6000, ("metallic",), 0.15),
    "brass": Material(0.68, 8e-4, 6000, ("metallic",), 0.15),
    "bronze": Material(0.68, 6e-4, 7000, ("metallic",), 0.15),
    "aluminium": Material(1.0, 5e-4, 8000, ("metallic",), 0.15),
    "glass": Material(1.04, 1.6e-3, 9000, ("glassy",), 0.25),
    "wood": Material(0.8, 1.2e-2, 2500, (), 0.5),
    "plastic": Material(0.42, 3.5e-2, 3000, (), 0.6),
    "stone": Material(0.75, 8e-3, 4000, (), 0.6),
    "ceramic": Material(0.95, 3.5e-3, 6000, (), 0.35),
    "rubber": Material(0.06, 1.5e-1, 1500, (), 0.5),
    "skin": Material(0.5, 2.2e-2, 900, (), 0.5),
}
METALS = ("steel", "brass", "bronze", "aluminium")


@dataclass(frozen=True)
class Body:
    """Modes of one object: frequency relative to the lowest [modes] and how strongly the strike excites each [modes].

    split: how far the two halves of each mode lie apart, relative; objects that are round have such doublets.
    """

    ratio: np.ndarray
    level: np.ndarray
    split: float


def bar(position: float, thickness: float = 0.0) -> Body:
    """Free bar struck at `position` (0 … 0.5 of its length); thickness: above 0, shear lowers the higher modes."""
    roots = np.array(BAR_ROOTS)
    ratio = (roots / roots[0]) ** 2
    ratio = ratio / np.sqrt(1 + thickness * (roots**2 - roots[0] ** 2) / 22.4)  # after Timoshenko
    x = roots * position
    sigma = (np.cosh(roots) - np.cos(roots)) / (np.sinh(roots) - np.sin(roots))
    shape = np.cosh(x) + np.cos(x) - sigma * (np.sinh(x) + np.sin(x))
    return Body(ratio, shape, 0.0)


def plate(position: tuple[float, float], aspect: float) -> Body:
    """Simply supported rectangular plate struck at (x, y), each 0 … 1; aspect: length to width."""
    m, n = (g.ravel() for g in np.meshgrid(np.arange(1, 10), np.arange(1, 10), indexing="ij"))
    ratio = (m / aspect) ** 2 + n**2.0
    level = np.sin(np.pi * m * position[0]) * np.sin(np.pi * n * position[1])
    order = np.argsort(ratio)[:60]
    return Body(ratio[order] / ratio.min(), level[order], 0.0)


def bowl(position: float, roundness: float) -> Body:
    """Ring modes of a bowl or glass, n = 2, 3 … meridian waves; roundness: above 0, the wall curves more."""
    n = np.arange(2, 12).astype(float)
    f = n * (n**2 - 1) / np.sqrt(n**2 + 1)
    ratio = (f / f[0]) ** (1 - 0.25 * roundness)
    return Body(ratio, np.cos(0.7 * (n - 2) * position) / np.sqrt(n - 1), 1.2e-3)


def bell() -> Body:
    """Partials of a church bell, hum to the higher ones, relative to the hum."""
    return Body(np.array(BELL_PARTIALS) / BELL_PARTIALS[0], np.array(BELL_LEVELS), 1.5e-3)


def membrane(position: float) -> Body:
    """Circular membrane struck at `position` (0 centre … 1 rim): level J_m(j_mn r)."""
    pairs = [(m, zero) for m, zeros in MEMBRANE_ZEROS.items() for zero in zeros]
    angle = (np.arange(256) + 0.5) / 256 * np.pi
    level = np.array([np.cos(m * angle - zero * position * np.sin(angle)).mean() for m, zero in pairs])
    ratio = np.array([zero for _, zero in pairs])
    order = np.argsort(ratio)
    return Body(ratio[order] / ratio.min(), level[order], 6e-3)


def block(sides: tuple[float, float, float], rng: np.random.Generator) -> Body:
    """Standing waves of a compact block with these sides; the strike excites them by chance."""
    l, m, n = (g.ravel()[1:] for g in np.meshgrid(*[np.arange(4)] * 3, indexing="ij"))
    ratio = np.sqrt((l / sides[0]) ** 2 + (m / sides[1]) ** 2 + (n / sides[2]) ** 2)
    order = np.argsort(ratio)[:40]
    level = rng.uniform(0.2, 1.0, len(order)) * rng.choice([-1, 1], len(order)) / np.sqrt(1 + np.arange(len(order)))
    return Body(ratio[order] / ratio.min(), level, 0.0)
