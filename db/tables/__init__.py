"""The tables of the three stores. No foreign key and no join crosses from one to another."""
