"""What the record holds, as people read it: charters, acts, deadlines and evidence in words and sentences."""
