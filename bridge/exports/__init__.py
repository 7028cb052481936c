"""Preset -> somebody else's language: a playable instrument for Faust, SuperCollider, Csound, Pure Data.

    preset ─► formulas, excitation ─► faust · supercollider · csound · puredata ─► files

Every writer is a pure function of a preset that returns the files of an export by name; `formats` knows them all.
What each engine can do differs, what it computes does not: `formulas` says how the voices are put so that all of them
can follow, to the sample. No torch: the daemon exports too. (`maxmsp` and `gen` write for Max and Live.)
"""
