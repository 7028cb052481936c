"""The shipped patches are what the tables give, are well, and the validator sees mistakes. Without Max."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from bridge.exports.maxmsp import amxd as maxmsp_amxd
from bridge.exports.maxmsp.check import check_all, walk
from bridge.exports.maxmsp.check_cords import name_of
from bridge.exports.maxmsp.draw import opened
from bridge.exports.maxmsp.files import FILES, stale, write_all
from bridge.exports.maxmsp.mistakes import MISTAKES, planted
from bridge.exports.maxmsp.osc import HEARD, SENT
from bridge.exports.maxmsp.parts import exponent, parameter
from bridge.exports.maxmsp.patcher import Patcher, Wrong
from bridge.exports.maxmsp.sysex import offsets
from bridge.interfaces.addresses import ADDRESSES
from bridge.presets.dx7 import NUMBERS
from bridge.voices.catalog import voice

SHIPPED = Path(__file__).parents[2] / "max_patches"
Json = dict[str, Any]


def test_the_shipped_files_are_what_the_tables_give() -> None:
    assert not stale(SHIPPED), "run `sds-bridge patches write`"


def test_a_changed_or_missing_file_is_stale(tmp_path: Path) -> None:
    write_all(tmp_path)
    assert not stale(tmp_path)
    (tmp_path / "sds-fm.amxd").write_bytes((tmp_path / "sds-fm.amxd").read_bytes()[:-1])
    (tmp_path / "sds-fm.maxpat").unlink()
    assert stale(tmp_path) == ["sds-fm.maxpat", "sds-fm.amxd"]


def test_every_patch_and_device_is_well() -> None:
    found = check_all(SHIPPED)
    assert set(found) == {name for name in FILES if not name.endswith(".pd")}
    assert not any(found.values()), found


def test_the_validator_sees_every_planted_mistake() -> None:
    seen = planted(SHIPPED)
    assert len(seen) == len(MISTAKES) > 10
    assert all(seen.values()), [mistake for mistake, found in seen.items() if not found]


def test_py2max_agrees_on_every_nested_patcher() -> None:
    """An object table that is not ours, of 1,175 objects from Max's own reference pages."""
    py2max = pytest.importorskip("py2max")
    from py2max.lint import ERROR, lint
    from py2max.maxref import get_object_info

    for name in FILES:
        if name.endswith(".pd"):
            continue
        for _, patcher in walk(opened(SHIPPED / name)):
            if patcher["classnamespace"] != "box":
                continue
            alone = {
                **patcher,
                "boxes": [{"box": {k: v for k, v in w["box"].items() if k != "patcher"}} for w in patcher["boxes"]],
            }
            findings = [f for f in lint(py2max.Patcher.from_dict(alone)) if f.severity == ERROR]
            assert not [f for f in findings if not _of_a_container(f, patcher)], name
            for wrapped in patcher["boxes"]:
                object_ = name_of(wrapped["box"])
                assert get_object_info(object_) is not None or object_ in ("p", "t", "s", "r", "sel"), object_


def _of_a_container(finding: Any, patcher: Json) -> bool:
    """Sockets of `p`, `poly~` and `gen~` are those of what is inside, which py2max does not see here."""
    names = {w["box"]["id"]: name_of(w["box"]) for w in patcher["boxes"]}
    return finding.line is not None and bool(
        {names.get(finding.line[0]), names.get(finding.line[2])} & {"p", "poly~", "gen~"}
    )


def test_a_device_comes_back_as_it_was_written() -> None:
    data = (SHIPPED / "sds-fm.amxd").read_bytes()
    device = maxmsp_amxd.read(data)
    assert device.kind == "instrument" and data[:4] == b"ampf" and data[8:12] == b"iiii"
    assert [entry.name for entry in device.files] == ["sds-fm.amxd", "sds-fm-voice.maxpat"]
    assert device.files[1].data == (SHIPPED / "sds-fm-voice.maxpat").read_bytes()
    assert maxmsp_amxd.write(device) == data
    assert maxmsp_amxd.read((SHIPPED / "sds-sysex.amxd").read_bytes()).kind == "MIDI effect"


def test_an_unfrozen_device_is_read_too() -> None:
    body = b'{"patcher": {}}\0'
    data = b"ampf\4\0\0\0mmmmmeta\4\0\0\0\0\0\0\0ptch" + len(body).to_bytes(4, "little") + body
    assert maxmsp_amxd.read(data).patcher == {"patcher": {}}


