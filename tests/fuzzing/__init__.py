"""Makes up inputs of every kind that the program reads, damaged with their structure in mind, and judges runs."""
