"""What ties pages together: references, shared themes, partners and people, and the lists made of them."""
