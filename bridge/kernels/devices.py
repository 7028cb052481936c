"""Which way tensors go: numba's kernels work on a CPU's memory; a GPU has Triton and torch's own operations.

The device's way gives the same results within rounding, in float32 and float64; tests take it on a CPU and compare.
"""

from __future__ import annotations

from types import ModuleType

from torch import Tensor

from bridge.errors import DeviceError


def resident(x: Tensor) -> bool:
    """Whether `x` lies on a device that numba's kernels cannot reach."""
    return x.device.type != "cpu"


def triton_kernel() -> ModuleType:
    """`bridge.kernels.fm_triton`, imported when a GPU first needs it: macOS and CPU-only builds have no Triton.

    Raises DeviceError without it.
    """
    try:
        from bridge.kernels import fm_triton
    except ImportError as error:
        mend = "pip install triton (triton-windows on Windows), or use --device cpu"
        raise DeviceError(f"FM on a GPU needs Triton, which is not there ({error}); {mend}") from error
    return fm_triton
