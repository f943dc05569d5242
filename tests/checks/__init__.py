"""bin/check as tests: a change that fails a check fails the suite."""
