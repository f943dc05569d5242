"""The web server's entry point."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("AMENDS_WEB_PATIENCE", "10")

application = get_wsgi_application()

# Everything that requests need is loaded before the server forks, and is no business of the garbage collector after
# that: looking through it again and again held a request up for 70 ms now and then, and copied memory that is shared.
_ = get_resolver().url_patterns
gc.collect()
gc.freeze()
