"""Speaking on several machines: the units of work go to the workers of a Dask cluster, and come back as clips."""
