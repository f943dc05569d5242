"""How dates and numbers look, beside Django's own formats. One folder per language.

Times have 24 hours everywhere. Besides Django's names there are four of our own, read by amends.web.moments:
`WEEKDAY_FORMAT` (a day of this year), `DAY_FORMAT` (of another), `MOMENT_FORMAT` (day and hour in full) and
`HEADING_FORMAT` (a day as a heading).
"""
