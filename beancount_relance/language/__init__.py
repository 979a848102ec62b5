"""What people read: messages, their translations, dates and amounts in words."""
