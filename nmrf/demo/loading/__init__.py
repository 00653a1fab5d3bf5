"""Fills an empty database with the invented State, step by step, through the services people use."""
