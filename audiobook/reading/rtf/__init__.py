"""Rich-text documents (RTF)."""
