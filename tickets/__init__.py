"""What a complaint becomes: tickets, their routing, their dates, and the verbs that change them."""
