"""What prepares and runs the whole system on one machine; standard library only."""
