"""The PostgreSQL that comes with Amends: a child process of whoever needs it, reached through a socket only.

binaries.py  where its programs are            account.py  as whom it runs
cluster.py   its files on disk                 server.py   starting, waiting, stopping
"""
