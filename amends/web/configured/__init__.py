"""Settings of what has nothing to it but names, colours and the like: queues, tags ... All on the same page."""
