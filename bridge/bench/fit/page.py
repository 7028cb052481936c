"""The page that --out leaves behind: every sound to listen to, method beside method, and pictures of them."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

_STYLE = "body{font:14px sans-serif;margin:2em}td,th{padding:.3em .6em;text-align:left}audio{width:11em;height:2em}"


def page(rows: Sequence[dict[str, Any]], columns: Sequence[str], sheets: Sequence[str]) -> str:
    """HTML. rows: as `judge.Row`, with `sounds`: method -> path of its WAV. sheets: paths of pictures."""
    head = "".join(f"<th>{escape(name)}</th>" for name in ("prompt", "voice", "wanted", *columns))
    body = "\n".join(f"<tr>{_cells(row, columns)}</tr>" for row in rows)
    order = escape(", ".join(columns))
    pictures = "\n".join(f'<h2>{escape(s)}</h2><p>{order}</p><img src="{escape(s)}">' for s in sheets)
    return (
        f'<!doctype html><meta charset="utf-8"><title>bench fit</title><style>{_STYLE}</style>\n'
        f"<table><tr>{head}</tr>\n{body}\n</table>\n{pictures}\n"
    )


def _cells(row: dict[str, Any], columns: Sequence[str]) -> str:
    cells = [escape(str(row[key])) for key in ("prompt", "voice", "category")]
    for method in columns:
        path = row["sounds"].get(method)
        heard = f"{escape(row[f'{method}_heard'])} ({row[f'{method}_rank']:.1f})" if path else ""
        cells.append(f'<audio controls preload="none" src="{escape(path)}"></audio><br>{heard}' if path else "")
    return "".join(f"<td>{cell}</td>" for cell in cells)
