"""Trains the contrastive models that Red Bicycle ships and that its users fine-tune."""
