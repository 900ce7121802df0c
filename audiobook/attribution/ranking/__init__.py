"""Weighs the candidates of each turn: their features, and the learned model."""
