"""Plans of commitments, their measures, and the evidence of these."""
