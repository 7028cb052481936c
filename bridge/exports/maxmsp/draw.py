"""Pictures of patches, so that their layout can be looked at without Max: boxes where Max puts them, and cords."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

from bridge.exports.maxmsp import amxd as maxmsp_amxd
from bridge.exports.maxmsp.check import name_of
from bridge.files import write_atomic

Json = dict[str, Any]
BLACK_KEYS = (1, 3, 6, 8, 10)
DPI = 110


def draw_all(folder: Path, out: Path) -> list[Path]:
    """For each patch and device a picture of its presentation, and one of its cords. Raises CannotWrite, BadDevice."""
    written = []
    for path in sorted(folder.iterdir()):
        if path.suffix not in (".maxpat", ".amxd"):
            continue
        patcher = opened(path)
        written.append(write_atomic(out / f"{path.name}.patching.png", picture(patcher, "patching_rect")))
        if patcher.get("openinpresentation"):
            written.append(write_atomic(out / f"{path.name}.png", picture(patcher, "presentation_rect")))
        for wrapped in patcher["boxes"]:
            box = wrapped["box"]
            if "patcher" in box and box["patcher"]["classnamespace"] == "box":
                name = f"{path.name}.{box['text'].replace(' ', '-')}.png"
                written.append(write_atomic(out / name, picture(box["patcher"], "patching_rect")))
    return written


def opened(path: Path) -> Json:
    """The outermost patcher of a .maxpat or .amxd. Raises BadDevice."""
    data = path.read_bytes()
    return dict((maxmsp_amxd.read(data).patcher if path.suffix == ".amxd" else json.loads(data))["patcher"])


def picture(patcher: Json, view: str) -> bytes:
    """PNG of one view. view: patching_rect (with cords) or presentation_rect."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    boxes = [
        w["box"]
        for w in patcher["boxes"]
        if view in w["box"] and (view == "patching_rect" or w["box"].get("presentation"))
    ]
    if view == "presentation_rect":
        width, height = (patcher.get("openrect") or patcher["rect"])[2:]
    else:
        width, height = (max(b[view][k] + b[view][k + 2] for b in boxes) + 20 for k in (0, 1))
    figure = Figure(figsize=(width / 72, height / 72), dpi=DPI)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, width)
    axes.set_ylim(height, 0)
    axes.axis("off")
    figure.set_facecolor("#d9d9d6" if view == "patching_rect" else "#ededea")
    for box in sorted(boxes, key=lambda b: not b.get("background")):
        _box(axes, box, box[view])
    if view == "patching_rect":
        _cords(axes, patcher, {b["id"]: b for b in boxes})
    buffer = BytesIO()
    figure.savefig(buffer, format="png", metadata={"Software": None})
    return buffer.getvalue()


