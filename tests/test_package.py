"""What an installed package must bring along besides its code."""

import fnmatch
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

import bridge

SHIPPED = {
    "bridge.priors.edm": ("ATTRIBUTION.md", "prior.safetensors", "words.safetensors"),
    "bridge.evaluate": ("tagger.safetensors",),
    "bridge.presets.schema": ("preset-v1.json", "preset-v2.json"),
    "bridge": ("py.typed",),
}
PYPROJECT = Path(__file__).parent.parent / "pyproject.toml"


@pytest.mark.parametrize(("package", "name"), [(p, n) for p, names in SHIPPED.items() for n in names])
def test_data_is_in_the_package(package, name):
    assert files(package).joinpath(name).is_file()


def test_every_kind_of_data_file_is_declared():
    """An editable install finds them anyway, so a forgotten pattern would show only in the wheel."""
    patterns = tomllib.loads(PYPROJECT.read_text())["tool"]["setuptools"]["package-data"]["*"]
    data = [p.name for p in Path(bridge.__file__).parent.rglob("*") if p.is_file() and "__pycache__" not in p.parts]
    assert not [n for n in data if not n.endswith(".py") and not any(fnmatch.fnmatch(n, p) for p in patterns)]
