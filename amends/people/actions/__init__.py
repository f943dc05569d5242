"""What can be done to people, teams and tokens, one module per capability."""
