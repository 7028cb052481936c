"""Several numbers at once inside numba: a vector type with loads, stores, + − ×, small matrices and transpositions.

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
    """`width` numbers of one floating type."""

    def __init__(self, dtype, width=LANES):
        self.dtype, self.width = dtype, width
        super().__init__(name=f"Lanes({dtype}, {width})")


@njit
def aligned(count, dtype):
    room = np.empty(count + LANES, dtype)
    first = (-room.ctypes.data % 64) // room.itemsize
    return room[first : first + count]


def _vector(dtype, width=LANES):
    element = ir.DoubleType() if dtype == types.float64 else ir.FloatType()
    return ir.VectorType(element, width)


def _index(number):
    return ir.Constant(ir.IntType(32), number)


@register_model(LanesType)
class _LanesModel(models.PrimitiveModel):
    def __init__(self, manager, lanes):
        super().__init__(manager, lanes, _vector(lanes.dtype, lanes.width))


def _at(context, builder, array_type, array, index, width=LANES):
    """Pointer to `width` numbers from array[index]."""
    data = context.make_array(array_type)(context, builder, array).data
    return builder.bitcast(builder.gep(data, [index]), _vector(array_type.dtype, width).as_pointer())


def _same(builder, vector_type, number):
    """`number` in all lanes."""
    one = builder.insert_element(ir.Constant(vector_type, ir.Undefined), number, _index(0))
    mask = ir.Constant(ir.VectorType(ir.IntType(32), vector_type.count), [0] * vector_type.count)
    return builder.shuffle_vector(one, one, mask)


def _lane(builder, vector, j):
    """Lane j of `vector` in all lanes."""
    mask = ir.Constant(ir.VectorType(ir.IntType(32), vector.type.count), [j] * vector.type.count)
    return builder.shuffle_vector(vector, vector, mask)


def _loading(width):
    def build(context, builder, signature, arguments):
        array = signature.args[0]
        pointer = _at(context, builder, array, arguments[0], arguments[1], width)
        return builder.load(pointer, align=array.dtype.bitwidth // 8)

    return build


@intrinsic
def load(typing, array, index):
    return LanesType(array.dtype)(array, types.intp), _loading(LANES)


@intrinsic
def load_few(typing, array, index, ways):
    return LanesType(array.dtype, ways.count)(array, types.intp, ways), _loading(ways.count)


@intrinsic
def store(typing, array, index, value):
    def build(context, builder, signature, arguments):
        pointer = _at(context, builder, array, arguments[0], arguments[1], value.width)
        builder.store(arguments[2], pointer, align=array.dtype.bitwidth // 8)
        return context.get_dummy_value()

    return types.void(array, types.intp, value), build


@intrinsic
def spread(typing, number):
    def build(context, builder, signature, arguments):
        return _same(builder, _vector(number), arguments[0])

    return LanesType(number)(number), build


@intrinsic
def spread_as(typing, x, number):
    def build(context, builder, signature, arguments):
        return _same(builder, arguments[0].type, arguments[1])

    return x(x, x.dtype), build


@intrinsic
def narrow(typing, value):
    def build(context, builder, signature, arguments):
        return builder.fptrunc(arguments[0], _vector(types.float32, value.width))

    return LanesType(types.float32, value.width)(value), build


@intrinsic
def total(typing, x):
    def build(context, builder, signature, arguments):
        (vector,) = arguments
        parts = [builder.extract_element(vector, _index(j)) for j in range(x.width)]
        while len(parts) > 1:
            parts = [builder.fadd(a, b, flags=("reassoc",)) for a, b in zip(parts[::2], parts[1::2], strict=True)]
        return parts[0]

    return x.dtype(x), build


@intrinsic
def transform(typing, columns, index, x):
    def build(context, builder, signature, arguments):
        array, start, vector = arguments
        sums = []  # two chains of fused products: half the latency
        for j in range(x.width):
            place = builder.add(start, ir.Constant(start.type, j * x.width))
            column = builder.load(_at(context, builder, columns, array, place, x.width), align=4)
            product = builder.fmul(column, _lane(builder, vector, j), flags=("contract",))
            if j < 2:
                sums.append(product)
            else:
                sums[j % 2] = builder.fadd(sums[j % 2], product, flags=("contract",))
        return builder.fadd(*sums)

    return x(columns, types.intp, x), build


@intrinsic
def add_outer(typing, columns, index, x, y):
    def build(context, builder, signature, arguments):
        array, start, left, right = arguments
        for j in range(x.width):
            place = builder.add(start, ir.Constant(start.type, j * x.width))
            pointer = _at(context, builder, columns, array, place, x.width)
            product = builder.fmul(left, _lane(builder, right, j), flags=("contract",))
            builder.store(builder.fadd(builder.load(pointer, align=4), product, flags=("contract",)), pointer, align=4)
        return context.get_dummy_value()

    return types.void(columns, types.intp, x, y), build


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
