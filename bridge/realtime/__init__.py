"""A preset becomes sound now: program -> commands -> engine -> device, in a process of its own. No torch.

`program` turns natural parameters into rows of numbers; `commands` carries them to the audio thread; `voice` gives a
note a slot, `expression` bends and presses it, `ending` lets it go. Time goes in ticks of 32 samples: at each,
`fm_block` (`fm_row`), `dx7_block` and `impact_block` say where their notes are (`glide`: on the way to another preset),
and `fm_lanes` and `impact_lanes` compute the samples, sixteen notes or modes at once. `hall` is a channel's reverb
(`convolver`); `mixer` adds all up; `state` is what they remember. `renderer` does all that for the audio thread,
`engine` is it behind `load`, `note` and `render`. `device` asks for blocks, by way of a `player` that can record;
`server` is the process in which that happens (`warm_up`, `priority`), `process` how others talk to it: `children` are
started, `pipe` carries commands, and `relay` hands them on without a change of threads while none wait.
"""
