"""The Triton kernels: interpreted on a CPU, and compiled for a GPU that need not be there."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from bridge.errors import DeviceError
from bridge.kernels import devices

if importlib.util.find_spec("triton") is None:
    pytest.skip("no Triton here", allow_module_level=True)


def test_interpreted_kernels_obey_the_laws():
    """In another process: the interpreter is chosen when a kernel is decorated, for good."""
    file = Path(__file__).with_name("interpreted_fm.py")
    command = [sys.executable, "-m", "pytest", "-x", "-p", "no:cacheprovider", str(file)]
    done = subprocess.run(command, env=os.environ | {"TRITON_INTERPRET": "1"}, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert "9 passed" in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("capability", [80, 90])
@pytest.mark.parametrize("number", ["fp32", "fp64"])
def test_kernels_compile_and_the_loops_fetch_ahead(tmp_path, monkeypatch, capability, number):
    """What the interpreter forgives the compiler does not."""
    from triton import compile as compile_kernel
    from triton.backends.compiler import GPUTarget
    from triton.compiler import ASTSource

    from bridge.kernels import fm_triton

    monkeypatch.setenv("TRITON_CACHE_DIR", str(tmp_path))
    loops = (fm_triton._advance, fm_triton._retreat)
    for kernel in (fm_triton._angles, fm_triton._collect, *loops):
        wide = {"time"} | ({"omega"} if kernel is fm_triton._angles else set())
        kinds = {"batch": "i32", "samples": "i32", "OPERATORS": "constexpr"}
        signature = {n: kinds.get(n, "*fp64" if n in wide else f"*{number}") for n in kernel.arg_names}
        source = ASTSource(kernel, signature, {"OPERATORS": 4})
        made = compile_kernel(source, target=GPUTarget("cuda", capability, 32), options={"num_warps": 1})
        assert made.asm["cubin"]
        assert ("async_copy" in made.asm["ttgir"]) == (kernel in loops)


def test_without_triton_there_is_one_clear_error(monkeypatch):
    monkeypatch.setitem(sys.modules, "bridge.kernels.fm_triton", None)
    monkeypatch.delattr("bridge.kernels.fm_triton", raising=False)
    with pytest.raises(DeviceError, match="Triton"):
        devices.triton_kernel()


def test_a_cpu_never_asks_for_triton(monkeypatch):
    from bridge.kernels.fm import _kernel

    monkeypatch.setattr(devices, "triton_kernel", lambda: "asked")
    assert _kernel(torch.zeros(64, 4, 10)) != "asked"
    assert _kernel(torch.zeros(64, 4, 10, device="meta")) == "asked"
