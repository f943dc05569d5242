"""To-dos with deadlines on tickets."""
