"""Sound processing: measuring, mastering, encoding and decoding; knows nothing about stories."""
