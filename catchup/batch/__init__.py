"""Many plans at once: cells of country, scenario and objective, solved wherever there are workers, kept so that none is solved twice."""
