"""Bad books: see catalogue.txt."""
