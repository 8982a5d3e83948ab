"""Registration for events: seats, the waiting list, mails, the pages of registrants and organisers."""
