"""A preset becomes sound now: program -> commands -> engine -> device, in a process of its own. No torch.

`program` turns natural parameters into rows of numbers; `commands` carries them to the audio thread; `voice`
gives a note a slot; `fm_block`, `impact_block` and `convolver` compute samples; `mixer` adds them up in one
compiled call; `engine` is all of these behind `load`, `note` and `render`; `device` asks the engine for
blocks; `process` runs engine and device away from everything that could make them late.
"""
