"""What the search recognises of the archive: dates, kinds of events and publications, standings of measures."""
