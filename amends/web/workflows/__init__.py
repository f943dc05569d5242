"""Settings: types of tickets and the workflow of each."""