@pytest.mark.parametrize("cut", [0, 10, 31, 200, 100_000])
def test_a_damaged_device_is_refused(cut: int) -> None:
    data = (SHIPPED / "sds-fm.amxd").read_bytes()
    with pytest.raises(maxmsp_amxd.BadDevice):
        maxmsp_amxd.read(data[:cut])


def test_a_wrong_length_inside_a_device_is_refused() -> None:
    data = bytearray((SHIPPED / "sds-fm.amxd").read_bytes())
    at = data.rindex(b"sz32")
    data[at + 4 : at + 8] = (3).to_bytes(4, "big")
    with pytest.raises(maxmsp_amxd.BadDevice, match="damaged"):
        maxmsp_amxd.read(bytes(data))


def test_shown_parameters_have_the_range_unit_and_default_of_the_table() -> None:
    boxes = [w["box"] for w in opened(SHIPPED / "sds-fm.amxd")["boxes"] if w["box"]["maxclass"] == "live.numbox"]
    shown = {v["parameter_longname"]: v for box in boxes if (v := box["saved_attribute_attributes"]["valueof"])}
    assert set(shown) == set(voice("fm").space.names)
    for param in voice("fm").space:
        value = shown[param.name]
        assert (value["parameter_mmin"], value["parameter_mmax"]) == (param.low, param.high)
        assert value["parameter_initial"] == [param.default] and value["parameter_invisible"] == 2
    assert shown["root_hz"]["parameter_unitstyle"] == 3 and shown["level"]["parameter_unitstyle"] == 4
    assert shown["op1_attack"]["parameter_units"] == "%.3f s"


def test_the_middle_of_a_logarithmic_knob_is_that_of_the_table() -> None:
    for param in voice("fm").space:
        if param.scale == "log":
            middle = param.low + (param.high - param.low) * 0.5 ** exponent(param)
            assert middle == pytest.approx(param.to_natural(0.5), rel=1e-9)
            assert "parameter_exponent" in parameter(param)["saved_attribute_attributes"]["valueof"]


def test_columns_of_the_patch_are_those_of_the_codebox() -> None:
    """`p parameters` writes where the codebox reads: names in the order of the table, defaults with them."""
    for family in ("fm", "impact"):
        colls = [
            w["box"]
            for _, p in walk(opened(SHIPPED / f"sds-{family}.maxpat"))
            for w in p["boxes"]
            if name_of(w["box"]) == "coll"
        ]
        for coll in colls:
            entries = {e["key"]: e["value"] for e in coll["coll_data"]["data"]}
            for column, param in enumerate(voice(family).space):
                assert entries[param.name] == [column, param.default]


def test_sysex_offsets_are_those_of_a_dx7_voice() -> None:
    places = offsets()
    assert places["op6_r1"] == [0] and places["op1_detune"] == [125] and places["feedback"] == [135]
    assert len(places) == 6 * 13 + 1 and max(v for (v,) in places.values()) < len(NUMBERS)


def test_addresses_are_the_daemons() -> None:
    known = {(a.direction, a.path) for a in ADDRESSES}
    assert {("in", path) for path in SENT} | {("out", path) for path in HEARD} <= known
    sent = set()
    for name in FILES:
        if not name.endswith(".pd"):
            texts = [w["box"].get("text", "") for _, p in walk(opened(SHIPPED / name)) for w in p["boxes"]]
            sent |= {
                word
                for text in texts
                for word in text.split()
                if word.startswith("/bridge/") and not text.startswith("route")
            }
    assert sent <= set(SENT)


def test_a_wrong_cord_is_refused_when_it_is_drawn() -> None:
    p = Patcher(100, 100)
    sound, button = p.add("sig~", (0, 0)), p.add("button", (0, 40))
    with pytest.raises(Wrong, match="signal"):
        p.chain(sound, button)
    with pytest.raises(Wrong):
        p.chain(button[1], sound)
    with pytest.raises(Wrong, match="no such object"):
        p.add("OSC-route /bridge", (0, 0))
    with pytest.raises(Wrong, match="ends of a chain"):
        p.chain(button, button[1], button)


def test_boxes_make_room_for_each_other() -> None:
    p = Patcher(100, 100)
    boxes = [p.add("button", (10, 10 + k)) for k in range(4)]
    tops = sorted(box["box"]["patching_rect"][1] for box in p.json()["boxes"])
    assert len(boxes) == 4 and all(b - a >= 24 for a, b in pairwise(tops))


def test_files_hold_no_numbers_that_json_does_not_know() -> None:
    strange: list[str] = []
    for name in FILES:
        if name.endswith(".maxpat"):
            json.loads((SHIPPED / name).read_text(), parse_constant=strange.append)
    assert not strange, "NaN or Infinity, which Max does not read"
