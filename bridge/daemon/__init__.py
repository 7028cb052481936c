"""The long-running process that hears OSC, HTTP and MIDI, keeps the queue of fits and the library, and owns the voice.

It knows nothing of torch: fits run in a worker process, the voice in another.
"""
