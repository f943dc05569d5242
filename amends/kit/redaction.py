"""Keys that open an account stay out of every log, whoever writes it: Django, gunicorn or we.

An invitation, a new password and the set-up are reached by addresses that are secrets themselves, and addresses are
what logs are full of.
"""

import logging
import logging.config
import re
from typing import Any

from amends.kit.outages import Outage, outage_of

_KEYS = re.compile(r"(/(?:invitation|setup|account/password/reset/key)/)[^\s?#\"'<>]+")


def redacted(text: str) -> str:
    """`text` with every such key replaced by three dots."""
    return _KEYS.sub(r"\1...", text)


_BROKEN_OFF = "UnreadablePostError"
"""Django's, when a sender leaves in the middle; by name, as nothing down here knows of HTTP."""


class OneLine(logging.Filter):
    """What a client did wrong, or broke off, is one line: its traceback tells nothing of us, and anybody can have any
    number of them written. So is every request while the database restarts: all of them fail at the same."""

    def filter(self, record: logging.LogRecord) -> bool:
        status = getattr(record, "status_code", 500)
        error = record.exc_info[1] if record.exc_info else None
        told_by_its_line = status < 500 or type(error).__name__ == _BROKEN_OFF or outage_of(error) is Outage.AWAY
        if error is not None and told_by_its_line:
            record.exc_info = record.exc_text = None
        return True


class Record(logging.LogRecord):
    def getMessage(self) -> str:
        return redacted(super().getMessage())


def configure(config: dict[str, Any]) -> None:
    """What Django calls to set logging up (`LOGGING_CONFIG`)."""
    logging.setLogRecordFactory(Record)
    logging.config.dictConfig(config)
