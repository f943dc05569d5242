"""The page that lists all settings. Families declare their own sections."""
