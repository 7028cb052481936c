"""The page: what is served, to whom, and that its OSC is ours. (Its OSC runs in node, Debian's `nodejs`.)"""

import json
import re
import shutil
import subprocess
from importlib.resources import files

import pytest
from test_http import serving
from test_osc_server import run

from bridge.interfaces.commands import FIT_KEYS
from bridge.interfaces.http.page import find
from bridge.interfaces.osc.messages import build
from bridge.interfaces.osc.packets import bundle
from bridge.params import Param
from bridge.voices.catalog import LISTED, voice

HTML = "text/html,application/xhtml+xml,*/*;q=0.8"
WEB = files("bridge.interfaces.http") / "web"
needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="nodejs is not installed")


def test_browsers_get_the_page_and_hosts_the_namespace():
    async def scene():
        async with serving() as house:
            request = f"GET / HTTP/1.1\r\nHost: {house.host}\r\nAccept: {HTML}\r\n\r\n"
            status, head, body = await house.raw(request.encode())
            assert status == 200 and b"text/html" in head and b"<title>sds-bridge</title>" in body
            allowed = re.search(rb"Content-Security-Policy: (.+)", head)
            assert allowed and b"default-src 'none'" in allowed[1] and f"ws://{house.host};".encode() in allowed[1]
            assert b"unsafe" not in allowed[1]
            status, tree = await house.get("/")
            assert status == 200 and "bridge" in tree["CONTENTS"]

    run(scene)


def test_the_page_is_for_nobody_elses_page():
    async def scene():
        async with serving() as house:
            for header in ("Origin: http://evil.example", f"Origin: https://{house.host}"):
                assert (await house.get("/web/page.js", header))[0] == 403
            assert (await house.get("/web/page.js", host="evil.example"))[0] == 403

    run(scene)


def test_every_file_that_the_page_names_is_there():
    body, kind = find("/", HTML)
    assert kind.startswith("text/html")
    seen, waiting = set(), set(re.findall(r'(?:href|src)="([^"]+)"', body.decode()))
    while waiting:
        path = waiting.pop()
        found = find(path, "*/*")
        assert found is not None, path
        seen.add(path)
        waiting |= set(re.findall(r'(?:from|fetch\()\s*"([^"]+)"', found[0].decode())) - seen
    assert {"/web/style.css", "/web/page.js", "/web/osc.js", "/web/voices.json"} <= seen
    named = set(re.findall(r'\$\("([\w-]+)"\)', (WEB / "page.js").read_text()))
    assert named and named <= set(re.findall(r'id="([\w-]+)"', body.decode()))


def test_all_voices_and_their_parameters_are_told():
    listed = json.loads(find("/web/voices.json", "")[0])
    assert [v["name"] for v in listed] == list(LISTED)
    assert [Param(**p) for p in json.loads(find("/web/voice/fm3.json", "")[0])] == list(voice("fm3").space)


@pytest.mark.parametrize("path", ["/web/", "/web/../web_page.py", "/web/%2e%2e/web_page.py", "/web/voice/organ.json",
                         "/web/voice/fm", "/web/voice/../osc.js", "/web/page.js/x", "//web/page.js"])  # fmt: skip
def test_nothing_else_is(path):
    assert find(path, HTML) is None


