"""Plans for several countries together: what each gains over going alone, and a split that keeps each of them in."""
