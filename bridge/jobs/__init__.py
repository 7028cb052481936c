"""Work that takes long: states (`job`), memory that survives a crash (`journal`), order (`queue`), and a
child process that does it (`worker`). Nothing here knows of audio: requests and results are JSON objects.
"""
