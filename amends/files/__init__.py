"""Attachments: kept, checked, handed out safely."""
