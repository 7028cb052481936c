"""Sixteen numbers at once inside numba: a vector type with loads, stores, + − ×, and 16 × 16 transpositions.

LLVM's automatic vectoriser unrolls short recurrences or guards them with alias checks on every pass; saying
"vector" outright gives the same code on every version. Products may be fused with sums (one rounding less).

    x = load(array, i)          array[i : i + 16] as lanes; array is 1-D, contiguous, float32 or float64
    store(array, i, x)          and back
    spread(np.float32(0.5))     the same number in all lanes
    narrow(x)                   float64 lanes -> float32 lanes
    aligned(n, np.float32)      scratch of n numbers on a cache line: a load across two lines costs twice

    gather(rows, i, stride, last, lanes, j, column)
                                lanes[j + column·c + r] = rows[i + stride·min(r, last) + c]
    scatter(…the same…)         and back; lanes beyond `last` must be its copies
"""

from __future__ import annotations

import operator
from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit
from numba.core import types
from numba.core.datamodel import models
from numba.extending import intrinsic as numba_intrinsic
from numba.extending import overload, register_model

LANES = 16


def intrinsic(definition: Any) -> Any:
    """As numba's, but untyped: checkers would miss the definition's first argument in every call."""
    return numba_intrinsic(definition)


class LanesType(types.Type):
    """LANES numbers of one floating type."""

    def __init__(self, dtype):
        self.dtype = dtype
        super().__init__(name=f"Lanes({dtype})")


@njit
def aligned(count, dtype):
    room = np.empty(count + LANES, dtype)
    first = (-room.ctypes.data % 64) // room.itemsize
    return room[first : first + count]


def _vector(dtype):
    element = ir.DoubleType() if dtype == types.float64 else ir.FloatType()
    return ir.VectorType(element, LANES)


@register_model(LanesType)
class _LanesModel(models.PrimitiveModel):
    def __init__(self, manager, lanes):
        super().__init__(manager, lanes, _vector(lanes.dtype))


def _at(context, builder, array_type, array, index):
    """Pointer to LANES numbers from array[index]."""
    data = context.make_array(array_type)(context, builder, array).data
    return builder.bitcast(builder.gep(data, [index]), _vector(array_type.dtype).as_pointer())


@intrinsic
def load(typing, array, index):
    def build(context, builder, signature, arguments):
        pointer = _at(context, builder, array, *arguments)
        return builder.load(pointer, align=array.dtype.bitwidth // 8)

    return LanesType(array.dtype)(array, types.intp), build


@intrinsic
def store(typing, array, index, value):
    def build(context, builder, signature, arguments):
        pointer = _at(context, builder, array, *arguments[:2])
        builder.store(arguments[2], pointer, align=array.dtype.bitwidth // 8)
        return context.get_dummy_value()

    return types.void(array, types.intp, value), build


@intrinsic
def spread(typing, number):
    def build(context, builder, signature, arguments):
        one = ir.Constant(_vector(number), ir.Undefined)
        one = builder.insert_element(one, arguments[0], ir.Constant(ir.IntType(32), 0))
        return builder.shuffle_vector(one, one, ir.Constant(ir.VectorType(ir.IntType(32), LANES), [0] * LANES))

    return LanesType(number)(number), build


@intrinsic
def narrow(typing, value):
    def build(context, builder, signature, arguments):
        return builder.fptrunc(arguments[0], _vector(types.float32))

    return LanesType(types.float32)(value), build


def _arithmetic(name):
    @intrinsic
    def apply(typing, a, b):
        def build(context, builder, signature, arguments):
            return getattr(builder, name)(*arguments, flags=("contract",))

        return a(a, b), build

    return apply


_add, _sub, _mul = _arithmetic("fadd"), _arithmetic("fsub"), _arithmetic("fmul")


@overload(operator.add, inline="always")
def _overload_add(a, b):
    if isinstance(a, LanesType) and a == b:
        return lambda a, b: _add(a, b)


@overload(operator.sub, inline="always")
def _overload_sub(a, b):
    if isinstance(a, LanesType) and a == b:
        return lambda a, b: _sub(a, b)


@overload(operator.mul, inline="always")
def _overload_mul(a, b):
    if isinstance(a, LanesType) and a == b:
        return lambda a, b: _mul(a, b)


def _transposed(builder, rows):
    """Butterfly: in stage s = 8, 4, 2, 1 rows r and r + s exchange their off-diagonal s × s blocks."""
    step = LANES // 2
    while step:
        low = [c if not c & step else LANES + c - step for c in range(LANES)]
        high = [c + step if not c & step else LANES + c for c in range(LANES)]
        masks = [ir.Constant(ir.VectorType(ir.IntType(32), LANES), mask) for mask in (low, high)]
        mixed = list(rows)
        for r in range(LANES):
            if not r & step:
                mixed[r] = builder.shuffle_vector(rows[r], rows[r + step], masks[0])
                mixed[r + step] = builder.shuffle_vector(rows[r], rows[r + step], masks[1])
        rows, step = mixed, step // 2
    return rows


def _tile(inward):
    """An intrinsic that moves a 16 × 16 tile between rows of memory, one a lane, and consecutive lanes."""

    @intrinsic
    def move(typing, rows, first, stride, last, lanes, start, column):
        def build(context, builder, signature, arguments):
            outer, i, stride, last, inner, j, column = arguments
            row_size, lane_size = rows.dtype.bitwidth // 8, lanes.dtype.bitwidth // 8
            row_at, lane_at = [], []
            for r in range(LANES):
                here = ir.Constant(i.type, r)
                real = builder.select(builder.icmp_signed("<", here, last), here, last)
                index = builder.add(i, builder.mul(real, stride))
                row_at.append(_at(context, builder, rows, outer, index))
                index = builder.add(j, builder.mul(here, column))
                lane_at.append(_at(context, builder, lanes, inner, index))
            source, target = (row_at, lane_at) if inward else (lane_at, row_at)
            aligns = (row_size, lane_size) if inward else (lane_size, row_size)
            held = [builder.load(at, align=aligns[0]) for at in source]
            for line, at in zip(_transposed(builder, held), target, strict=True):
                builder.store(line, at, align=aligns[1])
            return context.get_dummy_value()

        i = types.intp
        return types.void(rows, i, i, i, lanes, i, i), build

    return move


gather, scatter = _tile(inward=True), _tile(inward=False)
