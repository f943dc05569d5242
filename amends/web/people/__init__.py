"""Signing in, one's own profile, and the administrator's pages about people and teams."""
