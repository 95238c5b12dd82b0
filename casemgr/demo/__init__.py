"""A demonstration: invented people of three offices and two investigations, told as data."""
