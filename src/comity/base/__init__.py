"""What every room needs and no field owns: errors, atomic files, progress."""
