"""Neural networks: which there are, how they come to this machine, and what they make of photos and words."""
