"""A corpus made by ourselves: captioned sounds whose licence is clear and whose captions are true.

`sound` is what every source hands over and how it is cut, `grammar` turns what is known about a sound into what a
musician might type, `measure` adds what can be heard in it. Three sources: `soundfont` (General MIDI notes and drums;
`gm` names them, `sf2` says which recordings a note uses), `struck` (hit objects; `bodies` holds shapes and
materials) and `analogue` (drum machines and synthesizers; `drums`, `notes` and `effects` hold the patches, `dsp` their
oscillators and filters). `room` puts any of them in a room, and `write` puts them all into a folder.
"""
