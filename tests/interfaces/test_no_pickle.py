"""Nothing that the package reads can run code: no pickle and its kin, and of torch's files the tensors only."""

import ast
from collections.abc import Iterator
from pathlib import Path

import bridge

KIN = {"pickle", "_pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal", "multiprocessing"}
"""multiprocessing sends its objects as pickles"""
RUNS = {"eval", "exec"}


def faults(text: str) -> Iterator[str]:
    if not any(word in text for word in (*KIN, "eval(", "exec(", ".load(")):
        return  # quicker than to parse it
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Import(names=names):
                yield from (name.name for name in names if name.name.partition(".")[0] in KIN - {"pickle"})
            case ast.Attribute(value=ast.Name(id="pickle"), attr=what) if what != "UnpicklingError":
                yield f"pickle.{what}"
            case ast.ImportFrom(module=str(module)) if module.partition(".")[0] in KIN:
                yield module
            case ast.Call(func=ast.Name(id=name)) if name in RUNS:
                yield name
            case ast.Call(func=ast.Attribute(value=ast.Name(id="torch" | "np" | "numpy" as library), attr="load")):
                said = {word.arg: word.value for word in node.keywords}
                tensors = said.get("weights_only")
                if library == "torch" and not (isinstance(tensors, ast.Constant) and tensors.value is True):
                    yield "torch.load"
                if "allow_pickle" in said:
                    yield f"{library}.load"


def test_the_package_has_none() -> None:
    files = sorted(Path(bridge.__file__).parent.rglob("*.py"))
    found = {str(file): list(faults(file.read_text("utf-8"))) for file in files}
    assert len(files) > 200 and not any(found.values()), {file: what for file, what in found.items() if what}


def test_each_kind_is_seen() -> None:
    text = (
        "import pickle\npickle.loads(x)\npickle.UnpicklingError\n"
        "from joblib.numpy_pickle import load\nimport multiprocessing.pool\neval('1')\n"
        "torch.load(x)\ntorch.load(x, weights_only=False)\ntorch.load(x, weights_only=True)\n"
        "np.load(x, allow_pickle=True)\nnp.load(x)\n"
    )
    assert sorted(faults(text)) == [
        "eval", "joblib.numpy_pickle", "multiprocessing.pool", "np.load", "pickle.loads", "torch.load", "torch.load",
    ]  # fmt: skip
