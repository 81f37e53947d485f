"""What one look at a source leaves behind, in one transaction, on the lane."""