def in_node(script, file="osc.js"):
    """What a module prints that goes on where this file of the page ends, as JSON."""
    source = (WEB / file).read_text().replace("export ", "")
    done = subprocess.run(["node", "--input-type=module", "-"], input=f"{source}\n{script}", capture_output=True,
                          text=True, timeout=60, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@needs_node
def test_the_pages_messages_are_osc():
    said = [("/bridge/ping", [7]), ("/a", []), ("/abc", ["", "a", "ab", "abc", "Glöckchen ♪", -1, 2**31 - 1, 0.25]),
            ("/bridge/voice/note", [60, 100.5])]  # fmt: skip
    script = f"const said = {json.dumps(said)};"
    found = in_node(script + "console.log(JSON.stringify(said.map(([a, v]) => [...encode(a, v)])))")
    assert [bytes(packet) for packet in found] == [build(address, values) for address, values in said]
    (whole,) = in_node("console.log(JSON.stringify([[...encode('/v', [float(100)])]]))")
    assert bytes(whole) == build("/v", [100.0])


@needs_node
def test_the_page_reads_what_the_daemon_sends():
    packets = [build("/bridge/job/progress", ["web-1", 3, 140, 0.125, 9.5]), build("/x", ["é", ""]),
               bundle([build("/one", [1]), bundle([build("/two", ["2"])])])]  # fmt: skip
    script = f"const packets = {json.dumps([list(p) for p in packets])};"
    found = in_node(script + "console.log(JSON.stringify(packets.flatMap((p) => decode(new Uint8Array(p)))))")
    assert found == [["/bridge/job/progress", ["web-1", 3, 140, 0.125, 9.5]], ["/x", ["é", ""]], ["/one", [1]],
                     ["/two", ["2"]]]  # fmt: skip


@needs_node
def test_half_a_packet_is_an_error_and_no_endless_loop():
    packet = list(bundle([build("/one", [1, "two"])]))
    script = f"""const packet = {json.dumps(packet)}; let refused = 0;
    for (let n = 1; n < packet.length; n++) try {{ decode(new Uint8Array(packet.slice(0, n))); }} catch {{ refused++; }}
    const wild = [...packet]; wild.splice(16, 4, 0, 0, 0, 0);
    try {{ decode(new Uint8Array(wild)); }} catch {{ refused++; }}
    console.log(JSON.stringify(refused));"""
    assert in_node(script) >= len(packet) - 1  # "#bundle" with its time tag alone is a whole, empty one


@needs_node
def test_parts_of_one_set_are_put_together_in_any_order():
    script = """const parts = new Parts(); const heard = [[1, 1, 2, ["b", 2]], [2, 0, 2, ["a", 5]], [1, 0, 2, ["a", 1]],
    [2, 1, 2, ["b", 6]], [2, 0, 2, ["a", 5]], [2, 1, 2, ["b", 7]]].map((p) => parts.take(...p));
    console.log(JSON.stringify(heard));"""
    assert in_node(script) == [None, None, None, None, {"b": 6, "a": 5}, {"b": 7, "a": 5}]


@needs_node
@pytest.mark.parametrize("name", sorted(f.name for f in WEB.iterdir() if f.name.endswith(".js")))
def test_every_script_is_a_module(name, tmp_path):
    copy = tmp_path / "script.mjs"
    copy.write_text((WEB / name).read_text())
    done = subprocess.run(["node", "--check", str(copy)], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


KEYBOARD = """
const heard = {}; const box = { replaceChildren() {}, querySelector: () => null };
globalThis.addEventListener = (what, act) => { heard[what] = act; };
globalThis.document = { createElement: () => ({ dataset: {}, style: {}, classList: { toggle() {} } }) };
const notes = []; const target = { matches: () => false }; new Keyboard(box, (note, down) => notes.push([note, down]));
const key = (note) => ({ dataset: { note } }); const letter = (code, more) => ({ code, target, ...more });
"""


@needs_node
def test_no_key_of_the_page_sticks_and_typing_is_not_playing():
    script = (
        KEYBOARD
        + """
    box.onpointerdown({ pointerId: 1, target: key(60) });            // a finger
    box.onpointerover({ pointerId: 1, buttons: 1, target: key(62) }); // glides to the next key
    box.onpointerover({ pointerId: 2, buttons: 1, target: key(64) }); // another one that never was down
    heard.keydown(letter("KeyA")); heard.keydown(letter("KeyA", { repeat: true }));
    heard.keydown(letter("KeyD", { ctrlKey: true }));
    heard.keydown(letter("KeyD", { target: { matches: () => true } }));
    heard.keydown(letter("KeyX")); heard.keyup(letter("KeyA"));       // the octave changed meanwhile
    heard.keydown(letter("KeyK")); heard.blur(); heard.pointerup({ pointerId: 1 });
    console.log(JSON.stringify(notes));"""
    )
    assert in_node(script, "keyboard.js") == [
        [60, True], [60, False], [62, True], [48, True], [48, False], [72, True], [62, False], [72, False],
    ]  # fmt: skip


def test_what_the_page_sends_and_hears_exists():
    """Every address in the script is one of the table."""
    from bridge.interfaces.addresses import INCOMING, OUTGOING

    script = (WEB / "page.js").read_text()
    sent = set(re.findall(r'send\("(/[^"]+)"', script))
    heard = set(re.findall(r'^  "(/[^"]+)":', script, re.MULTILINE))
    assert sent and sent <= set(INCOMING) and heard and heard <= set(OUTGOING)


@needs_node
def test_the_form_asks_for_what_a_fit_knows():
    plain = {"budget": "fast", "candidates": "1", "seed": "0", "across": "", "negative": " ", "start": ""}
    full = {"budget": "best", "candidates": "4", "seed": "7", "across": "12", "negative": "metal", "start": "bell"}
    script = f"console.log(JSON.stringify({json.dumps([plain, full])}.map(wishes)))"
    nothing, said = in_node(script, "wishes.js")
    assert nothing == ["budget", "fast"]
    keys = dict(zip(said[::2], said[1::2], strict=True))
    assert keys == full | {"candidates": 4, "seed": 7, "across": 12}
    assert {key: type(value) for key, value in keys.items()} == {key: FIT_KEYS[key] for key in full}
    body = (WEB / "index.html").read_text()
    assert set(full) <= set(re.findall(r'id="([\w-]+)"', body))
