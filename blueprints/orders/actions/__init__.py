"""What may be done to an order. One module per part of its life; every verb takes `actor` and `now`."""
