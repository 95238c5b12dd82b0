"""What is done with packets: proving elements, submitting, building, delivering, answering."""
