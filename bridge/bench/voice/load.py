"""How many notes the engine plays in time: blocks at the pace of a device, timed one by one."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import numpy as np

from bridge.realtime.commands import CHANNELS
from bridge.realtime.engine import Engine
from bridge.realtime.priority import make_realtime

RATE, BLOCK = 48000, 128
BUDGET = 0.7
"""share of a block's time that rendering may take"""
PERCENT = 99.9
LOWEST, KEYS = 24, 72
"""keys played: note 24 … 95 of a channel"""
LOWEST_HZ = 32.703
STEPS = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1)
"""shares of the number that would just fit at the median, tried in turn"""
VELOCITY = 0.01


@dataclass(frozen=True)
class Load:
    """Of one run. median, tail: µs a block, the tail being its 99.9th percentile. realtime: priority was granted."""

    voices: int
    median: float
    tail: float
    realtime: bool

    @property
    def fits(self) -> bool:
        return self.tail <= BUDGET * 1e6 * BLOCK / RATE


def playing(voice: str, preset: Mapping[str, float], voices: int) -> Engine:
    """An engine with so many held notes, `KEYS` a channel; the reverbs are built."""
    channels = -(-voices // KEYS)
    if channels > CHANNELS:
        raise ValueError(f"{voices} voices need more than {CHANNELS} channels")
    engine = Engine(RATE, polyphony=voices)
    for channel in range(channels):
        reverb = engine.load(voice, preset, channel)
        if reverb is not None:
            engine.set_response(reverb.build(), channel)
    for n in range(voices):
        engine.note(LOWEST + n % KEYS, VELOCITY, n // KEYS)
        if n % 64 == 63:
            engine.render(BLOCK, BLOCK)
    engine.render(RATE // 4, BLOCK)
    return engine


def measure(voice: str, preset: Mapping[str, float], voices: int, blocks: int) -> Load:
    """`blocks` blocks when they are due, at real-time priority where that is permitted."""
    engine = playing(voice, preset, voices)
    out = np.zeros((BLOCK, 2), np.float32)
    taken = np.zeros(blocks)
    with _realtime() as granted:
        due = time.perf_counter()
        for i in range(blocks):
            due = max(due + BLOCK / RATE, time.perf_counter())
            time.sleep(max(due - time.perf_counter(), 0.0))
            started = time.perf_counter()
            engine.fill(out)
            taken[i] = time.perf_counter() - started
    sounding = engine.status()["voices"]
    if sounding != voices:
        raise RuntimeError(f"{sounding} of {voices} notes sounded")
    return Load(voices, 1e6 * float(np.median(taken)), 1e6 * float(np.percentile(taken, PERCENT)), granted)


def most(voice: str, preset: Mapping[str, float], blocks: int) -> tuple[Load, list[Load]]:
    """The first of falling numbers of notes that fits the budget, and all that was tried.

    Two short runs say what a note costs; from there down.
    """
    few, more = (measure(voice, preset, n, min(blocks, 400)) for n in (64, 128))
    each = max((more.median - few.median) / 64, 1e-3)
    guess = min(int((BUDGET * 1e6 * BLOCK / RATE - few.median) / each) + 64, CHANNELS * KEYS)
    tried: list[Load] = []
    for step in STEPS:
        tried.append(measure(voice, preset, max(int(guess * step), 1), blocks))
        if tried[-1].fits:
            return tried[-1], tried
    return Load(0, 0.0, 0.0, tried[-1].realtime), tried


def processor_seconds(voice: str, preset: Mapping[str, float], voices: int, seconds: float) -> float:
    """What rendering so many notes for so long takes, in blocks as a device would ask for them."""
    engine = playing(voice, preset, voices)
    out = np.zeros((BLOCK, 2), np.float32)
    before = time.thread_time()
    for _ in range(round(seconds * RATE / BLOCK)):
        engine.fill(out)
    return time.thread_time() - before


@contextmanager
def _realtime() -> Iterator[bool]:
    """Real-time priority for this thread, and no garbage collection, as in the audio process."""
    gc.collect()
    gc.disable()
    granted = make_realtime()
    try:
        yield granted
    finally:
        gc.enable()
        with suppress(AttributeError, OSError):
            if granted:
                os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
