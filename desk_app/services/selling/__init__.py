"""The parts of a sale: booking, collecting, settling, cancelling, refunding, reconciling."""
