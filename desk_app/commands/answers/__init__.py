"""What the commands answer: JSON shapes for scripts, pages and tables for people."""
