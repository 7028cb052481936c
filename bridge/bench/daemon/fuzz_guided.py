"""Coverage-guided fuzzing of every parser with atheris (libFuzzer), for as long as one likes.

    pip install ".[test]"                                                   # brings atheris on Linux, x86-64
    python -m bridge.bench.daemon.fuzz_guided osc stream --seconds 3600 --keep tests/corpus

The harnesses are the readers of `fuzz`; without a kind, all of them, one after the other. The fuzzer sees which
branches of ours an input reaches, and goes on from those that reach new ones; it begins with what `fuzz` makes.
An exception that a reader does not promise, `HANG` seconds of work or too much memory ends that kind's run with an exit
code of libFuzzer's; the input is kept as `KIND-crash-…`, which every test run tries from then on if it is in
tests/corpus.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

SEEDS = 64
"""inputs of each kind to begin with"""
HANG, MEMORY_MIB = 10, 2048
MAX_BYTES = 16 * 1024
WORDS = (
    b"#bundle\0", b",isfb", b",[i]", b"{ab,c}", b"[!a-c]", b"level", b"root_hz", b"lock:", b"fm", b"impact", b"dx7",
    b"kick", b"GET / HTTP/1.1\r\n", b"Host: 127.0.0.1:9080\r\n", b"Origin: http://", b"Upgrade: websocket\r\n",
    b"?VALUE", b'{"COMMAND": "LISTEN", "DATA": ', b'"format"', b'"parameters"', b'"provenance"', b"NaN", b"1e999",
    b"\0\0\0\0", b"\xc0", b"\xdb\xdc", b"\xf0", b"\xf7", b"\xf0\x7dSDSB\x01", b"\xf0\x43\x00\x09\x20\x00", b"\xb0\x63",
)  # fmt: skip
"""of the formats, for the fuzzer to build with; the addresses are added"""


def main(arguments: list[str]) -> int:
    """Fuzz until the time or the number of runs is over. Returns 0, or libFuzzer's exit code of the first find."""
    parser = argparse.ArgumentParser(prog="bridge.bench.daemon.fuzz_guided", description="Coverage-guided fuzzing.")
    parser.add_argument("kinds", nargs="*", metavar="KIND", help="what to fuzz; without one, everything")
    parser.add_argument("--seconds", type=int, default=60, help="of each kind")
    parser.add_argument("--runs", type=int, default=-1, help="at most so many inputs of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=Path("."), help="folder for finds")
    wanted = parser.parse_args(arguments)
    import atheris

    with atheris.instrument_imports(include=["bridge"]):
        from bridge.bench.daemon.fuzz import MAKERS, READERS
        from bridge.interfaces.addresses import ADDRESSES
    paths = [address.path for address in ADDRESSES]
    unknown = set(wanted.kinds) - set(READERS)
    if unknown:
        parser.error(f"no kind {min(unknown)!r}; use {', '.join(READERS)}")
    wanted.keep.mkdir(parents=True, exist_ok=True)
    scratch, parent = Path(tempfile.mkdtemp(prefix="sds-bridge-fuzz-")), os.getpid()
    try:
        for kind in wanted.kinds or READERS:
            print(f"fuzzing {kind}", file=sys.stderr, flush=True)
            seeds, words = scratch / kind, scratch / "words"
            _prepare(seeds, words, MAKERS[kind](random.Random(f"{kind} {wanted.seed}")), paths)
            options = (
                f"-runs={wanted.runs}", f"-max_total_time={wanted.seconds}", f"-seed={wanted.seed}",
                f"-timeout={HANG}", f"-max_len={MAX_BYTES}", f"-rss_limit_mb={MEMORY_MIB}", f"-dict={words}",
                f"-artifact_prefix={wanted.keep}/{kind}-", "-print_final_stats=1",
            )  # fmt: skip
            if code := _fuzz(READERS[kind], ["fuzz", *options, str(seeds)]):
                return code
    finally:
        if os.getpid() == parent:  # the end of a child comes through here too
            shutil.rmtree(scratch, ignore_errors=True)
    return 0


def _fuzz(reader: Callable[[], Callable[[bytes], None]], arguments: list[str]) -> int:
    """In a process of its own, which libFuzzer ends; returns its exit code."""
    import atheris

    child = os.fork()
    if child == 0:
        atheris.Setup(arguments, reader())
        atheris.Fuzz()  # raises SystemExit: a find is written down when the process ends in the usual way
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _prepare(seeds: Path, words: Path, made: Iterator[bytes], paths: list[str]) -> None:
    """Files for libFuzzer: inputs to begin with, and a dictionary."""
    seeds.mkdir()
    for number, data in enumerate(itertools.islice(made, SEEDS)):
        (seeds / str(number)).write_bytes(data)
    known = (*WORDS, *(path.encode() for path in paths))
    words.write_text("".join('"' + "".join(f"\\x{byte:02x}" for byte in word) + '"\n' for word in known))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
