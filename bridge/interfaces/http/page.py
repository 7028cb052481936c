"""The page at `http://127.0.0.1:9080/`: type a prompt, watch the fit, play it. A client like any other, in a browser.

Its files only come from here, and it talks OSC in a WebSocket of the same origin; it may load nothing from elsewhere.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import lru_cache
from importlib.resources import files
from urllib.parse import unquote

from bridge.errors import UnknownVoice
from bridge.voices.catalog import LISTED
from bridge.voices.catalog import voice as find_voice

_TYPES = {"html": "text/html", "css": "text/css", "js": "text/javascript", "json": "application/json"}
_FILES = ("index.html", "style.css", "page.js", "osc.js", "keyboard.js", "pictures.js", "wishes.js")


def find(target: str, accept: str) -> tuple[bytes, str] | None:
    """The body and its type for a request's path; None if the page has no such file.

    `/` is the page for who accepts HTML, as browsers do, and OSCQuery's for all others.
    """
    path = unquote(target.partition("?")[0])
    if target == "/" and "text/html" in accept:
        path = "/web/index.html"
    folder, _, name = path.rpartition("/")
    kind = name.rpartition(".")[2]
    if folder == "/web" and name in _FILES:
        return files("bridge.interfaces.http").joinpath("web", name).read_bytes(), f"{_TYPES[kind]}; charset=utf-8"
    if path == "/web/voices.json":
        return _json([{"name": name, "doc": find_voice(name).doc} for name in LISTED])
    if folder == "/web/voice" and kind == "json":
        try:
            return _json(_table(name.removesuffix(".json")))
        except UnknownVoice:
            return None
    return None


def policy(host: str) -> dict[str, str]:
    """Headers that keep the page to itself. host: what the request said, checked: older browsers do not take a
    WebSocket to be of the page's own origin."""
    allowed = f"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' ws://{host}"
    return {"Content-Security-Policy": f"{allowed}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"}


@lru_cache(maxsize=8)
def _table(voice: str) -> list[dict[str, object]]:
    """Its parameters in order."""
    return [asdict(param) for param in find_voice(voice).space]


def _json(content: object) -> tuple[bytes, str]:
    return json.dumps(content, ensure_ascii=False).encode(), f"{_TYPES['json']}; charset=utf-8"
