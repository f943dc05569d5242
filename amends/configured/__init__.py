"""What an administrator sets up: queues, tags, types ... Each is known by a code that never changes, has a name in each
language, and is retired rather than deleted. docs/decisions/0024 says why.
"""
