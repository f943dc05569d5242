"""Letters: everything that has to leave, and the transports that carry it."""
