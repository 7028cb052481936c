"""`sds-bridge prior list | check NAME`: which priors there are, what is missing, and whether one works."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Annotated, Any

import typer
from rich.markup import escape

from bridge.commands.common import console, print_json
from bridge.errors import BridgeError
from bridge.records import check_device

PROMPT = "kick drum, bass, reverb"


def list_priors(json: Annotated[bool, typer.Option("--json", help="One line of JSON on stdout.")] = False) -> None:
    """The priors known by name, and what each still needs. Reads no weights and asks no network."""
    rows: list[dict[str, Any]] = [
        {"name": "embedded", "ready": True, "licence": "CC-BY-4.0", "missing": "", "about": "ships with sds-bridge"}
    ]
    rows += [_state(name) for name in _known()]
    if json:
        print_json({"priors": rows})
        return
    for row in rows:
        state = "[green]ready[/]" if row["ready"] else "[yellow]not ready[/]"
        line = f"[bold]{row['name']}[/]: {state}; {escape(row['about'])}; weights: {escape(row['licence'])}"
        console.print(line, soft_wrap=True)
        if row["missing"]:
            console.print(f"  {escape(row['missing'])}", soft_wrap=True)


def check(
    name: Annotated[str, typer.Argument(help="A name of `prior list`, or a folder with a Stable Audio model.")],
    device: Annotated[str, typer.Option(help="auto, cpu or cuda.")] = "auto",
    dtype: Annotated[str | None, typer.Option(help="float32, float16 or bfloat16; default by device.")] = None,
    seconds: Annotated[float, typer.Option(help="Length of the sound it is tried on.")] = 1.5,
    download: Annotated[bool, typer.Option("--download", help="Fetch what is missing (gigabytes).")] = False,
    allow_pickle: Annotated[bool, typer.Option("--allow-pickle", help="Also read a pickled model.ckpt.")] = False,
    whole_window: Annotated[
        bool, typer.Option("--whole-window", help="Pad the sound to the length the model was trained with.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="One line of JSON on stdout.")] = False,
) -> None:
    """Load a prior and send one sound through it: encode, one guided denoising, decode, with timings."""
    check_device(device)
    timings: dict[str, float] = {}

    def timed(what: str, work: Callable[[], Any]) -> Any:
        started = time.monotonic()
        found = work()
        timings[what] = round(time.monotonic() - started, 3)
        return found

    with console.status("loading"):
        prior = timed("load", lambda: _load(name, device, dtype, seconds, download, allow_pickle, whole_window))
    with console.status("trying"):
        shapes = _smoke(prior, timed)
    record = {**prior.provenance(), "device": str(prior.device), "seconds": prior.seconds, "timings": timings, **shapes}
    if json:
        print_json(record)
        return
    console.print(f"[bold]{escape(record['name'])}[/] works on {record['device']}; weights {record['sha256'][:16]}…,"
                  f" licence: {escape(record['licence'])}")  # fmt: skip
    console.print(", ".join(f"{what} {spent:.2f} s" for what, spent in timings.items()) + f" for {prior.seconds:g} s")


def _smoke(prior: Any, timed: Callable[[str, Callable[[], Any]], Any]) -> dict[str, Any]:
    """One sound through every call of the protocol. Raises BridgeError if what comes out are no numbers."""
    import torch

    from bridge.priors.guidance import guided

    t = torch.arange(round(prior.seconds * prior.sample_rate)) / prior.sample_rate
    sound = (0.5 * torch.exp(-6 * t) * torch.sin(2 * torch.pi * 110 * t)).expand(1, 2, -1)
    asked, nothing = timed("text", lambda: (prior.embed([PROMPT]), prior.embed([""])))
    with torch.no_grad():
        z0 = timed("encode", lambda: prior.encode(sound))
        noise = torch.randn(z0.shape, generator=torch.Generator().manual_seed(0))
        sigma = torch.full((1,), prior.sigma_data)
        model = guided(prior, asked, nothing, 2.0)
        z = timed("denoise", lambda: model(z0 + prior.sigma_data * noise, sigma))
        decoded = timed("decode", lambda: prior.decode(z))
    if not bool(decoded.isfinite().all()):
        raise BridgeError(f"{prior.name} gives no finite numbers on {prior.device}; try --dtype float32")
    return {"latent": list(z.shape[1:]), "decoded": list(decoded.shape[1:])}


def _load(name: str, device: str, dtype: str | None, seconds: float, download: bool, allow_pickle: bool,
          whole_window: bool) -> Any:  # fmt: skip
    if name == "embedded":
        from bridge.priors.edm.prior import load_embedded

        return load_embedded()
    from bridge.priors.stable_audio.files import find_files, is_folder
    from bridge.priors.stable_audio.loading import load_stable_audio, torch_device

    if not is_folder(name):
        find_files(name, allow_pickle, download)  # says what is missing, and downloads only when told to
    return load_stable_audio(name, torch_device(device), seconds, dtype=dtype, allow_pickle=allow_pickle,
                             whole_window=whole_window)  # fmt: skip


def _known() -> list[str]:
    from bridge.priors.stable_audio.catalogue import MODELS

    return list(MODELS)


def _state(name: str) -> dict[str, Any]:
    """Whether a model could be loaded now, and if not what stands in the way."""
    from bridge.priors.stable_audio import library
    from bridge.priors.stable_audio.catalogue import EXTRA, LOGIN, MODELS
    from bridge.priors.stable_audio.files import find_files

    model, missing = MODELS[name], []
    if not library.installed():
        missing.append(EXTRA)
    try:
        find_files(name, allow_pickle=True, download=False)
    except BridgeError:
        missing.append(
            f"its weights: accept the licence at {model.page}, `{LOGIN}`, `sds-bridge prior check {name} --download`"
        )
    row = {"name": name, "ready": not missing, "licence": model.licence, "about": model.doc}
    return {**row, "missing": ("missing: " + "; ".join(missing)) if missing else ""}
