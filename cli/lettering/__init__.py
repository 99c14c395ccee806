"""Dead letters for people: choosing among them, and showing them."""
