"""What happened: events, who did it, why, and who hears of it."""
