"""What a live blog does over time, told from what each look saw of it."""
