"""How dates and numbers look, beside Django's own formats. One folder per language.

Times have 24 hours everywhere. Besides Django's names there are three of our own, read by amends.web.templatetags:
`WEEKDAY_FORMAT` (a deadline of this week and later), `DAY_FORMAT` (another year), `HEADING_FORMAT` (a day's heading).
"""
