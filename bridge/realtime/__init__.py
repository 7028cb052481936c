"""A preset becomes sound now: program -> commands -> engine -> device, in a process of its own. No torch.

`program` turns natural parameters into rows of numbers; `commands` carries them to the audio thread; `voice`
gives a note a slot; `fm_block`, `impact_block` and `convolver` compute samples; `mixer` adds them up in one
compiled call; `engine` is all of these behind `load`, `note` and `render`; `device` asks for blocks, by way
of a `player` that can record; `server` is the process in which that happens, `process` how others talk to it.
"""
