"""Platforms that others wrote, each in its own environment and process: what we take for granted, they may not."""
