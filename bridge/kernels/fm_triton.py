"""The FM recurrence and its adjoint on a GPU, in Triton: a voice a lane, thirty-two voices a program.

Only what must go from sample to sample does: two lean loops over time, one a direction, each a single warp with its
state in registers and the operators written out. Everything else is computed for all samples at once:

    _angles     wrapped ω·W                      all samples at once; float64 turns, then the voice's precision
    _advance    u[t] from u[t−1], y              sample by sample; the angle φ of every sine is kept, in place of ω·W
    (torch)     f·cos φ                          all samples at once
    _retreat    δ[t] from δ[t+1]                 sample by sample, in place of f·cos φ
    _collect    ∂L/∂f, ∂L/∂W, sums over time     all blocks of 256 samples at once

Kept between forward and backward: φ, one number an operator and sample. Keeping sine and cosine would double that;
computing the states again from those at the starts of blocks, as `fm_numba` does to stay in a cache, would walk the
slow loop twice. Time is the outermost axis and voices the innermost, so a warp's loads are one line of memory; none
depends on the state, so the compiler fetches some samples ahead (`num_stages`). Sums over time are taken in
blocks of 256 and added up in float64. Derivation: `bridge.kernels.fm`.

Checked by Triton's interpreter on a CPU (TRITON_INTERPRET=1), and compiled for compute capabilities 8.0 and 9.0
(for 9.0 the loops are 194 and 123 instructions a sample of 4 operators). Neither run nor timed on a GPU so far:
`pytest -m gpu` and `sds-bridge bench kernels` do that where there is one.
"""

# mypy: disable-error-code="assignment"
# (kernels make tuples grow, one element a pass of a loop that is unrolled)

from __future__ import annotations

import math

import torch
import triton
import triton.language as tl
from torch import Tensor

from bridge.kernels.sine import SINE

LANES = tl.constexpr(32)
BLOCK = tl.constexpr(256)
AHEAD = tl.constexpr(4)
"""samples whose loads are in flight; each lengthens the loop by the addresses it carries along"""
TWO_PI = tl.constexpr(2 * math.pi)
SIN = tl.constexpr(SINE)
ROUND32, ROUND64 = tl.constexpr(12582912.0), tl.constexpr(6755399441055744.0)


@triton.jit
def _wrap(p):
    """p − round(p): see `bridge.kernels.sine`."""
    magic: tl.constexpr = ROUND64 if p.dtype == tl.float64 else ROUND32
    return p - ((p + magic) - magic)


@triton.jit
def _sine(r):
    """sin 2πr for r in [−½, ½]: the polynomial of `bridge.kernels.sine` in float32."""
    if r.dtype == tl.float64:
        return tl.sin(r * TWO_PI)
    x = r * r
    xx = x * x
    even = SIN[0] + xx * (SIN[2] + xx * SIN[4])
    odd = SIN[1] + xx * (SIN[3] + xx * SIN[5])
    return (r - 4.0 * x * r) * (even + x * odd)


@triton.jit
def _angles(omega, time, angles, batch, samples, OPERATORS: tl.constexpr):
    """angles[t, v, b] = ω_vb·W_b[t]/2π, wrapped. omega [V, B] and time [T, B] in float64."""
    t, lane = tl.program_id(0) * LANES + tl.arange(0, LANES), tl.program_id(1) * LANES + tl.arange(0, LANES)
    here = (t < samples)[:, None] & (lane < batch)[None, :]
    at = t.to(tl.int64)[:, None] * batch + lane[None, :]
    now = tl.load(time + at, mask=here, other=0.0)
    for v in tl.static_range(OPERATORS):
        turns = tl.load(omega + v * batch + lane, mask=lane < batch, other=0.0) / TWO_PI
        row = t.to(tl.int64)[:, None] * OPERATORS + v
        wrapped = _wrap(turns[None, :] * now).to(angles.dtype.element_ty)
        tl.store(angles + row * batch + lane[None, :], wrapped, mask=here)


@triton.jit
def _rows(first, batch, here, COUNT: tl.constexpr):
    """A tuple of the lanes at first, first + batch, first + 2·batch …"""
    found = ()
    for k in tl.static_range(COUNT):
        found += (tl.load(first + k * batch, mask=here, other=0.0),)
    return found


@triton.jit
def _zeros(like, COUNT: tl.constexpr):
    found = ()
    for _ in tl.static_range(COUNT):
        found += (tl.zeros_like(like),)
    return found


