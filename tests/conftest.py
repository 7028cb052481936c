"""For every test: threads that leave other processes room, and libraries in a folder of the run's own."""

import os

import pytest

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # libgomp spins by default and starves the other processes
if "PYTEST_XDIST_WORKER" in os.environ:  # the other cores have tests of their own
    os.environ.setdefault("OMP_NUM_THREADS", "1")


@pytest.fixture(autouse=True, scope="session")
def _own_folders(tmp_path_factory):
    root = tmp_path_factory.mktemp("xdg")
    for name in ("XDG_DATA_HOME", "XDG_STATE_HOME"):
        os.environ[name] = str(root / name.lower())
    yield
