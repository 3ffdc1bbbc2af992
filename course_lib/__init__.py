"""Skin-Deep? Russia and North Korea, 1945 to today: what the lessons and assignments call."""
