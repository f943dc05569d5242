"""Being told to stop: Ctrl+C, SIGTERM from a service manager, a closed terminal."""

import signal
import sys

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

_told: list[int] = []
"""The signals that came."""


def listen() -> None:
    """From now on a signal leaves whatever is under way, as KeyboardInterrupt and so by way of every `finally`."""
    for number in SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:  # under nohup, a closed terminal stops nothing
            signal.signal(number, _hear)
    sys.unraisablehook = _say_what_was_dropped


def leave_if_told() -> None:
    """Leave now, when a signal has come and was lost.

    Python drops what is raised inside some of its own callbacks (at a fork, when an object goes), and the wish to stop
    with it. So whoever works for long looks here, too.
    """
    if _told:
        raise KeyboardInterrupt


def _hear(number: int, frame: object) -> None:
    """Whoever presses Ctrl+C again does not cut the stopping short."""
    for each in SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    _told.append(number)
    raise KeyboardInterrupt


def _say_what_was_dropped(dropped: "sys.UnraisableHookArgs") -> None:
    """All but our own wish, which is heard at the next look: a traceback would tell nobody anything."""
    if not (_told and issubclass(dropped.exc_type, KeyboardInterrupt)):
        sys.__unraisablehook__(dropped)
