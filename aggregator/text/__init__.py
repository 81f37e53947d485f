"""Words, markup, addresses and times, as every stage reads and writes them."""
