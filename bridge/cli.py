"""The `sds-bridge` command. Errors are one line that names the mend, and exit code 2; Ctrl-C is 130."""

from __future__ import annotations

import os
import sys

import typer

from bridge import __version__
from bridge.commands import bench, library, prior
from bridge.commands.common import console
from bridge.commands.demo import demo
from bridge.commands.fit import fit, render
from bridge.commands.serve import serve
from bridge.errors import BridgeError, Cancelled

app = typer.Typer(
    help="Type a sentence, get a synthesizer preset.", no_args_is_help=True, add_completion=False,
    pretty_exceptions_enable=False, context_settings={"help_option_names": ["-h", "--help"]},
)  # fmt: skip
for command in (fit, demo, serve, render):
    app.command()(command)
app.command()(library.voices)
app.add_typer(library.presets_app, name="presets")
app.add_typer(prior.app, name="prior")
app.add_typer(bench.app, name="bench")


@app.callback(invoke_without_command=True)
def _version(version: bool = typer.Option(False, "--version", help="Print the version.")) -> None:
    if version:
        print(f"sds-bridge {__version__}")
        raise typer.Exit()


def main() -> None:
    """Entry point."""
    # libgomp's threads spin while they wait, which slows every other process on a small machine
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    try:
        app()
    except Cancelled as error:
        console.print(str(error))
        sys.exit(130)
    except BridgeError as error:
        console.print(f"[red]error:[/] {error}".replace("\n", " "), soft_wrap=True)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
