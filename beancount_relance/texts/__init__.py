"""The words of reminders and other letters, from templates."""
