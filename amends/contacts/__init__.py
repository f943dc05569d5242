"""The people and companies that shops deal with."""
