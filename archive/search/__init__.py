"""What the search reads of the archive, and what it recognises in a question: dates, kinds, standings of measures."""
