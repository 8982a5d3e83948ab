"""Sessions that end while somebody is writing: nothing typed is lost, and nobody sends it under another account."""
