"""Share a batch among threads: for kernels that release the GIL.

Not numba's `prange`: its thread layers abort the process when two Python threads enter them at once
(workqueue) or after a fork (OpenMP). A pool of Python threads does neither and costs some 50 µs a call.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def share(kernel: Callable[..., Any], count: int, threads: int, *arguments: Any) -> None:
    """Call `kernel(first, last, *arguments)` on consecutive ranges that cover 0 … count, one thread each."""
    parts = max(1, min(threads, count))
    edges = [count * i // parts for i in range(parts + 1)]
    if parts == 1:
        kernel(0, count, *arguments)
        return
    with ThreadPoolExecutor(parts - 1) as pool:
        others = [pool.submit(kernel, edges[i], edges[i + 1], *arguments) for i in range(1, parts)]
        kernel(edges[0], edges[1], *arguments)
        for other in others:
            other.result()
