"""The ground floor: pure values and rules, standard library only."""
