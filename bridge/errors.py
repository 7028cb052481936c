"""One exception tree. Each message says what was wrong, where, and the mend; the CLI prints it and exits 2."""


class BridgeError(Exception):
    """Anything the user can mend. `code` is what `/fail` carries on the wire."""

    code = "error"


class BadRequest(BridgeError):
    """The request itself is wrong: empty prompt, unknown option, value out of range."""

    code = "bad-request"


class UnknownVoice(BadRequest):
    code = "unknown-voice"


class UnknownParameter(BadRequest):
    code = "unknown-parameter"


class BadPreset(BridgeError):
    """A preset file or SysEx message that cannot be read."""

    code = "bad-preset"


class BadWeights(BridgeError):
    """Model weights that are missing, truncated or of another shape."""

    code = "bad-weights"


class CannotWrite(BridgeError):
    """A folder or file that cannot be written."""

    code = "cannot-write"


class CannotListen(BridgeError):
    """A network port that is taken or may not be opened."""

    code = "cannot-listen"


class DeviceError(BridgeError):
    """No such audio, MIDI or compute device."""

    code = "device"


class JobError(BridgeError):
    """A job that cannot do what was asked of it: unknown, already finished, or its worker died."""

    code = "job"


class Cancelled(BridgeError):
    """The user stopped the work; what was best so far is kept."""

    code = "cancelled"
