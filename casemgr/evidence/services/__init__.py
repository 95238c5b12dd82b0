"""What is done with exhibits: logged, handed over, confirmed, and their files taken in."""
