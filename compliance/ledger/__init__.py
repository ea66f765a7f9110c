"""The sealed ledger: capture in the database, a Merkle log over it, signed checkpoints, and the means to check them."""
