"""What a saved view can't be."""

from amends.kit.refusals import Refused


class ViewRefused(Refused):
    """The view can't be kept like this; `field` says which part."""

    code = "view_refused"
