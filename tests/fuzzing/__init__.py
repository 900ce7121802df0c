"""Makes up inputs of every kind that the program reads, broken by people who know their structure, and judges runs."""
