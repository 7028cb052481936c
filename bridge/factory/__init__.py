"""The presets that come with the software: a list of prompts (`plan`), fits of them (`make`), what each must pass
(`check`), and a picture of all (`sheet`). `sds-bridge factory make` runs it; `synth_presets/` is what came of it.
"""
