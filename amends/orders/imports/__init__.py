"""Bringing in orders from files.

`xml_feed` and `csv_table` read a format, `xml_order` one order of it, `sources` knows orders again, `rows` checks one
order, `staging` keeps what was read, `applying` writes it, `importing` runs the whole, `uploads` does so in the
background, `reasons` says why something was left out. The verbs are in orders.actions.imports.
"""
