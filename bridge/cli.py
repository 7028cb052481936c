"""The `sds-bridge` command. Errors are one line that names the mend, and exit code 2; Ctrl-C is 130."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import platformdirs
import typer
from rich.markup import escape

from bridge import __version__
from bridge.commands import bench, dx7, factory, library, library_breed, library_live, prior, sysex, voices
from bridge.commands.common import complain, console
from bridge.commands.demo import demo
from bridge.commands.doctor import doctor
from bridge.commands.export import export
from bridge.commands.fit import fit, render
from bridge.commands.patches import app as patches_app
from bridge.commands.serve import serve
from bridge.commands.status import status
from bridge.errors import BridgeError, Cancelled, CannotWrite

_ClickException: type[Exception] = next(c for c in typer.BadParameter.__mro__ if c.__name__ == "ClickException")
"""what a wrong command line raises: of typer's own copy of click in new versions, of click in older ones"""

app = typer.Typer(
    help="Type a sentence, get a synthesizer preset.", no_args_is_help=True, add_completion=False,
    pretty_exceptions_enable=False, context_settings={"help_option_names": ["-h", "--help"]},
)  # fmt: skip
for command in (fit, demo, serve, status, doctor, render, export):
    app.command()(command)
app.command()(voices.voices)
for of_two in (library_breed.breed, library_breed.morph, library_breed.compare):
    library.app.command()(of_two)
library.app.add_typer(library_live.snapshot, name="snapshot")
library.app.add_typer(library_live.ab, name="ab")
app.add_typer(library.app, name="library")
app.add_typer(library.app, name="presets", hidden=True)
app.add_typer(factory.app, name="factory")
app.add_typer(sysex.app, name="sysex")
app.add_typer(dx7.app, name="dx7")
app.add_typer(patches_app, name="patches")
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
        _let_numba_write()
        code = app(standalone_mode=False)  # ours to print: the usual frame and usage are not one line
    except Cancelled as error:
        console.print(escape(str(error)))
        code = 130
    except BridgeError as error:
        complain(str(error))
        code = 2
    except _ClickException as error:
        code = _explain(error)
    except typer.Abort:
        code = 1
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)


def _explain(error: Any) -> int:
    """Say what is wrong with the command line; returns the exit code. A command without arguments shows its help."""
    if type(error).__name__ == "NoArgsIsHelpError":
        error.show()
    else:
        where = f"; see `{error.ctx.command_path} --help`" if getattr(error, "ctx", None) else ""
        complain(error.format_message().rstrip(".") + where)
    return int(error.exit_code)


def _let_numba_write() -> None:
    """numba raises at import when it can write its cache neither into the package nor into the user's cache folder.

    Then it gets a folder that lasts as long as this process; our children inherit it. Raises CannotWrite.
    """
    package = Path(__file__).parent
    beside = [package / part / "__pycache__" for part in ("kernels", "realtime")]
    if "NUMBA_CACHE_DIR" in os.environ or all(map(_writable, beside)) or _writable(_numba_cache()):
        return
    try:
        folder = tempfile.mkdtemp(prefix="sds-bridge-numba-")
    except OSError as error:
        mend = "set NUMBA_CACHE_DIR to a folder that can be written"
        raise CannotWrite(f"no folder for compiled code: {error.strerror}; {mend}") from error
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["NUMBA_CACHE_DIR"] = folder


def _numba_cache() -> Path:
    return Path(platformdirs.user_cache_dir("numba", appauthor=False))


def _writable(folder: Path) -> bool:
    """The same test as numba's."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


if __name__ == "__main__":
    main()
