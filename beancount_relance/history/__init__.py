"""What was done and agreed: events from notes, promises to pay, instalment plans."""