@triton.jit
def _advance(angles, envelope, matrix, output, y, batch, samples, OPERATORS: tl.constexpr):
    """y [T, B], and φ in place of ω·W in `angles` [T, V, B]. envelope [T, V, B], matrix [V, V, B] in turns."""
    lane = tl.program_id(0) * LANES + tl.arange(0, LANES)
    here = lane < batch
    m = _rows(matrix + lane, batch, here, OPERATORS * OPERATORS)
    a = _rows(output + lane, batch, here, OPERATORS)
    u = _zeros(a[0], OPERATORS)
    for t in tl.range(samples, num_stages=AHEAD):
        now, total = (), tl.zeros_like(a[0])
        row = tl.cast(t, tl.int64) * batch
        angle, level, out = angles + row * OPERATORS + lane, envelope + row * OPERATORS + lane, y + row + lane
        for v in tl.static_range(OPERATORS):
            p = tl.load(angle + v * batch, mask=here, other=0.0)
            for j in tl.static_range(OPERATORS):
                p += m[v * OPERATORS + j] * u[j]
            r = _wrap(p)
            tl.store(angle + v * batch, r, mask=here)
            now += (tl.load(level + v * batch, mask=here, other=0.0) * _sine(r),)
            total += a[v] * u[v]
        tl.store(out, total, mask=here)
        u = now


@triton.jit
def _retreat(slopes, after, matrix, output, batch, samples, OPERATORS: tl.constexpr):
    """δ in place of f·cos φ in `slopes` [T, V, B]. after [T, B]: g of the sample after."""
    lane = tl.program_id(0) * LANES + tl.arange(0, LANES)
    here = lane < batch
    m = _rows(matrix + lane, batch, here, OPERATORS * OPERATORS)
    a = _rows(output + lane, batch, here, OPERATORS)
    delta = _zeros(a[0], OPERATORS)
    for t in tl.range(samples, num_stages=AHEAD):
        row = tl.cast(samples - 1 - t, tl.int64) * batch
        slope, now = slopes + row * OPERATORS + lane, ()
        g = tl.load(after + row + lane, mask=here, other=0.0)
        for v in tl.static_range(OPERATORS):
            lam = a[v] * g
            for k in tl.static_range(OPERATORS):
                lam += m[k * OPERATORS + v] * delta[k]
            d = lam * tl.load(slope + v * batch, mask=here, other=0.0)
            tl.store(slope + v * batch, d, mask=here)
            now += (d,)
        delta = now


@triton.jit
def _add_outer(sums, left, right, COUNT: tl.constexpr):
    """sums[v, j] + left[v]·right[j]"""
    found = ()
    for v in tl.static_range(COUNT):
        for j in tl.static_range(COUNT):
            found += (sums[v * COUNT + j] + left[v] * right[j],)
    return found


@triton.jit
def _add_products(sums, left, right, COUNT: tl.constexpr):
    """sums[v] + left[v]·right"""
    found = ()
    for v in tl.static_range(COUNT):
        found += (sums[v] + left[v] * right,)
    return found


@triton.jit
def _collect(angles, deltas, envelope, time, after, omega, matrix, output, d_envelope, d_time, sums, batch, samples,
             OPERATORS: tl.constexpr):  # fmt: skip
    """∂L/∂f [T, V, B], ∂L/∂W [T, B], and of each block [·, V² + 3V, B]: Σ δ[t+1] u[t], Σ g[t+1] u[t], Σ δ, Σ local·δ.

    With δ and g of the sample after, λ is had again without the recursion. `local` is W less that of the block's first
    sample.
    """
    block, lane = tl.program_id(0), tl.program_id(1) * LANES + tl.arange(0, LANES)
    here = lane < batch
    first = (block * BLOCK).to(tl.int64)
    count = tl.minimum(samples - block * BLOCK, BLOCK)
    m = _rows(matrix + lane, batch, here, OPERATORS * OPERATORS)
    a = _rows(output + lane, batch, here, OPERATORS)
    w = _rows(omega + lane, batch, here, OPERATORS)
    at, one = first * OPERATORS * batch + lane, first * batch + lane
    zero = tl.load(time + one, mask=here, other=0.0)
    delta = _rows(deltas + at, batch, here, OPERATORS)
    d_m, d_a = _zeros(a[0], OPERATORS * OPERATORS), _zeros(a[0], OPERATORS)
    area, moment = _zeros(a[0], OPERATORS), _zeros(a[0], OPERATORS)
    for i in tl.range(count):
        later = _rows(deltas + at + OPERATORS * batch, batch, here & (first + i + 1 < samples), OPERATORS)
        g = tl.load(after + one, mask=here, other=0.0)
        local = (tl.load(time + one, mask=here, other=0.0) - zero).to(g.dtype)
        u, moved = (), tl.zeros_like(a[0])
        for v in tl.static_range(OPERATORS):
            lam = a[v] * g
            for k in tl.static_range(OPERATORS):
                lam += m[k * OPERATORS + v] * later[k]
            s = _sine(tl.load(angles + at + v * batch, mask=here, other=0.0))
            tl.store(d_envelope + at + v * batch, lam * s, mask=here)
            u += (tl.load(envelope + at + v * batch, mask=here, other=0.0) * s,)
            moved += w[v] * delta[v]
        tl.store(d_time + one, moved, mask=here)
        d_m = _add_outer(d_m, later, u, OPERATORS)
        d_a = _add_products(d_a, u, g, OPERATORS)
        area = _add_products(area, delta, 1.0, OPERATORS)
        moment = _add_products(moment, delta, local, OPERATORS)
        delta = later
        at, one = at + OPERATORS * batch, one + batch
    row = sums + block.to(tl.int64) * (OPERATORS * (OPERATORS + 3)) * batch + lane
    found = d_m + d_a + area + moment
    for k in tl.static_range(OPERATORS * (OPERATORS + 3)):
        tl.store(row + k * batch, found[k], mask=here)


