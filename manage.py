#!/usr/bin/env python
"""Django's own command line. People use bin/amends; this is for developers and tools."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except KeyboardInterrupt:
        raise SystemExit(130) from None  # whoever pressed Ctrl+C knows why
