"""What is owed on an open item besides its principal, and until when it can be sued for."""
