"""What can be asked and done: fields, operators, conditions, steps."""
