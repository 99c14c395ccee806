"""Cases: what people do about alerts, from the first look to a decision that moves credit."""
