"""Tests of beancount_relance.mailroom."""
