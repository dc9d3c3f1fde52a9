"""Carts: what a guest or a customer means to buy; never an order."""
