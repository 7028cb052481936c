"""Parameters to durable bytes and back: `preset` (the record), `json_codec`, `sysex`, `migrate`, `library`.

No torch and no sound here: a preset is a voice's name, its numbers in natural units, and where they are from.
"""
