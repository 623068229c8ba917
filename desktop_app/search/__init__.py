"""Vectors in, ranked ids out: the contents nearest to a query, and how query vectors are made. No torch, no Qt."""