def _box(axes: Any, box: Json, rect: list[float]) -> None:
    from matplotlib.patches import Arc, Rectangle

    x, y, w, h = rect
    name = name_of(box)
    text = str(box.get("text", "")).replace("$", "\\$")  # no formula for matplotlib
    size = float(box.get("fontsize", 12.0)) * 0.92
    if name in ("comment", "live.comment"):
        colour = box.get("textcolor", [0.15, 0.15, 0.17, 1.0])
        middle = box.get("textjustification") == 1
        axes.text(
            x + (w / 2 if middle else 2),
            y + 2,
            _folded(text, w, size),
            fontsize=size,
            color=colour,
            va="top",
            ha="center" if middle else "left",
            fontweight="bold" if box.get("fontface") == 1 else "normal",
        )
        return
    if name == "kslider":
        _keys(axes, x, y, w, h)
        return
    fill = box.get("bgcolor", "#ffffff" if name in ("textedit", "jit.cellblock", "message") else "#c9ccd1")
    axes.add_patch(Rectangle((x, y), w, h, facecolor=fill, edgecolor="#7c8087", linewidth=0.7))
    if name == "live.dial":
        axes.add_patch(
            Arc((x + w / 2, y + h * 0.52), h * 0.5, h * 0.5, theta1=130, theta2=410, linewidth=2.4, color="#f29d3d")
        )
        text = box["varname"]
        axes.text(x + w / 2, y + 2, text, fontsize=7.5, ha="center", va="top")
    elif name == "live.numbox":
        start = box["saved_attribute_attributes"]["valueof"]["parameter_initial"][0]
        axes.text(x + w / 2, y + h / 2, f"{start:.4g}", fontsize=7.5, ha="center", va="center")
    elif name == "umenu":
        axes.text(x + 5, y + h / 2, (box.get("items") or ["…"])[0], fontsize=9.5, va="center")
        axes.text(x + w - 12, y + h / 2, "▾", fontsize=9, va="center")
    elif name == "live.menu":
        value = box["saved_attribute_attributes"]["valueof"]
        axes.text(x + 4, y + h / 2, f"{value['parameter_enum'][0]} ▾", fontsize=7.5, va="center")
    elif name == "jit.cellblock":
        _cells(axes, x, y, w, h)
    elif text:
        centred = name == "textbutton"
        axes.text(
            x + (w / 2 if centred else 4),
            y + h / 2,
            text,
            fontsize=size * (1 if name != "codebox" else 0.5),
            va="center",
            ha="center" if centred else "left",
            clip_on=True,
        )
    elif name == "slider":
        axes.add_patch(Rectangle((x + 2, y + 2), 8, h - 4, facecolor="#f29d3d"))
    elif name != "panel":
        label = {"toggle": "×", "button": "●", "ezdac~": "on/off", "live.gain~": "gain"}.get(name, name)
        axes.text(x + w / 2, y + h / 2, label, fontsize=8.0, color="#55585d", ha="center", va="center")


def _folded(text: str, width: float, size: float) -> str:
    """Lines that fit into `width` points, as Max would break them."""
    lines, line = [], ""
    for word in text.split(" "):
        if line and len(line) + len(word) + 1 > width / (0.56 * size):
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return "\n".join([*lines, line])


def _keys(axes: Any, x: float, y: float, w: float, h: float) -> None:
    from matplotlib.patches import Rectangle

    count = max(round(w / 11), 7)
    each = w / count
    for k in range(count):
        axes.add_patch(Rectangle((x + k * each, y), each, h, facecolor="white", edgecolor="#7c8087", linewidth=0.5))
    for k in range(count - 1):
        if (k % 7) not in (2, 6):
            axes.add_patch(Rectangle((x + (k + 0.68) * each, y), each * 0.62, h * 0.6, facecolor="#2a2c30"))


def _cells(axes: Any, x: float, y: float, w: float, h: float) -> None:
    for k, (name, value) in enumerate((("root_hz", "220.00"), ("sweep", "0.00"), ("sweep_time", "0.03"), ("…", "…"))):
        axes.text(x + 6, y + 12 + 17 * k, name, fontsize=9, va="center")
        axes.text(x + w / 2, y + 12 + 17 * k, value, fontsize=9, va="center")
        axes.plot([x, x + w], [y + 21 + 17 * k] * 2, color="#dddddd", linewidth=0.6)


def _cords(axes: Any, patcher: Json, boxes: dict[str, Json]) -> None:
    """A cord leaves its outlet downwards and enters its inlet from above."""
    for wrapped in patcher["lines"]:
        (source, outlet), (target, inlet) = wrapped["patchline"]["source"], wrapped["patchline"]["destination"]
        a, b = boxes[source], boxes[target]
        x0, y0 = _socket(a["patching_rect"], outlet, a["numoutlets"], bottom=True)
        x1, y1 = _socket(b["patching_rect"], inlet, b["numinlets"], bottom=False)
        signal = (a.get("outlettype") or [""] * 9)[outlet] == "signal"
        axes.plot(
            [x0, x1], [y0, y1], color="#c8a415" if signal else "#4a4d52", linewidth=1.6 if signal else 0.8, alpha=0.75
        )


def _socket(rect: list[float], k: int, count: int, bottom: bool) -> tuple[float, float]:
    x, y, w, h = rect
    return x + 6 + (w - 12) * (k / (count - 1) if count > 1 else 0.0), y + (h if bottom else 0.0)
