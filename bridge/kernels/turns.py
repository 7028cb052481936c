"""More for kernels in lanes (`bridge.kernels.lanes`), used by the real-time voice: whole-number phases, rows of lanes.

    turn(phases, steps, i)      phases[i : i + 16] as turns in [−½, ½), then phases += steps; int32, 2³² to a turn
    shift(phases, i, x)         phases += 2³²·x for x in [−½, ½]
    least(x, y)                 the smaller in each lane
    several(array, i, ways)     as many lanes as `ways` is long, from array[i], array[i + 16] …
    dot(array, i, lanes)        Σ_j array[i + 16j …] · lanes[j]
    turns64(x)                  x − round(x) in 2⁶⁴ to a turn

Whole numbers wrap around by themselves: a phase costs one addition instead of nine operations.
"""

from __future__ import annotations

import math

import numpy as np
from llvmlite import ir
from numba import njit
from numba.core import types

from bridge.kernels.lanes import LANES, LanesType, intrinsic

_WHOLE = ir.VectorType(ir.IntType(32), LANES)
_FLOAT = ir.VectorType(ir.FloatType(), LANES)
_FULL = 2.0**32


def _at(context, builder, array_type, array, index, vector):
    data = context.make_array(array_type)(context, builder, array).data
    return builder.bitcast(builder.gep(data, [index]), vector.as_pointer())


@intrinsic
def turn(typing, phases, steps, index):
    def build(context, builder, signature, arguments):
        at = _at(context, builder, signature.args[0], arguments[0], arguments[2], _WHOLE)
        step = builder.load(_at(context, builder, signature.args[1], arguments[1], arguments[2], _WHOLE), align=4)
        now = builder.load(at, align=4)
        builder.store(builder.add(now, step), at, align=4)
        return builder.fmul(builder.sitofp(now, _FLOAT), ir.Constant(_FLOAT, [1 / _FULL] * LANES))

    return LanesType(types.float32)(phases, steps, types.intp), build


@intrinsic
def shift(typing, phases, index, x):
    def build(context, builder, signature, arguments):
        at = _at(context, builder, signature.args[0], arguments[0], arguments[1], _WHOLE)
        # through 64 bits, as half a turn is one more than fits 32
        wide = ir.VectorType(ir.IntType(64), LANES)
        scaled = builder.fmul(arguments[2], ir.Constant(_FLOAT, [_FULL] * LANES))
        more = builder.trunc(builder.fptosi(scaled, wide), _WHOLE)
        builder.store(builder.add(builder.load(at, align=4), more), at, align=4)
        return context.get_dummy_value()

    return types.void(phases, types.intp, x), build


@intrinsic
def least(typing, x, y):
    def build(context, builder, signature, arguments):
        return builder.select(builder.fcmp_ordered("<", *arguments), *arguments)

    return x(x, y), build


@intrinsic
def several(typing, array, index, ways):
    def build(context, builder, signature, arguments):
        held = []
        for j in range(ways.count):
            place = builder.add(arguments[1], ir.Constant(arguments[1].type, j * LANES))
            at = _at(context, builder, signature.args[0], arguments[0], place, _FLOAT)
            held.append(builder.load(at, align=4))
        return context.make_tuple(builder, signature.return_type, held)

    return types.UniTuple(LanesType(array.dtype), ways.count)(array, types.intp, ways), build


@intrinsic
def dot(typing, array, index, lanes):
    def build(context, builder, signature, arguments):
        sums = []  # two chains of fused products: half the latency
        for j in range(lanes.count):
            place = builder.add(arguments[1], ir.Constant(arguments[1].type, j * LANES))
            at = _at(context, builder, signature.args[0], arguments[0], place, _FLOAT)
            other = builder.extract_value(arguments[2], j)
            product = builder.fmul(builder.load(at, align=4), other, flags=("contract",))
            if j < 2:
                sums.append(product)
            else:
                sums[j % 2] = builder.fadd(sums[j % 2], product, flags=("contract",))
        return builder.fadd(*sums)

    return LanesType(array.dtype)(array, types.intp, lanes), build


@njit(cache=True, nogil=True)
def turns64(x):
    return np.int64((x - math.floor(x + 0.5)) * 2.0**64)


def aligned_rows(count, size, dtype):
    """Zeros [count, size], the first number on a cache line: a load across two lines costs twice."""
    room = np.zeros(count * size + LANES, dtype)
    first = (-room.ctypes.data % 64) // room.itemsize
    return room[first : first + count * size].reshape(count, size)
