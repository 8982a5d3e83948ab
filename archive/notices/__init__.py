"""« Être prévenu »: mails about new events to those who asked for them, and to organisers about missing reports."""
