"""Keys that open an account stay out of every log, whoever writes it: Django, gunicorn or we.

An invitation, a new password and the set-up are reached by addresses that are secrets themselves, and addresses are
what logs are full of.
"""

import logging
import logging.config
import re
from typing import Any

_KEYS = re.compile(r"(/(?:invitation|setup|account/password/reset/key)/)[^\s?#\"'<>]+")


def redacted(text: str) -> str:
    """`text` with every such key replaced by three dots."""
    return _KEYS.sub(r"\1...", text)


class Record(logging.LogRecord):
    def getMessage(self) -> str:
        return redacted(super().getMessage())


def configure(config: dict[str, Any]) -> None:
    """What Django calls to set logging up (`LOGGING_CONFIG`)."""
    logging.setLogRecordFactory(Record)
    logging.config.dictConfig(config)
