"""What the program has to bear: kills, full disks, damaged files, hostile clients, texts made to be slow.

Each module is a script of its own; `python -m benchmarks.abuse` lists them. docs/reliability.md has their figures.
"""
