"""Play DX7 patches with hexter (Debian package `hexter`), an engine that is not ours: its DSSI plug-in through ctypes.

No JACK, no host: the plug-in is given a bank with `configure`, a note-on as an ALSA sequencer event, and buffers.
"""

from __future__ import annotations

import ctypes
import os
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_float, c_int, c_ubyte, c_uint, c_ulong, c_void_p
from pathlib import Path

import numpy as np

from bridge.errors import BadRequest
from bridge.presets.dx7 import Patch, write_bank

PLUGIN = Path("/usr/lib/dssi/hexter.so")
RATE = 44100
_NOTE_ON, _NOTE_OFF = 6, 7
_TUNING, _VOLUME, _OUTPUT = "tuning", "volume", "output"


def installed() -> bool:
    return PLUGIN.exists()


class _Hint(Structure):
    _fields_ = [("descriptor", c_int), ("low", c_float), ("high", c_float)]


class _Ladspa(Structure):
    """ladspa.h, LADSPA_Descriptor"""

    _fields_ = [
        ("id", c_ulong), ("label", c_char_p), ("properties", c_int), ("name", c_char_p), ("maker", c_char_p),
        ("copyright", c_char_p), ("ports", c_ulong), ("port_descriptors", POINTER(c_int)),
        ("port_names", POINTER(c_char_p)), ("hints", POINTER(_Hint)), ("data", c_void_p),
        ("instantiate", CFUNCTYPE(c_void_p, c_void_p, c_ulong)),
        ("connect_port", CFUNCTYPE(None, c_void_p, c_ulong, c_void_p)), ("activate", CFUNCTYPE(None, c_void_p)),
        ("run", c_void_p), ("run_adding", c_void_p), ("set_run_adding_gain", c_void_p),
        ("deactivate", CFUNCTYPE(None, c_void_p)), ("cleanup", CFUNCTYPE(None, c_void_p)),
    ]  # fmt: skip


class _Event(Structure):
    """snd_seq_event_t of alsa/seq_event.h, with a note's data"""

    _fields_ = [
        ("type", c_ubyte), ("flags", c_ubyte), ("tag", c_ubyte), ("queue", c_ubyte), ("tick", c_uint),
        ("unused", c_uint),
        ("addresses", c_ubyte * 4), ("channel", c_ubyte), ("note", c_ubyte), ("velocity", c_ubyte),
        ("off_velocity", c_ubyte), ("duration", c_uint), ("rest", c_ubyte * 4),
    ]  # fmt: skip


class _Dssi(Structure):
    """dssi.h, DSSI_Descriptor"""

    _fields_ = [
        ("version", c_int), ("ladspa", POINTER(_Ladspa)),
        ("configure", CFUNCTYPE(c_char_p, c_void_p, c_char_p, c_char_p)),
        ("get_program", c_void_p), ("select_program", CFUNCTYPE(None, c_void_p, c_ulong, c_ulong)),
        ("get_midi_controller", c_void_p),
        ("run_synth", CFUNCTYPE(None, c_void_p, c_ulong, POINTER(_Event), c_ulong)),
    ]  # fmt: skip


def seven_in_six(data: bytes) -> bytes:
    """7-bit bytes in base 64, as hexter takes its banks: length, text, sum."""
    bits = "".join(f"{byte:07b}" for byte in data)
    bits += "0" * (-len(bits) % 6)
    digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    text = "".join(digits[int(bits[i : i + 6], 2)] for i in range(0, len(bits), 6))
    return f"{len(data)} {text} {sum(data)}".encode()


class Hexter:
    """`play` renders a patch. Raises BadRequest if the plug-in is not there."""

    def __init__(self, rate: int = RATE) -> None:
        if not installed():
            raise BadRequest(f"hexter is not installed ({PLUGIN}); on Debian: apt-get install hexter")
        library = ctypes.CDLL(os.fspath(PLUGIN))
        library.dssi_descriptor.restype = POINTER(_Dssi)
        library.dssi_descriptor.argtypes = [c_ulong]
        self._dssi = library.dssi_descriptor(0).contents
        self._ladspa = self._dssi.ladspa.contents
        self.rate = rate

    def play(self, patch: Patch, seconds: float, note: int = 60, held: float | None = None) -> np.ndarray:
        """[T] float32, T = round(seconds · rate), at velocity 127. held: seconds until the key is let go (never)."""
        handle = self._ladspa.instantiate(ctypes.addressof(self._ladspa), self.rate)
        samples = round(seconds * self.rate)
        out = np.zeros(samples + 64, np.float32)
        ports = {_TUNING: c_float(440.0), _VOLUME: c_float(0.0)}
        names = [self._ladspa.port_names[k].decode().lower() for k in range(self._ladspa.ports)]
        for k, name in enumerate(names):
            key = next(key for key in (_TUNING, _VOLUME, _OUTPUT) if key in name)
            where = out.ctypes.data if key == _OUTPUT else ctypes.addressof(ports[key])
            self._ladspa.connect_port(handle, k, where)
        self._ladspa.activate(handle)
        complaint = self._dssi.configure(handle, b"patches0", seven_in_six(write_bank([patch])[6:-2]))
        if complaint is not None:
            raise BadRequest(f"hexter refuses the bank: {complaint.decode(errors='replace')}")
        self._dssi.select_program(handle, 0, 0)
        events = [_Event(type=_NOTE_ON, tick=0, note=note, velocity=127)]
        if held is not None:
            events.append(_Event(type=_NOTE_OFF, tick=round(held * self.rate), note=note))
        self._dssi.run_synth(handle, samples, (_Event * len(events))(*events), len(events))
        self._ladspa.deactivate(handle)
        self._ladspa.cleanup(handle)
        return out[:samples]
