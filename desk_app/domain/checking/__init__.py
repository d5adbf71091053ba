"""What the auditor, reconciliation and doctor report."""
