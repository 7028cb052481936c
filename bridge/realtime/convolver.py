"""The reverb: convolution with a long stereo impulse response and no latency, on a clock of its own.

    y[t] = Σ_{τ<P} h[τ]·x[t−τ]          direct head, one dot product a sample
         + Σ_{j≥1} (h_j ⋆ x)[t − jP]    partitions of P = 256 taps by FFT; they need only earlier partitions

Left and right travel as the real and imaginary part of one complex response, so one FFT each way serves both.
Spectra stay in the bit-reversed order in which decimation in frequency leaves them: products do not care,
and the inverse (decimation in time) takes them so. The partition clock counts samples since the engine
began, whatever the block size; so the output is the same to the bit for any block size.

The delay line keeps spectra of the *input*. A new response is therefore at once what it would have been had
it always been there, and two of them are crossfaded by computing both (`tail` and `head` have a side each).
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from bridge.kernels.lanes import LANES, load, total
from bridge.realtime.arrays import Flags, Floats

P = 256
"""samples a partition"""
M = 2 * P
"""FFT length"""

Spectra = NDArray[np.float32]
_ANGLES = -2 * np.pi * np.arange(P) / M
_COS = np.cos(_ANGLES).astype(np.float32)
_SIN = np.sin(_ANGLES).astype(np.float32)


@njit(cache=True, nogil=True)
def fft(re: Floats, im: Floats) -> None:
    """In place, length M, natural order in, bit-reversed order out."""
    half = P
    while half > 0:
        stride = P // half
        for group in range(0, M, 2 * half):
            for k in range(half):
                i, j = group + k, group + k + half
                c, s = _COS[k * stride], _SIN[k * stride]
                a, b = re[i] - re[j], im[i] - im[j]
                re[i] += re[j]
                im[i] += im[j]
                re[j] = a * c - b * s
                im[j] = a * s + b * c
        half //= 2


@njit(cache=True, nogil=True)
def inverse_fft(re: Floats, im: Floats) -> None:
    """In place, length M, bit-reversed order in, natural order out; without the factor 1/M."""
    half = 1
    while half <= P:
        stride = P // half
        for group in range(0, M, 2 * half):
            for k in range(half):
                i, j = group + k, group + k + half
                c, s = _COS[k * stride], -_SIN[k * stride]
                a, b = re[j] * c - im[j] * s, re[j] * s + im[j] * c
                re[j] = re[i] - a
                im[j] = im[i] - b
                re[i] += a
                im[i] += b
        half *= 2


@njit(cache=True, nogil=True)
def _partition(impulse: Floats, spectra: Floats) -> None:
    length = impulse.shape[1]
    for j in range(spectra.shape[1]):
        re, im = spectra[0, j], spectra[1, j]
        for i in range(P):
            t = (j + 1) * P + i
            re[i] = impulse[0, t] / M if t < length else 0.0
            im[i] = impulse[1, t] / M if t < length else 0.0
        fft(re, im)


def prepare(impulse: NDArray[np.float32]) -> tuple[NDArray[np.float32], Spectra]:
    """Stereo response `[2, T]` -> (head `[2, P]` in reverse time, spectra `[2: re, im, ⌈T/P⌉ − 1, M]`).

    For the control side: it allocates and takes about 10 µs a partition, without the interpreter's lock.
    """
    head = np.zeros((2, P), dtype=np.float32)
    first = impulse[:, :P]
    head[:, P - first.shape[1] :] = first[:, ::-1]
    spectra = np.zeros((2, max(math.ceil(impulse.shape[1] / P) - 1, 0), M), dtype=np.float32)
    _partition(np.ascontiguousarray(impulse, dtype=np.float32), spectra)
    return head, spectra


def silent_response() -> tuple[NDArray[np.float32], Spectra]:
    """A response of zeros: what an engine has before the first impact preset."""
    return prepare(np.zeros((2, P), dtype=np.float32))


@njit(cache=True, nogil=True)
def end_partition(recent: Floats, line: Floats, filled: Flags, newest: int) -> int:
    """Audio thread, when P samples are complete: put the spectrum of `recent` [M] in the delay line.

    Then shift `recent`. line: [2, K, M] ring of spectra; filled: [K], 1 where a spectrum is not all zero;
    newest: place of the latest one. Returns the new `newest`.
    """
    newest = (newest + 1) % line.shape[1]
    filled[newest] = 0
    for i in range(M):
        if recent[i] != 0.0:
            filled[newest] = 1
            break
    if filled[newest]:
        re, im = line[0, newest], line[1, newest]
        for i in range(M):
            re[i], im[i] = recent[i], 0.0
        fft(re, im)
    for i in range(P):
        recent[i] = recent[P + i]
        recent[P + i] = 0.0
    return newest


@njit(cache=True, nogil=True, fastmath={"reassoc", "contract"})
def make_tail(spectra: Floats, line: Floats, filled: Flags, newest: int, tail: Floats) -> None:
    """Audio thread: the partitions' output for the coming P samples, into the second half of tail [2, M]."""
    re, im = tail[0], tail[1]
    re.fill(0.0)
    im.fill(0.0)
    size = line.shape[1]
    sounding = False
    for j in range(min(spectra.shape[1], size)):
        place = (newest - j) % size
        if not filled[place]:
            continue
        sounding = True
        x_re, x_im = line[0, place], line[1, place]
        h_re, h_im = spectra[0, j], spectra[1, j]
        for i in range(M):
            re[i] += x_re[i] * h_re[i] - x_im[i] * h_im[i]
            im[i] += x_re[i] * h_im[i] + x_im[i] * h_re[i]
    if sounding:
        inverse_fft(re, im)


@njit(cache=True, nogil=True, fastmath={"contract"})
def dot(head: Floats, at: int, window: Floats, start: int) -> float:
    """Σ_{i<P} head[at + i]·window[start + i], both one-dimensional."""
    a, b = load(head, at) * load(window, start), load(head, at + LANES) * load(window, start + LANES)
    for i in range(2 * LANES, P, 2 * LANES):
        a = a + load(head, at + i) * load(window, start + i)
        b = b + load(head, at + i + LANES) * load(window, start + i + LANES)
    return float(total(a + b))
