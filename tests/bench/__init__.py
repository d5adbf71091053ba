"""What is measured, by ``python -m tests.bench``: the program beside a hand-written reference."""
