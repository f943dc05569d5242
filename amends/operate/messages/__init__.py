"""`bin/messages`: the sentences of the program and their translations. Needs no gettext on the machine.

sentences.py   finds what is said in Python and templates
catalogues.py  keeps the .po files and says what is wrong in them
"""