def _lanes_last(x: Tensor) -> Tensor:
    """[B, V, T] -> [T, V, B], [B, T] -> [T, B], contiguous."""
    return x.permute(*reversed(range(x.ndim))).contiguous()


def _square(matrix: Tensor, scale: float = 1.0) -> Tensor:
    """[B, V, V] -> [V·V, B]"""
    return (matrix * scale).flatten(1).T.contiguous()


def forward(omega: Tensor, time: Tensor, envelope: Tensor, matrix: Tensor, output: Tensor,
            threads: int = 1) -> tuple[Tensor, Tensor]:  # fmt: skip
    """Arguments as in `fm_reference`, tensors of one device; omega, time float64, the others all float32 or float64.

    Returns y [B, T] and the angles in turns [T, V, B], for `backward`. threads: of no meaning here.
    """
    batch, operators, samples = envelope.shape
    angles = envelope.new_empty(samples, operators, batch)
    y = envelope.new_empty(samples, batch)
    groups = triton.cdiv(batch, LANES.value)
    level, m, row = _lanes_last(envelope), _square(matrix, 1 / TWO_PI.value), output.T.contiguous()
    with torch.cuda.device_of(envelope):
        _angles[triton.cdiv(samples, LANES.value), groups](
            omega.T.contiguous(), _lanes_last(time), angles, batch, samples, operators, num_warps=4
        )
        _advance[(groups,)](angles, level, m, row, y, batch, samples, operators, num_warps=1)
    return y.T.contiguous(), angles


def backward(omega: Tensor, time: Tensor, envelope: Tensor, matrix: Tensor, output: Tensor, angles: Tensor, g: Tensor,
             want_time: bool = True, threads: int = 1, carry: Tensor | None = None) -> tuple[Tensor, ...]:  # fmt: skip
    """Gradients of Σ g·y for omega, time, envelope, matrix, output. Those of sums over time are float64.

    carry: the matrix of the adjoint recursion, if not `matrix` itself (see `bridge.kernels.fm`, "Taming").
    """
    batch, operators, samples = envelope.shape
    groups, blocks = triton.cdiv(batch, LANES.value), triton.cdiv(samples, BLOCK.value)
    level, warped = _lanes_last(envelope), _lanes_last(time)
    after = _lanes_last(torch.nn.functional.pad(g[:, 1:], (0, 1)))
    back, row = _square(matrix if carry is None else carry), output.T.contiguous()
    deltas = (angles * TWO_PI.value).cos_().mul_(level)
    d_envelope, d_time = torch.empty_like(level), torch.empty_like(after)
    parts = (operators * operators, operators, operators, operators)
    sums = envelope.new_empty(blocks, sum(parts), batch)
    with torch.cuda.device_of(envelope):
        _retreat[(groups,)](deltas, after, back, row, batch, samples, operators, num_warps=1)
        _collect[(blocks, groups)](
            angles, deltas, level, warped, after, omega.T.to(envelope.dtype).contiguous(), back, row, d_envelope,
            d_time, sums, batch, samples, operators, num_warps=1,
        )  # fmt: skip
    d_matrix, d_output, area, moment = sums.double().split(parts, dim=1)
    d_omega = (area * warped[:: BLOCK.value, None] + moment).sum(0)
    d_matrix = d_matrix.sum(0).T.reshape(matrix.shape)
    return d_omega.T, _lanes_last(d_time), d_envelope.permute(2, 1, 0).contiguous(), d_matrix, d_output.sum(0).T
