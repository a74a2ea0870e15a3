"""For each mechanism a short life of a body, up to acts that break its rule, and past them."""
