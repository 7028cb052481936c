"""Which presets of a library somebody likes: an empty file of that name in its folder `favourites`.

So a mark is set and taken away in one step, by any number of programs at once, and can be copied by hand. It is the
listener's, not the sound's: a preset that is given away does not carry it.
"""

from __future__ import annotations

from pathlib import Path

from bridge.errors import CannotWrite
from bridge.presets.keep import MEND, write_new
from bridge.presets.preset import check_name

FOLDER = "favourites"


class Favourites:
    """Of the presets in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / FOLDER

    def names(self) -> set[str]:
        """Also of presets that are there no more, and may come back."""
        try:
            return {path.name for path in self._folder.iterdir() if not path.name.startswith(".")}
        except OSError:
            return set()

    def mark(self, name: str, liked: bool = True) -> None:
        """Raises BadPreset for what is no name, CannotWrite."""
        path = self._folder / check_name(name)
        if liked:
            write_new(path, b"")
            return
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise CannotWrite(f"cannot take {path} away: {error.strerror}; {MEND}") from error
