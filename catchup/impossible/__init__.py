"""When there is no plan: which sentences collide, and what the ways out cost.

`trials` asks whether there is a plan without some sentences, `conflict` finds the smallest set that collides, `reach` how far a
number can go, `wayout` and `dials` the ways out through wishes and amounts, `repairs` ranks them.
"""
