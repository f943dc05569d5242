"""The frame around every page: navigation, palette, notices, preferences, errors."""
