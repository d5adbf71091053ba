"""What the pretended processor keeps for its one customer, and how each thing behaves."""
