"""MIDI: ports, TCP, channels and zones, controllers and what they learn, SysEx."""
