"""What the search reads of the guide, and the terms of its glossary."""
