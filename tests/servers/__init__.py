"""Tests against real servers of mail on this machine."""
