"""Recurring requests found: texts taken apart into requests, compared, and brought together.

`normalise` makes of a text the requests it holds, in words that can be compared; `vectors` makes numbers of
them; `pairs` finds and weighs likely pairs; `groups` brings pairs together without chaining far ones.
"""
