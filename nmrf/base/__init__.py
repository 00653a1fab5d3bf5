"""What every room stands on: people, permission, history, jobs, undo, files, notices. No word of
the domain.
"""
